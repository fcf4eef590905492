#ifndef PAWL_TOOLS_GATE_DECLARED_COUNTER_H_
#define PAWL_TOOLS_GATE_DECLARED_COUNTER_H_

#include <string>

#include "tools/model/evidence.h"
#include "tools/model/result.h"

namespace pawl {

// A user counter that two results have, and that the later one's perf_test declares: `declared` is its row there, from
// which limit and polarity are. Judged exactly by that limit where every slice of either side gave the same number and
// kExactProcesses set it on both; else shown with the reason why not. `why_incomparable` is empty if the build keys and
// sources are the same. Pure.
Row DeclaredCounterRow(const Row& declared, const CounterEvidence& before, const CounterEvidence& now,
                       const std::string& why_incomparable);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_DECLARED_COUNTER_H_

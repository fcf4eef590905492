#ifndef PAWL_TOOLS_GATE_COUNTERS_H_
#define PAWL_TOOLS_GATE_COUNTERS_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/gate/gate.h"
#include "tools/gate/lookup.h"

namespace pawl {

// User counters that the perf_test declares (input.counters) are judged like Pawl's own numbers, by their polarity.
//
// A counter that every slice set to the same number is exact: one process shows that it is within its bound, three that
// it is not. Any other is noisy: it is decided over kRatioProcesses processes, and found beyond its bound only over
// kRatioSuspicionProcesses of them, like a ratio of floors. More than that can't be known of a stranger's number: a
// limit narrower than its noise cries wolf, which is why `.accept` refuses to store one that two measurements don't
// agree on within its limit.

// The rows of one gated case without error: each declared counter that it sets or that is stored for it. Adds the case
// to `undecided` if another process could decide a row.
std::vector<Row> JudgeCounters(const CaseEvidence& evidence, const GateInput& input, const Lookup& lookup,
                               std::set<std::pair<std::string, std::string>>& undecided);

// The row of a claim about a declared counter; `row` has its names. `reference` is null for an absolute bound.
Row JudgeCounterClaim(Row row, const Claim& claim, const CaseEvidence& contender, const CaseEvidence* reference,
                      const GateInput& input, std::set<std::pair<std::string, std::string>>& undecided);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_COUNTERS_H_

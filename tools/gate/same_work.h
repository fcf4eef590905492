#ifndef PAWL_TOOLS_GATE_SAME_WORK_H_
#define PAWL_TOOLS_GATE_SAME_WORK_H_

#include "tools/gate/gate.h"
#include "tools/gate/lookup.h"

namespace pawl {

// What the counts say of the work that a case does now beside what it did when it was accepted. A difference in time
// without one in work comes from somewhere else than the code's instructions: from where it lies in memory, or from the
// state of the machine.
enum class Work {
  kSame,       // allocations, their bytes and instructions were counted then and now, and none differs by one, or by
               // more than its own repeats do
  kDifferent,  // one of them differs
  kUnknown,    // none differs, but not all were counted then and now
};

Work CompareWork(const CaseEvidence& one, const GateInput& input, const Lookup& lookup);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_SAME_WORK_H_

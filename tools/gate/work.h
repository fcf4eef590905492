#ifndef PAWL_TOOLS_GATE_WORK_H_
#define PAWL_TOOLS_GATE_WORK_H_

#include "tools/model/evidence.h"

namespace pawl {

// What the counts say of the work that a case does now beside what it did before. A difference in time without one in
// work comes from somewhere else than the code's instructions: from where it lies in memory, or from the state of the
// machine.
enum class Work {
  kSame,       // allocations, their bytes and instructions were counted on both sides, and none differs by one, or by
               // more than its own repeats do
  kDifferent,  // one of them differs
  kUnknown,    // none differs, but not all were counted on both sides
};

// Of one case in two builds, both counted now. Instructions that differ by less than 0.1 % are the same work: they
// can't be what made a time differ by more than theta, and moving code moves a few of them (a copy that begins at
// another alignment).
Work CompareWork(const CaseEvidence& now, const CaseEvidence& before);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_WORK_H_

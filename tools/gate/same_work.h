#ifndef PAWL_TOOLS_GATE_SAME_WORK_H_
#define PAWL_TOOLS_GATE_SAME_WORK_H_

#include "tools/gate/gate.h"
#include "tools/gate/lookup.h"
#include "tools/gate/work.h"

namespace pawl {

// Of what a case does now beside what it did when it was accepted.
Work CompareWork(const CaseEvidence& one, const GateInput& input, const Lookup& lookup);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_SAME_WORK_H_

#ifndef PAWL_TOOLS_GATE_CLAIMS_H_
#define PAWL_TOOLS_GATE_CLAIMS_H_

#include "tools/gate/gate.h"
#include "tools/gate/lookup.h"

namespace pawl {

// The row of one claim. `red_boundaries` of its case share the case's error budget (error_budget.h). Adds
// the pair to `undecided` if it needs more processes.
Row JudgeClaim(const Claim& claim, int red_boundaries, const Lookup& lookup, const GateInput& input,
               std::set<std::pair<std::string, std::string>>& undecided);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_CLAIMS_H_

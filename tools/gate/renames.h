#ifndef PAWL_TOOLS_GATE_RENAMES_H_
#define PAWL_TOOLS_GATE_RENAMES_H_

#include <vector>

#include "tools/gate/gate.h"

namespace pawl {

// Fills in `renamed_from` and `renamed_to` of `missing` and `new` rows, and asks for it in their reasons: a stored case
// that is gone and a gated case without any record were probably one if each is the other's nearest name, with at most
// a third of it changed. At most kRenamePairs pairs are compared, since hundreds of cases on both sides are a rewrite
// and comparing them all would take longer than judging; beyond that nothing is filled in.
inline constexpr size_t kRenamePairs = 10'000;
void SuggestRenames(const GateInput& input, std::vector<Row>& rows);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_RENAMES_H_

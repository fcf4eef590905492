#ifndef PAWL_TOOLS_GATE_STORED_H_
#define PAWL_TOOLS_GATE_STORED_H_

#include <vector>

#include "tools/gate/gate.h"
#include "tools/gate/lookup.h"

namespace pawl {

// The rows of one gated case without error against the stored baseline: its deterministic metrics, and time_ratio if it
// has a reference. Adds the pairs that need more processes to `undecided`.
std::vector<Row> JudgeStored(const CaseEvidence& evidence, const PairEvidence* pair, const GateInput& input,
                             const Lookup& lookup, std::set<std::pair<std::string, std::string>>& undecided);

// A `missing` row for each stored record whose case the binary no longer has.
std::vector<Row> MissingRows(const GateInput& input, const Lookup& lookup);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_STORED_H_

#ifndef PAWL_TOOLS_GATE_REQUIRED_H_
#define PAWL_TOOLS_GATE_REQUIRED_H_

#include <vector>

#include "tools/gate/gate.h"

namespace pawl {

// A `not-measured` row, blocking and of no case, for each required metric that none of the judged `rows` compares:
// without a row there is nothing that `require` could fail. A claim compares its metric, live time takes the place of
// the ratio, and a number that was let through without a record compares nothing. Metrics that cases of
// `input.left_out` compare are for the runs of those. None beside an error, which blocks anyway and may be of the very
// case that compares it. O(required x (rows + records)).
std::vector<Row> UncomparedRequirements(const GateInput& input, const std::vector<Row>& rows);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_REQUIRED_H_

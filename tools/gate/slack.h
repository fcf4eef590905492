#ifndef PAWL_TOOLS_GATE_SLACK_H_
#define PAWL_TOOLS_GATE_SLACK_H_

#include <string>
#include <vector>

#include "tools/model/claim.h"
#include "tools/model/result.h"

namespace pawl {

// One note that names the claims which hold with more than half to spare: such a promise would let its optimization rot
// to half of what it is before anybody hears of it. `rows` hold the judged claims. Empty if there is none.
std::vector<std::string> NotesOnSlackClaims(const std::vector<Claim>& claims, const std::vector<Row>& rows);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_SLACK_H_

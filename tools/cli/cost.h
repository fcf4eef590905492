#ifndef PAWL_TOOLS_CLI_COST_H_
#define PAWL_TOOLS_CLI_COST_H_

#include <string>
#include <vector>

#include "tools/model/sample.h"

namespace pawl {

// What a run cost, in one line: seconds inside timed slices per case, how much longer the run took, and the five
// dearest cases. `cases` and `lanes` are all that was timed, alone and in live pairs. Empty if nothing was timed.
std::string CostNote(const std::vector<CaseSamples>& cases, const std::vector<LaneSamples>& lanes, double wall_s);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COST_H_

#ifndef PAWL_TOOLS_CLI_COST_H_
#define PAWL_TOOLS_CLI_COST_H_

#include <string>
#include <vector>

#include "tools/model/sample.h"

namespace pawl {

// How long the parts of a run took, seconds by a wall clock.
struct PhaseTimes {
  double counting_s = 0;  // everything deterministic: answers compared, allocations counted
  double timing_s = 0;    // everything timed: processes started, fixtures built, warm-up and measured slices
};

// What a run cost, in one line: seconds inside timed slices per case, how much longer it took to time them, seconds per
// case for what is deterministic, and the five dearest cases. `cases` and `lanes` are all that was timed, alone and in
// live pairs. Empty if nothing was timed.
std::string CostNote(const std::vector<CaseSamples>& cases, const std::vector<LaneSamples>& lanes,
                     const PhaseTimes& phases);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COST_H_

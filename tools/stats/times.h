#ifndef PAWL_TOOLS_STATS_TIMES_H_
#define PAWL_TOOLS_STATS_TIMES_H_

#include <vector>

#include "tools/model/evidence.h"
#include "tools/model/sample.h"

namespace pawl::stats {

// Gives each case its slices, process by process, rounded to kTimeDigits. Apart from BuildEvidence, which runs after
// every process of a run: this is wanted once, at its end. A case that failed has none. Pure; O(slices log slices).
void AddTimes(const std::vector<CaseSamples>& samples, std::vector<CaseEvidence>& cases);

// The same for both sides of live pairs; other layouts and the null control are left out.
void AddLiveTimes(const std::vector<LaneSamples>& lanes, std::vector<LiveEvidence>& live);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_TIMES_H_

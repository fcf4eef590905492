#ifndef PAWL_TOOLS_STATS_LIVE_EVIDENCE_H_
#define PAWL_TOOLS_STATS_LIVE_EVIDENCE_H_

#include <vector>

#include "tools/model/evidence.h"
#include "tools/model/sample.h"

namespace pawl::stats {

// What the slices of live pairs say, lane by lane, without any judgement; sides are numbered as LiveSide. Per group of
// processes, the unit of replication, the slices become one interquartile mean of log-ratios between slices of the same
// round for each side that took part. A group in which either side has no slice is left out. Pure; O(n log n).
//
// `layouts` is how many other layouts of the contender there are.
std::vector<LiveEvidence> BuildLiveEvidence(const std::vector<LaneSamples>& lanes, bool identical, int layouts);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_LIVE_EVIDENCE_H_

#include "tools/stats/live_evidence.h"

#include <cmath>
#include <map>

#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

// Time per iteration by group, round and side.
using Sides = std::map<int, double>;
using Groups = std::map<int, std::map<int, Sides>>;

// One log-ratio per group in which `side` took part.
std::vector<double> LogRatios(const Groups& groups, int side) {
  std::vector<double> log_ratios;
  for (const auto& [group, rounds] : groups) {
    std::vector<double> of_group;
    for (const auto& [round, sides] : rounds) {
      const auto accepted = sides.find(kAcceptedSide);
      const auto other = sides.find(side);
      if (accepted != sides.end() && other != sides.end()) {
        of_group.push_back(std::log(other->second / accepted->second));
      }
    }
    if (!of_group.empty()) log_ratios.push_back(InterquartileMean(of_group));
  }
  return log_ratios;
}

}  // namespace

std::vector<LiveEvidence> BuildLiveEvidence(const std::vector<LaneSamples>& lanes, bool identical, int layouts) {
  std::vector<LiveEvidence> evidence;
  for (const LaneSamples& lane : lanes) {
    LiveEvidence live;
    live.case_name = lane.name;
    live.identical = identical;
    live.iterations_per_slice = lane.iterations_per_slice;
    live.error = lane.error;
    if (!lane.error) {
      Groups groups;
      for (const SideSlice& slice : lane.slices) {
        groups[slice.group][slice.round][slice.side] = slice.time_ns / static_cast<double>(slice.iterations);
      }
      live.log_ratios = LogRatios(groups, kContenderSide);
      live.null_log_ratios = LogRatios(groups, kSecondCopySide);
      for (int i = 0; i < layouts; ++i) live.layout_log_ratios.push_back(LogRatios(groups, kFirstLayoutSide + i));
    }
    evidence.push_back(std::move(live));
  }
  return evidence;
}

}  // namespace pawl::stats

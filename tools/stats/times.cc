#include "tools/stats/times.h"

#include <charconv>
#include <iterator>
#include <map>
#include <string_view>

namespace pawl::stats {
namespace {

// Through text: no sum of powers of ten is the double that a reader of the shorter number gets.
double Rounded(double value) {
  char text[32];
  const auto end =
      std::to_chars(std::begin(text), std::end(text), value, std::chars_format::scientific, kTimeDigits - 1).ptr;
  std::from_chars(std::begin(text), end, value);
  return value;
}

// Time per iteration by process and round.
using Rounds = std::map<int, std::map<int, double>>;

std::vector<ProcessTimes> Flat(const Rounds& processes) {
  std::vector<ProcessTimes> times;
  for (const auto& [process, rounds] : processes) {
    times.push_back({process, {}});
    for (const auto& [round, ns] : rounds) times.back().ns.push_back(Rounded(ns));
  }
  return times;
}

}  // namespace

void AddTimes(const std::vector<CaseSamples>& samples, std::vector<CaseEvidence>& cases) {
  std::map<std::string_view, const CaseSamples*> by_name;
  for (const CaseSamples& one : samples) by_name[one.case_name] = &one;
  for (CaseEvidence& evidence : cases) {
    const auto found = by_name.find(evidence.case_name);
    if (found == by_name.end() || found->second->error) continue;
    Rounds processes;
    for (const Sample& slice : found->second->slices) {
      processes[slice.process][slice.round] = slice.time_ns / static_cast<double>(slice.iterations);
    }
    evidence.times = Flat(processes);
  }
}

void AddLiveTimes(const std::vector<LaneSamples>& lanes, std::vector<LiveEvidence>& live) {
  std::map<std::string_view, const LaneSamples*> by_name;
  for (const LaneSamples& lane : lanes) by_name[lane.name] = &lane;
  for (LiveEvidence& evidence : live) {
    const auto found = by_name.find(evidence.case_name);
    if (found == by_name.end() || found->second->error) continue;
    Rounds contender, accepted;
    for (const SideSlice& slice : found->second->slices) {
      const double ns = slice.time_ns / static_cast<double>(slice.iterations);
      if (slice.side == kContenderSide) contender[slice.group][slice.round] = ns;
      if (slice.side == kAcceptedSide) accepted[slice.group][slice.round] = ns;
    }
    evidence.times = Flat(contender);
    evidence.accepted_times = Flat(accepted);
  }
}

}  // namespace pawl::stats

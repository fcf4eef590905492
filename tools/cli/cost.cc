#include "tools/cli/cost.h"

#include <algorithm>
#include <map>
#include <utility>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr size_t kDearest = 5;

}  // namespace

std::string CostNote(const std::vector<CaseSamples>& cases, const std::vector<LaneSamples>& lanes,
                     const PhaseTimes& phases) {
  std::map<std::string, double> seconds;
  for (const CaseSamples& one : cases) {
    for (const Sample& slice : one.slices) seconds[one.case_name] += slice.time_ns * 1e-9;
  }
  for (const LaneSamples& lane : lanes) {
    for (const SideSlice& slice : lane.slices) seconds[lane.name] += slice.time_ns * 1e-9;
  }
  std::vector<std::pair<double, std::string>> dearest;
  double measured = 0;
  for (const auto& [name, cost] : seconds) {
    measured += cost;
    dearest.emplace_back(cost, name);
  }
  if (measured <= 0) return "";
  std::sort(dearest.rbegin(), dearest.rend());
  const auto count = static_cast<double>(dearest.size());
  std::string text = fmt::format(
      "{:.2f} s measured per case, {:.1f} x that to time it, {:.2f} s per case to compare answers and count; dearest: ",
      measured / count, phases.timing_s / measured, phases.counting_s / count);
  for (size_t i = 0; i < std::min(kDearest, dearest.size()); ++i) {
    text += fmt::format("{}{} {:.2f} s", i == 0 ? "" : ", ", dearest[i].second, dearest[i].first);
  }
  return text;
}

}  // namespace pawl

#include "tools/stats/floors.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tools/stats/check.h"
#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

constexpr double kFloorQuantile = 0.10;  // With the usual 32 slices: between the 4th and the 5th fastest.

// The minimum of the values outside [skip_begin, skip_end).
double MinimumWithout(std::span<const double> values, int skip_begin, int skip_end) {
  double minimum = std::numeric_limits<double>::infinity();
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    if (i < skip_begin || i >= skip_end) minimum = std::min(minimum, values[i]);
  }
  return minimum;
}

double RatioOfMinima(std::span<const double> contender_ns, std::span<const double> reference_ns) {
  return *std::min_element(contender_ns.begin(), contender_ns.end()) /
         *std::min_element(reference_ns.begin(), reference_ns.end());
}

bool IsTime(double ns) { return std::isfinite(ns) && ns > 0; }

}  // namespace

double ProcessFloorNs(std::span<const double> slice_ns_per_iteration) {
  Check(std::all_of(slice_ns_per_iteration.begin(), slice_ns_per_iteration.end(), IsTime),
        "every slice's time is finite and positive");
  return Quantile(slice_ns_per_iteration, kFloorQuantile);
}

void FloorRatio::Add(double contender_floor_ns, double reference_floor_ns) {
  Check(IsTime(contender_floor_ns) && IsTime(reference_floor_ns), "both floors are finite and positive");
  contender_ns_.push_back(contender_floor_ns);
  reference_ns_.push_back(reference_floor_ns);
}

void FloorRatio::Add(std::span<const double> contender_floors_ns, std::span<const double> reference_floors_ns) {
  Check(contender_floors_ns.size() == reference_floors_ns.size(), "every process has both floors");
  for (size_t i = 0; i < contender_floors_ns.size(); ++i) Add(contender_floors_ns[i], reference_floors_ns[i]);
}

double FloorRatio::ratio() const {
  Check(processes() >= 1, "a process was added before the ratio is asked for");
  return RatioOfMinima(contender_ns_, reference_ns_);
}

std::optional<double> FloorRatio::Spread(int group) const {
  Check(group >= 1, "group >= 1");
  const int groups = processes() / group;
  if (groups < 2) return std::nullopt;
  std::vector<double> log_ratios;
  for (int g = 0; g < groups; ++g) {
    log_ratios.push_back(std::log(RatioOfMinima(std::span(contender_ns_).subspan(g * group, group),
                                                std::span(reference_ns_).subspan(g * group, group))));
  }
  return SampleSd(log_ratios);
}

std::optional<RatioRange> FloorRatio::LeaveOneGroupOut(int group) const {
  Check(group >= 1, "group >= 1");
  const int groups = processes() / group;
  if (groups < 2) return std::nullopt;
  RatioRange range = {ratio(), ratio()};
  for (int g = 0; g < groups; ++g) {
    const int begin = g * group;
    const int end = g + 1 == groups ? processes() : begin + group;
    const double without = MinimumWithout(contender_ns_, begin, end) / MinimumWithout(reference_ns_, begin, end);
    range = {std::min(range.low, without), std::max(range.high, without)};
  }
  return range;
}

}  // namespace pawl::stats

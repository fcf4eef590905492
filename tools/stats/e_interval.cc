#include "tools/stats/e_interval.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "tools/stats/check.h"
#include "tools/stats/e_process.h"

namespace pawl::stats {
namespace {

constexpr double kExcludingE = 40;  // 1 / 0.025: half of 5 % for each end.
constexpr int kBisections = 40;     // 2^-40 < 1e-12 of the bracket.

bool ExcludesFromAbove(std::span<const double> log_ratios, double t) {
  EProcess evidence(t, Direction::kAbove);
  for (const double d : log_ratios) evidence.Add(d);
  return evidence.LogE() >= std::log(kExcludingE);
}

// The lowest t that is not excluded by evidence that the centre is above it; nullopt if even -infinity is not.
std::optional<double> LowEnd(std::span<const double> log_ratios) {
  // One below the minimum every tanh is 1 - 3e-11 at least, so nothing changes further down; at the maximum no factor
  // exceeds 1, so it is never excluded.
  double excluded = *std::min_element(log_ratios.begin(), log_ratios.end()) - 1;
  double kept = *std::max_element(log_ratios.begin(), log_ratios.end());
  if (!ExcludesFromAbove(log_ratios, excluded)) return std::nullopt;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = std::midpoint(excluded, kept);
    (ExcludesFromAbove(log_ratios, middle) ? excluded : kept) = middle;
  }
  return kept;
}

}  // namespace

std::optional<LogRatioInterval> EConfidenceInterval(std::span<const double> log_ratios) {
  if (log_ratios.empty()) return std::nullopt;
  Check(std::all_of(log_ratios.begin(), log_ratios.end(), [](double d) { return std::isfinite(d); }),
        "every log-ratio is finite");
  std::vector<double> mirrored;
  for (const double d : log_ratios) mirrored.push_back(-d);
  const std::optional<double> low = LowEnd(log_ratios);
  const std::optional<double> minus_high = LowEnd(mirrored);
  if (!low.has_value() || !minus_high.has_value() || *low > -*minus_high) return std::nullopt;
  return LogRatioInterval{*low, -*minus_high};
}

}  // namespace pawl::stats

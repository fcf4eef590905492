#include "tools/stats/e_interval.h"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tools/stats/check.h"
#include "tools/stats/e_process.h"

namespace pawl::stats {
namespace {

constexpr double kExcludingE = 40;  // 1 / 0.025: half of 5 % for each end.
constexpr int kBits = 40;           // Of each end; 2^-40 < 1e-12 of its size.

// Of evidence that the centre is above t: the logarithm beyond what it takes to exclude t.
double LogExcess(std::span<const double> log_ratios, double t) {
  EProcess evidence(t, Direction::kAbove);
  for (const double d : log_ratios) evidence.Add(d);
  return evidence.LogE() - std::log(kExcludingE);
}

// The lowest t that is not excluded by evidence that the centre is above it; nullopt if even -infinity is not.
std::optional<double> LowEnd(std::span<const double> log_ratios) {
  // One below the minimum every tanh is 1 - 3e-11 at least, so nothing changes further down; at the maximum no factor
  // exceeds 1, so it is never excluded.
  const double excluded = *std::min_element(log_ratios.begin(), log_ratios.end()) - 1;
  const double kept = *std::max_element(log_ratios.begin(), log_ratios.end());
  const double excess = LogExcess(log_ratios, excluded);
  if (excess < 0) return std::nullopt;
  std::uintmax_t steps = 200;  // It takes a dozen.
  const auto bracket = boost::math::tools::toms748_solve([&](double t) { return LogExcess(log_ratios, t); }, excluded,
                                                         kept, excess, LogExcess(log_ratios, kept),
                                                         boost::math::tools::eps_tolerance<double>(kBits), steps);
  return bracket.second;
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

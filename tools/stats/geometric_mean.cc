#include "tools/stats/geometric_mean.h"

#include <algorithm>
#include <cmath>

#include "tools/stats/check.h"

namespace pawl::stats {

GeometricMean GeometricMeanOf(std::span<const double> ratios) {
  Check(!ratios.empty(), "a geometric mean takes ratios");
  double sum = 0;
  for (const double ratio : ratios) {
    Check(std::isfinite(ratio) && ratio > 0, "a geometric mean takes positive, finite ratios");
    sum += std::log(ratio);
  }
  const auto [smallest, largest] = std::minmax_element(ratios.begin(), ratios.end());
  return {std::exp(sum / static_cast<double>(ratios.size())), *smallest, *largest, ratios.size()};
}

}  // namespace pawl::stats

#ifndef PAWL_TOOLS_STATS_GEOMETRIC_MEAN_H_
#define PAWL_TOOLS_STATS_GEOMETRIC_MEAN_H_

#include <cstddef>
#include <span>

namespace pawl::stats {

struct GeometricMean {
  double mean = 1;
  double smallest = 1;
  double largest = 1;
  size_t count = 0;
};

// The mean of ratios that treats "twice" and "half" as opposites: swapped sides give 1 / mean (Fleming and Wallace,
// 1986). It weighs each ratio alike, lets one that fell hide one that rose, and is not the ratio of any total: so the
// range comes with it. Sums logarithms, hence no overflow. At least one ratio, every one finite and positive; otherwise
// aborts. O(n) time.
GeometricMean GeometricMeanOf(std::span<const double> ratios);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_GEOMETRIC_MEAN_H_

#include "tools/stats/modes.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

constexpr size_t kFewestValues = 10;
constexpr size_t kFewestShare = 5;  // a heap holds a fifth at least
constexpr double kSeparation = 4;   // in standard deviations within a heap

double Mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

bool TwoHeaps(std::span<const double> values) {
  if (values.size() < kFewestValues) return false;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const size_t fewest = (sorted.size() + kFewestShare - 1) / kFewestShare;
  size_t cut = fewest;
  for (size_t i = fewest; i + fewest <= sorted.size(); ++i) {
    if (sorted[i] - sorted[i - 1] > sorted[cut] - sorted[cut - 1]) cut = i;
  }
  const std::span<const double> low(sorted.data(), cut);
  const std::span<const double> high(sorted.data() + cut, sorted.size() - cut);
  return Mean(high) - Mean(low) > kSeparation * std::max(SampleSd(low), SampleSd(high));
}

}  // namespace pawl::stats

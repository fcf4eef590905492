#include "tools/stats/robust.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tools/stats/check.h"

namespace pawl::stats {
namespace {

void CheckUsable(std::span<const double> values, size_t at_least) {
  Check(values.size() >= at_least, "there are enough values for this estimate");
  Check(std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); }), "every value is finite");
}

std::vector<double> Sorted(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

double Quantile(std::span<const double> values, double p) {
  CheckUsable(values, 1);
  Check(p >= 0 && p <= 1, "0 <= p <= 1");
  const std::vector<double> sorted = Sorted(values);
  const double position = p * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

double Median(std::span<const double> values) { return Quantile(values, 0.5); }

double InterquartileMean(std::span<const double> values) {
  CheckUsable(values, 1);
  const std::vector<double> sorted = Sorted(values);
  const double m = static_cast<double>(sorted.size());
  double weighted_sum = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const double start = std::max(static_cast<double>(i), m / 4);
    const double end = std::min(static_cast<double>(i + 1), 3 * m / 4);
    weighted_sum += std::max(0.0, end - start) * sorted[i];
  }
  return weighted_sum / (m / 2);
}

double SampleSd(std::span<const double> values) {
  CheckUsable(values, 2);
  const double n = static_cast<double>(values.size());
  double sum = 0;
  for (const double x : values) sum += x;
  // Two passes: the one-pass formula cancels catastrophically for times, whose spread is tiny beside their mean.
  double squares = 0;
  for (const double x : values) squares += (x - sum / n) * (x - sum / n);
  return std::sqrt(squares / (n - 1));
}

}  // namespace pawl::stats

#include "tools/stats/rank_test.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "tools/stats/check.h"

namespace pawl::stats {
namespace {

// The ranks of all values, ascending and doubled, so that the mean rank of ties is a whole number.
struct Ranks {
  std::vector<size_t> doubled;
  size_t doubled_sum_of_b = 0;
  double tie_term = 0;  // sum over groups of t equal values of t^3 - t
};

Ranks RankTogether(std::span<const double> a, std::span<const double> b) {
  struct Value {
    double value;
    bool of_b;
  };
  std::vector<Value> values;
  for (const double value : a) values.push_back({value, false});
  for (const double value : b) values.push_back({value, true});
  for (const Value& one : values) Check(std::isfinite(one.value), "a rank test takes finite values");
  std::sort(values.begin(), values.end(), [](const Value& x, const Value& y) { return x.value < y.value; });
  Ranks ranks;
  for (size_t begin = 0; begin < values.size();) {
    size_t end = begin;
    while (end < values.size() && values[end].value == values[begin].value) ++end;
    const size_t doubled = begin + 1 + end;  // twice the mean of begin + 1 ... end
    for (size_t i = begin; i < end; ++i) {
      ranks.doubled.push_back(doubled);
      if (values[i].of_b) ranks.doubled_sum_of_b += doubled;
    }
    const auto tied = static_cast<double>(end - begin);
    ranks.tie_term += tied * tied * tied - tied;
    begin = end;
  }
  return ranks;
}

// Twice the smaller tail of all ways to choose which `chosen` of the ranks are b's.
double ExactP(const Ranks& ranks, size_t chosen) {
  const size_t most = std::accumulate(ranks.doubled.begin(), ranks.doubled.end(), size_t{0});
  // ways[k][s]: subsets of k ranks with the doubled sum s. Doubles hold the counts up to C(64, 32) < 2^61 with a
  // relative error of 1e-15 a step.
  std::vector<std::vector<double>> ways(chosen + 1, std::vector<double>(most + 1));
  ways[0][0] = 1;
  size_t reached = 0;
  for (const size_t rank : ranks.doubled) {
    reached += rank;
    for (size_t k = chosen; k > 0; --k) {
      for (size_t sum = reached; sum >= rank; --sum) ways[k][sum] += ways[k - 1][sum - rank];
    }
  }
  double below = 0;
  double above = 0;
  double all = 0;
  for (size_t sum = 0; sum <= most; ++sum) {
    const double count = ways[chosen][sum];
    all += count;
    if (sum <= ranks.doubled_sum_of_b) below += count;
    if (sum >= ranks.doubled_sum_of_b) above += count;
  }
  return std::min(1.0, 2 * std::min(below, above) / all);
}

double NormalP(const Ranks& ranks, double u, double a, double b) {
  const double n = a + b;
  const double variance = a * b / 12 * (n + 1 - ranks.tie_term / (n * (n - 1)));
  if (variance <= 0) return 1;  // all values are equal
  const double apart = std::max(0.0, std::fabs(u - a * b / 2) - 0.5);
  return std::erfc(apart / std::sqrt(variance) / std::numbers::sqrt2);
}

}  // namespace

RankTest CompareRanks(std::span<const double> a, std::span<const double> b) {
  Check(!a.empty() && !b.empty(), "a rank test takes values on both sides");
  const Ranks ranks = RankTogether(a, b);
  const auto size_b = static_cast<double>(b.size());
  RankTest test;
  test.u = static_cast<double>(ranks.doubled_sum_of_b) / 2 - size_b * (size_b + 1) / 2;
  test.exact = ranks.doubled.size() <= kMostExactValues;
  test.p = test.exact ? ExactP(ranks, b.size()) : NormalP(ranks, test.u, static_cast<double>(a.size()), size_b);
  // Underflows beyond some 38 standard deviations.
  test.p = std::max(test.p, std::numeric_limits<double>::min());
  return test;
}

}  // namespace pawl::stats

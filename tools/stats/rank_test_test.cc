#include "tools/stats/rank_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace pawl::stats {
namespace {

using Values = std::vector<double>;

TEST(RankTestTest, GivesThePublishedPOfAWorkedExample) {
  // Permeability of membranes at term and at 12 to 26 weeks, Hollander and Wolfe (1973), page 69; R's manual of
  // wilcox.test works it out: W = 35, one-sided p = 0.1272, of 3003 arrangements.
  const Values at_term = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const Values earlier = {1.15, 0.88, 0.90, 0.74, 1.21};
  const RankTest test = CompareRanks(earlier, at_term);
  EXPECT_EQ(test.u, 35);
  EXPECT_TRUE(test.exact);
  EXPECT_NEAR(test.p, 2 * 0.1272, 1e-4);
}

TEST(RankTestTest, SidesThatDoNotOverlapGiveTheSmallestPThereIs) {
  EXPECT_DOUBLE_EQ(CompareRanks(Values{1}, Values{2}).p, 1) << "one of two arrangements, twice";
  EXPECT_DOUBLE_EQ(CompareRanks(Values{1, 2, 3}, Values{4, 5, 6}).p, 2.0 / 20);
  EXPECT_DOUBLE_EQ(CompareRanks(Values{1, 2, 3, 4}, Values{5, 6, 7, 8}).p, 2.0 / 70);
  EXPECT_EQ(CompareRanks(Values{1, 2, 3}, Values{4, 5, 6}).u, 9);
  EXPECT_EQ(CompareRanks(Values{4, 5, 6}, Values{1, 2, 3}).u, 0);
}

TEST(RankTestTest, EqualValuesOnBothSidesShowNothing) {
  EXPECT_EQ(CompareRanks(Values{5, 5, 5}, Values{5, 5}).p, 1);
  EXPECT_EQ(CompareRanks(Values{1, 2, 3}, Values{1, 2, 3}).p, 1);
  EXPECT_EQ(CompareRanks(Values(40, 7.0), Values(40, 7.0)).p, 1) << "too many to be exact, and no variance";
}

// The same by trying every choice of the values that are b's.
double ByEnumeration(const Values& a, const Values& b) {
  Values all = a;
  all.insert(all.end(), b.begin(), b.end());
  const auto u = [&](const std::vector<bool>& of_b) {
    double sum = 0;
    for (size_t i = 0; i < all.size(); ++i) {
      for (size_t j = 0; j < all.size(); ++j) {
        if (of_b[i] && !of_b[j]) sum += all[i] > all[j] ? 1 : all[i] == all[j] ? 0.5 : 0;
      }
    }
    return sum;
  };
  std::vector<bool> of_b(all.size());
  std::fill(of_b.end() - static_cast<std::ptrdiff_t>(b.size()), of_b.end(), true);
  const double seen = u(of_b);
  std::sort(of_b.begin(), of_b.end());
  double below = 0;
  double above = 0;
  double ways = 0;
  do {
    const double other = u(of_b);
    ++ways;
    if (other <= seen) ++below;
    if (other >= seen) ++above;
  } while (std::next_permutation(of_b.begin(), of_b.end()));
  return std::min(1.0, 2 * std::min(below, above) / ways);
}

TEST(RankTestTest, WithAndWithoutTiesItIsTheShareOfAllArrangements) {
  std::mt19937_64 random(7);
  for (int run = 0; run < 100; ++run) {
    Values a(1 + random() % 5);
    Values b(1 + random() % 5);
    for (Values* side : {&a, &b}) {
      for (double& value : *side) value = static_cast<double>(random() % 6);  // so that many tie
    }
    EXPECT_NEAR(CompareRanks(a, b).p, ByEnumeration(a, b), 1e-12) << "run " << run;
  }
}

TEST(RankTestTest, SwappedSidesGiveTheSamePAndTheOtherU) {
  std::mt19937_64 random(3);
  for (const size_t size : {5u, 20u, 100u}) {
    Values a(size);
    Values b(size + 1);
    for (double& value : a) value = static_cast<double>(random() % 50);
    for (double& value : b) value = static_cast<double>(random() % 60);
    const RankTest one = CompareRanks(a, b);
    const RankTest other = CompareRanks(b, a);
    EXPECT_NEAR(one.p, other.p, 1e-12 * one.p) << size;
    EXPECT_EQ(one.u + other.u, static_cast<double>(a.size() * b.size())) << size;
  }
}

TEST(RankTestTest, TheApproximationContinuesWhereExactnessEnds) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> noise;
  Values a(kMostExactValues / 2);
  Values b(kMostExactValues / 2);
  for (double& value : a) value = noise(random);
  for (double& value : b) value = noise(random) + 0.5;
  const RankTest exact = CompareRanks(a, b);
  ASSERT_TRUE(exact.exact);
  // One value more that changes hardly anything.
  a.push_back(0.25);
  const RankTest approximate = CompareRanks(a, b);
  ASSERT_FALSE(approximate.exact);
  EXPECT_NEAR(approximate.p, exact.p, 0.25 * exact.p);
}

TEST(RankTestTest, OnIndependentValuesPIsAsOftenSmallAsItSays) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> noise;
  int small = 0;
  constexpr int kRuns = 4000;
  for (int run = 0; run < kRuns; ++run) {
    Values a(8);
    Values b(8);
    for (double& value : a) value = noise(random);
    for (double& value : b) value = noise(random);
    small += CompareRanks(a, b).p <= 0.05 ? 1 : 0;
  }
  EXPECT_LE(small, 0.05 * kRuns + 4 * std::sqrt(0.05 * kRuns)) << "seed 11";
  EXPECT_GE(small, 0.02 * kRuns) << "seed 11";
}

using RankTestDeathTest = ::testing::Test;

TEST(RankTestDeathTest, NoValueAndNoNumberAbort) {
  EXPECT_DEATH(CompareRanks(Values{}, Values{1}), "both sides");
  EXPECT_DEATH(CompareRanks(Values{1}, Values{std::numeric_limits<double>::quiet_NaN()}), "finite");
}

}  // namespace
}  // namespace pawl::stats

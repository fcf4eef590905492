#include "tools/stats/robust.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace pawl::stats {
namespace {

using Values = std::vector<double>;

TEST(QuantileTest, InterpolatesBetweenOrderStatistics) {
  const Values values = {40, 10, 20, 30};
  EXPECT_DOUBLE_EQ(Quantile(values, 0), 10);
  EXPECT_DOUBLE_EQ(Quantile(values, 0.1), 13);  // Position 0.3.
  EXPECT_DOUBLE_EQ(Quantile(values, 0.5), 25);  // Position 1.5.
  EXPECT_DOUBLE_EQ(Quantile(values, 1), 40);
}

TEST(QuantileTest, OfOneValueIsThatValue) {
  EXPECT_EQ(Quantile(Values{7}, 0), 7);
  EXPECT_EQ(Quantile(Values{7}, 0.9), 7);
}

TEST(MedianTest, IsTheMiddleValueOrTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(Median(Values{3, 1, 100}), 3);
  EXPECT_EQ(Median(Values{3, 1, 100, 5}), 4);
}

TEST(InterquartileMeanTest, NeedsNoSpecialCaseForFewValues) {
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{5}), 5);
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{5, 7}), 6);
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{12, 0, 6}), 6);    // (0 + 4 * 6 + 12) / 6.
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{18, 0, 6}), 7);    // (0 + 4 * 6 + 18) / 6.
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{9, 1, 2, 4}), 3);  // The middle two.
}

TEST(InterquartileMeanTest, WeighsTheQuartilesValuesInPart) {
  // Of six values the middle three remain: half of the 2nd, the 3rd, the 4th, half of the 5th.
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{0, 1, 2, 4, 9, 100}), (0.5 + 2 + 4 + 4.5) / 3);
}

TEST(InterquartileMeanTest, IsDeafToAQuarterOfWildValues) {
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{1, 2, 3, 4, 5, 6, 7, 8}), 4.5);
  EXPECT_DOUBLE_EQ(InterquartileMean(Values{1, 2, 3, 4, 5, 6, 1e9, 1e300}), 4.5);
}

TEST(InterquartileMeanTest, NegatedValuesNegateIt) {
  EXPECT_EQ(InterquartileMean(Values{0.3, -0.1, 0.7}), -InterquartileMean(Values{-0.3, 0.1, -0.7}));
}

TEST(SampleSdTest, DividesByOneLess) {
  EXPECT_DOUBLE_EQ(SampleSd(Values{2, 4, 4, 4, 5, 5, 7, 9}), std::sqrt(32.0 / 7));
  EXPECT_DOUBLE_EQ(SampleSd(Values{1, 3}), std::sqrt(2.0));
}

TEST(SampleSdTest, KeepsASmallSpreadBesideALargeMean) {
  EXPECT_DOUBLE_EQ(SampleSd(Values{1e9 + 1, 1e9 + 3}), std::sqrt(2.0));
}

TEST(RobustDeathTest, NothingIsNotZero) {
  EXPECT_DEATH(Quantile(Values{}, 0.5), "enough values");
  EXPECT_DEATH(InterquartileMean(Values{}), "enough values");
  EXPECT_DEATH(SampleSd(Values{1}), "enough values");
}

TEST(RobustDeathTest, ValuesAreFiniteAndSharesAreShares) {
  EXPECT_DEATH(Median(Values{1, std::nan("")}), "every value is finite");
  EXPECT_DEATH(InterquartileMean(Values{std::numeric_limits<double>::infinity()}), "every value is finite");
  EXPECT_DEATH(Quantile(Values{1}, 1.5), "0 <= p <= 1");
}

}  // namespace
}  // namespace pawl::stats

#include "tools/stats/geometric_mean.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace pawl::stats {
namespace {

using Ratios = std::vector<double>;

TEST(GeometricMeanTest, TwiceAndHalfCancel) {
  const GeometricMean mean = GeometricMeanOf(Ratios{2, 0.5});
  EXPECT_DOUBLE_EQ(mean.mean, 1);
  EXPECT_EQ(mean.smallest, 0.5);
  EXPECT_EQ(mean.largest, 2);
  EXPECT_EQ(mean.count, 2u);
}

TEST(GeometricMeanTest, OfOneRatioItIsTheRatioAndOfEqualSidesExactlyOne) {
  EXPECT_DOUBLE_EQ(GeometricMeanOf(Ratios{1.25}).mean, 1.25);
  EXPECT_EQ(GeometricMeanOf(Ratios{1, 1, 1}).mean, 1);
}

TEST(GeometricMeanTest, SwappedSidesGiveTheInverse) {
  const Ratios ratios = {1.2, 0.7, 3.5, 1};
  Ratios swapped;
  for (const double ratio : ratios) swapped.push_back(1 / ratio);
  EXPECT_DOUBLE_EQ(GeometricMeanOf(ratios).mean * GeometricMeanOf(swapped).mean, 1);
}

TEST(GeometricMeanTest, AThousandLargeRatiosDoNotOverflow) {
  EXPECT_NEAR(GeometricMeanOf(Ratios(1000, 1e300)).mean / 1e300, 1, 1e-9);
}

using GeometricMeanDeathTest = ::testing::Test;

TEST(GeometricMeanDeathTest, NoRatioZeroAndInfinityAbort) {
  EXPECT_DEATH(GeometricMeanOf(Ratios{}), "takes ratios");
  EXPECT_DEATH(GeometricMeanOf(Ratios{1, 0}), "positive");
  EXPECT_DEATH(GeometricMeanOf(Ratios{std::numeric_limits<double>::infinity()}), "finite");
}

}  // namespace
}  // namespace pawl::stats

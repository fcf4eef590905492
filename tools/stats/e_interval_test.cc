#include "tools/stats/e_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tools/stats/e_process.h"
#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

using LogRatios = std::vector<double>;

double LogEAgainst(const LogRatios& log_ratios, double boundary, Direction direction) {
  EProcess evidence(boundary, direction);
  for (const double d : log_ratios) evidence.Add(d);
  return evidence.LogE();
}

LogRatios Simulated(int count, double centre, double sd, Noise& noise) {
  LogRatios log_ratios;
  for (int i = 0; i < count; ++i) log_ratios.push_back(centre + noise.Normal(sd));
  return log_ratios;
}

TEST(EIntervalTest, FiveLogRatiosExcludeNothing) {
  EXPECT_FALSE(EConfidenceInterval(LogRatios{}).has_value());
  EXPECT_FALSE(EConfidenceInterval(LogRatios(5, 0.02)).has_value());
  EXPECT_TRUE(EConfidenceInterval(LogRatios(6, 0.02)).has_value());
}

TEST(EIntervalTest, EndsAreWhereTheEvidenceReachesForty) {
  Noise noise(3);
  const LogRatios log_ratios = Simulated(40, 0.05, 0.02, noise);
  const auto interval = EConfidenceInterval(log_ratios);
  ASSERT_TRUE(interval.has_value());
  EXPECT_NEAR(LogEAgainst(log_ratios, interval->low, Direction::kAbove), std::log(40.0), 1e-6);
  EXPECT_NEAR(LogEAgainst(log_ratios, interval->high, Direction::kBelow), std::log(40.0), 1e-6);
  EXPECT_LT(interval->low, 0.05);
  EXPECT_GT(interval->high, 0.05);
}

TEST(EIntervalTest, SwappedSidesMirrorIt) {
  Noise noise(4);
  LogRatios log_ratios = Simulated(20, 0.05, 0.02, noise);
  const auto interval = EConfidenceInterval(log_ratios);
  for (double& d : log_ratios) d = -d;
  const auto mirrored = EConfidenceInterval(log_ratios);
  ASSERT_TRUE(interval.has_value() && mirrored.has_value());
  EXPECT_EQ(mirrored->low, -interval->high);
  EXPECT_EQ(mirrored->high, -interval->low);
}

TEST(EIntervalTest, CoversTheCentreInNineteenOfTwentyRuns) {
  constexpr uint64_t kSeed = 5;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Noise noise(kSeed);
  constexpr int kRuns = 100;
  int covered = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto interval = EConfidenceInterval(Simulated(30, 0.1, 0.02, noise));
    ASSERT_TRUE(interval.has_value());
    covered += interval->low <= 0.1 && 0.1 <= interval->high;
  }
  EXPECT_GE(covered, 95);
}

TEST(EIntervalTest, NoCentreIsLeftForLopsidedLogRatios) {
  // The many at 0 exclude every centre below, the few at -0.05 every centre from 0 on.
  LogRatios log_ratios(900, 0.0);
  log_ratios.insert(log_ratios.end(), 100, -0.05);
  EXPECT_FALSE(EConfidenceInterval(log_ratios).has_value());
}

TEST(EIntervalDeathTest, LogRatiosAreFinite) {
  EXPECT_DEATH(EConfidenceInterval(LogRatios{0, std::nan("")}), "every log-ratio is finite");
}

}  // namespace
}  // namespace pawl::stats

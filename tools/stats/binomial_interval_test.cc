#include "tools/stats/binomial_interval.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pawl::stats {
namespace {

// The chance of exactly 'hits' in 'trials'.
double Chance(int hits, int trials, double p) {
  return std::exp(std::lgamma(trials + 1) - std::lgamma(hits + 1) - std::lgamma(trials - hits + 1)) *
         std::pow(p, hits) * std::pow(1 - p, trials - hits);
}

TEST(ClopperPearsonTest, NoHitsLeaveRoomForThreePointSevenInAllTrials) {
  // (1 - high)^n = 0.025.
  EXPECT_EQ(ClopperPearson(0, 10'000).low, 0);
  EXPECT_NEAR(ClopperPearson(0, 10'000).high, 1 - std::pow(0.025, 1e-4), 1e-12);
  EXPECT_NEAR(ClopperPearson(7, 7).low, std::pow(0.025, 1.0 / 7), 1e-12);
  EXPECT_EQ(ClopperPearson(7, 7).high, 1);
}

TEST(ClopperPearsonTest, EndsAreWhereTheTailsAreTwoAndAHalfPercent) {
  const ProbabilityInterval interval = ClopperPearson(3, 20);
  double at_most = 0;
  double at_least = 0;
  for (int k = 0; k <= 3; ++k) at_most += Chance(k, 20, interval.high);
  for (int k = 3; k <= 20; ++k) at_least += Chance(k, 20, interval.low);
  EXPECT_NEAR(at_most, 0.025, 1e-9);
  EXPECT_NEAR(at_least, 0.025, 1e-9);
}

TEST(ClopperPearsonTest, CoversAtLeastAsOftenAsItSays) {
  for (const double p : {0.001, 0.03, 0.2, 0.5, 0.9}) {
    double covered = 0;
    for (int hits = 0; hits <= 40; ++hits) {
      const ProbabilityInterval interval = ClopperPearson(hits, 40);
      if (interval.low <= p && p <= interval.high) covered += Chance(hits, 40, p);
    }
    EXPECT_GE(covered, 0.95) << p;
  }
}

TEST(ClopperPearsonDeathTest, HitsAreSomeOfTheTrials) {
  EXPECT_DEATH(ClopperPearson(0, 0), "trials >= 1");
  EXPECT_DEATH(ClopperPearson(3, 2), "hits <= trials");
  EXPECT_DEATH(ClopperPearson(-1, 2), "0 <= hits");
}

}  // namespace
}  // namespace pawl::stats

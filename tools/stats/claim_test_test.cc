#include "tools/stats/claim_test.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

// Feeds the same process again and again until the test decides.
ClaimTest DecideConstant(const ClaimTestOptions& options, double ratio, double floor_ratio) {
  ClaimTest test(options);
  while (test.state() == ClaimState::kUndecided) test.Add(std::log(ratio), 100 * floor_ratio, 100);
  return test;
}

// One process of two implementations under a slow mode that hits each side differently.
void AddSimulated(double true_ratio, Noise& noise, ClaimTest& test) {
  const bool slow = noise.Chance(0.4);
  const double contender_mode = slow ? noise.Uniform(1.4, 2.0) : 1.0;
  const double reference_mode = slow ? noise.Uniform(1.4, 2.0) : 1.0;
  test.Add(std::log(true_ratio * contender_mode / reference_mode) + noise.Normal(0.05),
           100 * true_ratio * contender_mode * std::exp(noise.Normal(0.005)),
           100 * reference_mode * std::exp(noise.Normal(0.005)));
}

ClaimState DecideSimulated(const ClaimTestOptions& options, double true_ratio, uint64_t seed) {
  Noise noise(seed);
  ClaimTest test(options);
  while (test.state() == ClaimState::kUndecided) AddSimulated(true_ratio, noise, test);
  return test.state();
}

TEST(ClaimTestTest, AKeptClaimHoldsAfterEightProcesses) {
  const ClaimTest test = DecideConstant({.factor = 0.25}, 0.2, 0.2);
  EXPECT_EQ(test.state(), ClaimState::kHolds);
  EXPECT_EQ(test.floors().processes(), 8);
  EXPECT_DOUBLE_EQ(*test.MedianLogRatio(), std::log(0.2));
}

TEST(ClaimTestTest, TheFactorItselfIsWithinTheClaim) {
  EXPECT_EQ(DecideConstant({.factor = 0.25}, 0.25, 0.25).state(), ClaimState::kHolds);
  EXPECT_EQ(DecideConstant({.factor = 2, .relation = Relation::kAtLeast}, 2, 2).state(), ClaimState::kHolds);
}

TEST(ClaimTestTest, ABrokenClaimIsBrokenAfterEighteenProcesses) {
  const ClaimTest test = DecideConstant({.factor = 0.25}, 0.5, 0.5);
  EXPECT_EQ(test.state(), ClaimState::kBroken);
  EXPECT_EQ(test.floors().processes(), 18);
  EXPECT_GE(test.BrokenMaxLogE(), std::log(1e5));
}

TEST(ClaimTestTest, RedBoundariesShareTheBudget) {
  EXPECT_EQ(DecideConstant({.factor = 0.25, .alpha_shares = 2}, 0.5, 0.5).floors().processes(), 20);
}

TEST(ClaimTestTest, AtLeastIsAtMostWithTheSidesSwapped) {
  const ClaimTestOptions at_least = {.factor = 4, .relation = Relation::kAtLeast};
  EXPECT_EQ(DecideConstant(at_least, 5, 5).state(), ClaimState::kHolds);
  EXPECT_EQ(DecideConstant(at_least, 2, 2).state(), ClaimState::kBroken);
  EXPECT_EQ(DecideConstant(at_least, 2, 2).floors().processes(), 18);
}

TEST(ClaimTestTest, FloorsWithinTheFactorOverruleTheEvidence) {
  EXPECT_EQ(DecideConstant({.factor = 0.25}, 0.5, 0.2).state(), ClaimState::kHolds);
}

TEST(ClaimTestTest, FloorsBeyondTheFactorAloneBreakNothing) {
  const ClaimTest test = DecideConstant({.factor = 0.25}, 0.2, 0.5);
  EXPECT_EQ(test.state(), ClaimState::kExhausted);
  EXPECT_EQ(test.floors().processes(), 80);
}

TEST(ClaimTestTest, OneUndisturbedProcessCanStillSaveAClaim) {
  ClaimTest test({.factor = 0.25});
  for (int i = 0; i < 17; ++i) test.Add(std::log(0.3), 30, 100);
  ASSERT_EQ(test.state(), ClaimState::kUndecided);
  test.Add(std::log(0.3), 25, 100);
  EXPECT_EQ(test.state(), ClaimState::kHolds);
}

TEST(ClaimTestTest, SuspicionAtTheCapBuysMoreProcesses) {
  const ClaimTestOptions options = {.factor = 0.25, .max_processes = 8, .suspicion_processes = 30};
  EXPECT_EQ(DecideConstant(options, 0.5, 0.5).state(), ClaimState::kBroken);
  EXPECT_EQ(DecideConstant(options, 0.25, 0.5).floors().processes(), 8);
}

TEST(ClaimTestTest, ADecisionIsFinal) {
  ClaimTest test = DecideConstant({.factor = 0.25}, 0.5, 0.5);
  test.Add(std::log(0.1), 10, 100);
  EXPECT_EQ(test.state(), ClaimState::kBroken);
  EXPECT_EQ(test.floors().processes(), 18);
}

TEST(ClaimTestTest, AClaimWithAMarginHoldsUnderAnIntermittentSlowMode) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    EXPECT_EQ(DecideSimulated({.factor = 0.25}, 0.2, seed), ClaimState::kHolds);
    EXPECT_EQ(DecideSimulated({.factor = 4, .relation = Relation::kAtLeast}, 5, seed), ClaimState::kHolds);
  }
}

TEST(ClaimTestTest, APromiseHalfKeptIsBrokenUnderAnIntermittentSlowMode) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    EXPECT_EQ(DecideSimulated({.factor = 0.25}, 0.5, seed), ClaimState::kBroken);
  }
}

// Medians say one thing, floors the other: the machine's state speaks, not the code.
TEST(ClaimTestTest, WitnessesThatDisagreeNeverBreakAClaim) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Noise noise(seed);
    ClaimTest slow_medians({.factor = 0.25});
    ClaimTest slow_floors({.factor = 0.25});
    for (int i = 0; i < 160; ++i) {
      slow_medians.Add(std::log(0.35) + noise.Normal(0.05), 24 * std::exp(noise.Normal(0.005)), 100);
      slow_floors.Add(std::log(0.24) + noise.Normal(0.05), 35 * std::exp(noise.Normal(0.005)), 100);
    }
    EXPECT_EQ(slow_medians.state(), ClaimState::kHolds);
    EXPECT_EQ(slow_floors.state(), ClaimState::kExhausted);
  }
}

TEST(ClaimTestDeathTest, OptionsAndProcessesAreSane) {
  EXPECT_DEATH(ClaimTest({.factor = 0}), "factor is finite and positive");
  EXPECT_DEATH(ClaimTest({.alpha = 1}), "0 < alpha < 1");
  EXPECT_DEATH(ClaimTest({.alpha_shares = 0}), "alpha_shares >= 1");
  EXPECT_DEATH(ClaimTest({.min_processes = 100}), "min_processes <= max_processes");
  EXPECT_DEATH(ClaimTest({.factor = 1}).Add(std::nan(""), 1, 1), "log-ratio is finite");
  EXPECT_DEATH(ClaimTest({.factor = 1}).Add(0, 0, 1), "finite and positive");
}

}  // namespace
}  // namespace pawl::stats

#include "tools/stats/floors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

using Values = std::vector<double>;

TEST(ProcessFloorTest, IsTheTenthPercentile) {
  EXPECT_DOUBLE_EQ(ProcessFloorNs(Values{11, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1}), 2);
}

TEST(ProcessFloorTest, OneHiccupOfTheClockDoesNotDecide) {
  Values slices(31, 100.0);
  slices.push_back(1);
  EXPECT_DOUBLE_EQ(ProcessFloorNs(slices), 100);
}

TEST(FloorRatioTest, DividesTheMinimaEvenOfDifferentProcesses) {
  FloorRatio floors;
  floors.Add(30, 200);  // The contender was disturbed here,
  floors.Add(20, 300);  // the reference there.
  EXPECT_EQ(floors.processes(), 2);
  EXPECT_DOUBLE_EQ(floors.ratio(), 0.1);
}

TEST(FloorRatioTest, AddsManyProcessesAsOneByOne) {
  FloorRatio floors;
  floors.Add(Values{30, 20}, Values{200, 300});
  EXPECT_EQ(floors.processes(), 2);
  EXPECT_DOUBLE_EQ(floors.ratio(), 0.1);
  EXPECT_DEATH(floors.Add(Values{1, 2}, Values{1}), "every process has both floors");
}

TEST(FloorRatioTest, SpreadIsTheDeviationOfTheGroupsLogRatios) {
  FloorRatio floors;
  floors.Add(10, 20);
  floors.Add(12, 10);  // First group: 10 / 10.
  EXPECT_EQ(floors.Spread(2), std::nullopt);
  floors.Add(40, 10);
  EXPECT_EQ(floors.Spread(2), std::nullopt) << "an incomplete group is no group";
  floors.Add(20, 30);  // Second group: 20 / 10.
  ASSERT_TRUE(floors.Spread(2).has_value());
  EXPECT_DOUBLE_EQ(*floors.Spread(2), std::log(2.0) / std::sqrt(2.0));
  floors.Add(1, 1);  // Belongs to no complete group.
  EXPECT_DOUBLE_EQ(*floors.Spread(2), std::log(2.0) / std::sqrt(2.0));
}

TEST(FloorRatioTest, LeavingOutAGroupShowsWhatHingesOnIt) {
  FloorRatio floors;
  floors.Add(10, 20);
  EXPECT_FALSE(floors.LeaveOneGroupOut(1).has_value());
  floors.Add(12, 20);
  floors.Add(16, 10);
  ASSERT_TRUE(floors.LeaveOneGroupOut(1).has_value());
  EXPECT_DOUBLE_EQ(floors.ratio(), 1.0);
  EXPECT_DOUBLE_EQ(floors.LeaveOneGroupOut(1)->low, 0.5);   // Without the third: 10 / 20.
  EXPECT_DOUBLE_EQ(floors.LeaveOneGroupOut(1)->high, 1.2);  // Without the first: 12 / 10.
}

TEST(FloorRatioTest, ProcessesAfterTheLastGroupAreLeftOutWithIt) {
  FloorRatio floors;
  for (int i = 0; i < 4; ++i) floors.Add(10, 10);
  floors.Add(5, 10);  // Fifth of two groups of two.
  EXPECT_DOUBLE_EQ(floors.LeaveOneGroupOut(2)->low, 0.5);
  EXPECT_DOUBLE_EQ(floors.LeaveOneGroupOut(2)->high, 1.0);
}

// One side's floor in a process that is slow as a whole with probability 0.4, by a factor drawn for this side.
double SimulatedFloorNs(double true_ns, bool slow, Noise& noise) {
  const double mode = slow ? noise.Uniform(1.4, 2.0) : 1.0;
  Values slices;
  for (int i = 0; i < 32; ++i) {
    const double preempted = noise.Chance(0.1) ? noise.Uniform(1.0, 10.0) : 1.0;
    slices.push_back(true_ns * mode * preempted * std::exp(noise.Normal(0.005)));
  }
  return ProcessFloorNs(slices);
}

TEST(FloorRatioTest, AnIntermittentSlowModeMovesItByLessThanThreePercent) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Noise noise(seed);
    FloorRatio floors;
    for (int process = 0; process < FloorRatio::kDefaultGroup; ++process) {
      const bool slow = noise.Chance(0.4);
      const double contender_ns = SimulatedFloorNs(25, slow, noise);
      floors.Add(contender_ns, SimulatedFloorNs(100, slow, noise));
    }
    EXPECT_NEAR(floors.ratio() / 0.25, 1, 0.03);
  }
}

TEST(FloorsDeathTest, TimesArePositiveAndNothingIsNotZero) {
  FloorRatio floors;
  EXPECT_DEATH(floors.ratio(), "a process was added");
  EXPECT_DEATH(floors.Add(0, 1), "finite and positive");
  EXPECT_DEATH(floors.Add(1, std::nan("")), "finite and positive");
  EXPECT_DEATH(floors.Spread(0), "group >= 1");
  EXPECT_DEATH(ProcessFloorNs(Values{1, -1}), "finite and positive");
  EXPECT_DEATH(ProcessFloorNs(Values{}), "enough values");
}

}  // namespace
}  // namespace pawl::stats

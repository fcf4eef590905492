#include "tools/runner/side_by_side.h"

#include <cmath>
#include <map>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/fake_worker.h"

namespace pawl {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kAdd[] = "sums/Add/n:8";
constexpr char kSort[] = "sums/Sort/n:8";

// Two builds of one benchmark: the contender takes a fifth longer for each case.
class TwoBuilds {
 public:
  explicit TwoBuilds(uint64_t seed = 1)
      : accepted({FakeCase(kAdd).Takes(100), FakeCase(kSort).Takes(3000)}),
        contender({FakeCase(kSort).Takes(3600), FakeCase(kAdd).Takes(120)}),
        sides({{"accepted", &accepted}, {"contender", &contender}}, seed) {}

  void OpenAndSelect() {
    ASSERT_TRUE(sides.Open().ok());
    sides.Select({{kAdd, {kAdd, kAdd}}, {kSort, {kSort, kSort}}});
  }

  void Time(int groups) {
    for (int i = 0; i < groups; ++i) ASSERT_TRUE(sides.TimeOneGroup({{0, {0, 1}}, {1, {0, 1}}}).ok());
  }

  FakeWorkerFactory accepted;
  FakeWorkerFactory contender;
  SideBySide sides;
};

std::vector<int> Order(const LaneSamples& samples) {
  std::vector<int> order;
  for (const SideSlice& slice : samples.slices) order.push_back(slice.side);
  return order;
}

TEST(SideBySide, EveryRoundHasOneSliceOfEachSideWithTheSameIterations) {
  TwoBuilds builds;
  builds.OpenAndSelect();
  builds.Time(2);
  const LaneSamples& add = builds.sides.Samples()[0];
  ASSERT_THAT(add.slices, SizeIs(2 * 32 * 2));
  for (size_t i = 0; i < add.slices.size(); i += 2) {
    EXPECT_EQ(add.slices[i].group, static_cast<int>(i / 64));
    EXPECT_EQ(add.slices[i].round, add.slices[i + 1].round);
    EXPECT_NE(add.slices[i].side, add.slices[i + 1].side);
    EXPECT_EQ(add.slices[i].iterations, add.iterations_per_slice);
    EXPECT_EQ(add.slices[i + 1].iterations, add.iterations_per_slice);
  }
  EXPECT_NEAR(100 * static_cast<double>(add.iterations_per_slice), 0.3e6, 0.2e6) << "calibrated on the accepted side";
}

TEST(SideBySide, CasesAreFoundByNameOnEachSide) {
  TwoBuilds builds;
  builds.OpenAndSelect();
  builds.Time(1);
  for (const SideSlice& slice : builds.sides.Samples()[1].slices) {
    EXPECT_NEAR(slice.time_ns / static_cast<double>(slice.iterations), slice.side == 0 ? 3000 : 3600, 1e-6);
  }
}

TEST(SideBySide, TheSeedRepeatsTheScheduleAndAnotherOneDoesNot) {
  TwoBuilds first(7);
  TwoBuilds again(7);
  TwoBuilds other(8);
  for (TwoBuilds* builds : {&first, &again, &other}) {
    builds->OpenAndSelect();
    builds->Time(3);
  }
  EXPECT_EQ(Order(first.sides.Samples()[0]), Order(again.sides.Samples()[0]));
  EXPECT_NE(Order(first.sides.Samples()[0]), Order(other.sides.Samples()[0]));
  for (size_t group = 0; group < 3; ++group) {
    EXPECT_EQ(first.sides.Schedule()[group].cpu, again.sides.Schedule()[group].cpu);
    EXPECT_EQ(first.sides.Schedule()[group].start_order, again.sides.Schedule()[group].start_order);
  }
}

TEST(SideBySide, AGroupPinsAllItsProcessesToOneCpuAndStartsThemAnew) {
  TwoBuilds builds;
  builds.OpenAndSelect();
  builds.Time(2);
  EXPECT_THAT(builds.accepted.Started(), SizeIs(3)) << "one to list its cases, one for each group";
  EXPECT_THAT(builds.accepted.Pins(), SizeIs(4));
  EXPECT_EQ(builds.accepted.Pins(), builds.contender.Pins());
  EXPECT_THAT(builds.sides.Schedule()[0].start_order, UnorderedElementsAre(0, 1));
}

TEST(SideBySide, AllSidesAreIsolatedForEachLaneOrNoneIs) {
  for (const bool both : {true, false}) {
    TwoBuilds builds;
    if (!both) builds.accepted.CannotCopy("the worker speaks protocol 3");
    builds.OpenAndSelect();
    builds.Time(2);
    for (const FakeWorkerFactory* side : {&builds.accepted, &builds.contender}) {
      std::map<std::string, std::set<int>> copies;
      for (const FakeCall& call : side->Log()) copies[call.case_name].insert(call.copy);
      for (const auto& [name, of_case] : copies) {
        EXPECT_EQ(of_case.contains(0), !both) << name;
      }
    }
    for (const LaneSamples& samples : builds.sides.Samples()) {
      EXPECT_THAT(samples.warnings, SizeIs(both ? 0 : 1));
      if (!both) {
        EXPECT_THAT(samples.warnings[0], HasSubstr("the accepted binary cannot be copied, since the worker"));
      }
    }
  }
}

TEST(SideBySide, ASideThatDiesOfBeingCopiedFailsItsLaneAlone) {
  TwoBuilds builds;
  builds.contender.DiesOf(FakeRequest::kIsolate, 0);
  builds.OpenAndSelect();
  builds.Time(2);
  int failed = 0;
  for (const LaneSamples& samples : builds.sides.Samples()) {
    if (!samples.error) continue;
    ++failed;
    EXPECT_THAT(*samples.error, HasSubstr("contender binary: copying the worker, before it ran: "));
  }
  EXPECT_GE(failed, 1);
}

TEST(SideBySide, ALaneMayHaveMoreSidesThanTheOthersOfItsGroup) {
  FakeWorkerFactory factory({FakeCase(kAdd), FakeCase(kSort)});
  SideBySide sides({{"accepted", &factory}, {"contender", &factory}, {"second copy", &factory}}, 1);
  ASSERT_TRUE(sides.Open().ok());
  sides.Select({{kAdd, {kAdd, kAdd, kAdd}}, {kSort, {kSort, kSort, kSort}}});
  ASSERT_TRUE(sides.TimeOneGroup({{0, {0, 1, 2}}, {1, {0, 1}}}).ok());
  EXPECT_THAT(sides.Samples()[0].slices, SizeIs(32 * 3));
  EXPECT_THAT(sides.Samples()[1].slices, SizeIs(32 * 2));
}

TEST(SideBySide, ASlowLaneRunsOnceForEachSideOfAGroupOnceItIsCalibrated) {
  FakeWorkerFactory accepted({FakeCase(kAdd).Takes(15e6)});
  FakeWorkerFactory contender({FakeCase(kAdd).Takes(15e6)});
  SideBySide sides({{"accepted", &accepted}, {"contender", &contender}}, 1);
  ASSERT_TRUE(sides.Open().ok());
  sides.Select({{kAdd, {kAdd, kAdd}}});
  for (int group = 0; group < 3; ++group) ASSERT_TRUE(sides.TimeOneGroup({{0, {0, 1}}}).ok());
  EXPECT_THAT(sides.Samples()[0].slices, SizeIs(3 * 2));
  const auto runs = [](const FakeWorkerFactory& factory) {
    return std::count_if(factory.Log().begin(), factory.Log().end(),
                         [](const FakeCall& call) { return call.request == FakeRequest::kRun; });
  };
  EXPECT_EQ(runs(contender), 4) << "in the first group once more, as the accepted side is warm from its calibration";
  EXPECT_EQ(runs(accepted), 6) << "two to calibrate";
}

TEST(SideBySide, ACrashNamesItsSideAndTheOtherLanesGoOnInTheNextGroup) {
  FakeWorkerFactory accepted({FakeCase(kAdd), FakeCase(kSort)});
  FakeWorkerFactory contender({FakeCase(kAdd).Crashes(FakeRequest::kRun, 5), FakeCase(kSort)});
  SideBySide sides({{"accepted", &accepted}, {"contender", &contender}}, 1);
  ASSERT_TRUE(sides.Open().ok());
  sides.Select({{kAdd, {kAdd, kAdd}}, {kSort, {kSort, kSort}}});
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(sides.TimeOneGroup({{0, {0, 1}}, {1, {0, 1}}}).ok());
  EXPECT_THAT(sides.Samples()[0].error.value_or(""), HasSubstr("contender binary: in a slice of"));
  EXPECT_EQ(sides.Samples()[1].error, std::nullopt);
  EXPECT_GE(sides.Samples()[1].slices.size(), 64u);
}

TEST(SideBySide, ATimeThatIsNoNumberFailsItsLane) {
  FakeWorkerFactory accepted({FakeCase(kAdd)});
  FakeWorkerFactory contender({FakeCase(kAdd).Takes([](const FakeCall&) { return std::nan(""); })});
  SideBySide sides({{"accepted", &accepted}, {"contender", &contender}}, 1);
  ASSERT_TRUE(sides.Open().ok());
  sides.Select({{kAdd, {kAdd, kAdd}}});
  ASSERT_TRUE(sides.TimeOneGroup({{0, {0, 1}}}).ok());
  EXPECT_THAT(sides.Samples()[0].error.value_or(""), HasSubstr("took nan ns"));
}

TEST(SideBySide, ABinaryWithoutOptimizationIsRefusedByItsSide) {
  FakeWorkerFactory accepted({FakeCase(kAdd)});
  FakeWorkerFactory contender({FakeCase(kAdd)});
  contender.Says("optimized", "no");
  SideBySide sides({{"accepted", &accepted}, {"contender", &contender}}, 1);
  const absl::Status status = sides.Open();
  EXPECT_THAT(std::string(status.message()), HasSubstr("contender binary: built with a sanitizer or without"));
}

TEST(SideBySide, AProcessThatCannotStartEndsTheGroup) {
  FakeWorkerFactory accepted({FakeCase(kAdd)});
  FakeWorkerFactory contender({FakeCase(kAdd)});
  contender.RefusesToStartFrom(1, "no space left on device");
  SideBySide sides({{"accepted", &accepted}, {"contender", &contender}}, 1);
  ASSERT_TRUE(sides.Open().ok());
  sides.Select({{kAdd, {kAdd, kAdd}}});
  const absl::Status status = sides.TimeOneGroup({{0, {0, 1}}});
  EXPECT_EQ(std::string(status.message()), "contender binary: no space left on device");
}

TEST(SideBySide, WallClockLanesAreNotPinned) {
  FakeWorkerFactory factory({FakeCase(kAdd).On(Clock::kWall)});
  SideBySide sides({{"accepted", &factory}, {"contender", &factory}}, 1);
  ASSERT_TRUE(sides.Open().ok());
  sides.Select({{kAdd, {kAdd, kAdd}}});
  ASSERT_TRUE(sides.TimeOneGroup({{0, {0, 1}}}).ok());
  EXPECT_THAT(factory.Pins(), Each(std::optional<int>()));
}

}  // namespace
}  // namespace pawl

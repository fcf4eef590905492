#include "tools/stats/growth.h"

#include <cmath>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CaseEvidence Timed(const std::string& name, double floor_ns) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.time = TimeEvidence{floor_ns, floor_ns, 8, 64};
  return evidence;
}

// One case for each size, 2^0 to 2^7, that takes `time(size)`.
template <typename Time>
std::vector<CaseEvidence> Sweep(const std::string& series, Time time) {
  std::vector<CaseEvidence> cases;
  for (int size = 1; size <= 128; size *= 2) cases.push_back(Timed(fmt::format("{}/n:{}", series, size), time(size)));
  return cases;
}

TEST(Growth, FindsThePowerThatTheTimesFollow) {
  for (const double exponent : {0.0, 0.5, 1.0, 2.0}) {
    const auto growth = FitGrowth(Sweep("x/Y/impl:z", [&](double n) { return 7 * std::pow(n, exponent); }));
    ASSERT_EQ(growth.size(), 1u);
    EXPECT_NEAR(growth[0].exponent, exponent, 1e-9);
    EXPECT_NEAR(growth[0].coefficient, 7, 1e-9);
    EXPECT_NEAR(growth[0].worst_factor, 1, 1e-9);
    EXPECT_EQ(growth[0].series, "x/Y/impl:z");
    EXPECT_EQ(growth[0].key, "n");
    EXPECT_EQ(growth[0].sizes.size(), 8u);
  }
}

TEST(Growth, SaysHowFarTheTimesAreFromItsLine) {
  // A fixed cost that hides the growth at small sizes: no power law.
  const auto growth = FitGrowth(Sweep("x/Y", [](double n) { return 100 + n * n; }));
  ASSERT_EQ(growth.size(), 1u);
  EXPECT_GT(growth[0].worst_factor, 1.5);
}

TEST(Growth, SizesStandInTheirOrderAndSeriesInThatOfTheCases) {
  const auto growth = FitGrowth({Timed("b/n:100", 3), Timed("a/n:1", 1), Timed("b/n:20", 2), Timed("a/n:2", 2),
                                 Timed("b/n:3", 1), Timed("a/n:3", 3)});
  ASSERT_EQ(growth.size(), 2u);
  EXPECT_EQ(growth[0].series, "b");
  EXPECT_THAT(growth[0].sizes, ElementsAre(3, 20, 100));
  EXPECT_THAT(growth[0].floors_ns, ElementsAre(1, 2, 3));
}

TEST(Growth, OfTwoKeysEachIsASeriesWhereTheOtherIsFixed) {
  std::vector<CaseEvidence> cases;
  for (const int threads : {1, 2}) {
    for (const int n : {10, 100, 1000}) cases.push_back(Timed(fmt::format("x/threads:{}/n:{}", threads, n), n));
  }
  const auto growth = FitGrowth(cases);
  ASSERT_EQ(growth.size(), 2u);
  EXPECT_EQ(growth[0].series, "x/threads:1");
  EXPECT_EQ(growth[1].series, "x/threads:2");
}

TEST(Growth, BareNumbersAreSizesToo) {
  const auto growth = FitGrowth({Timed("BM_Copy/8", 8), Timed("BM_Copy/64", 64), Timed("BM_Copy/512", 512)});
  ASSERT_EQ(growth.size(), 1u);
  EXPECT_EQ(growth[0].key, "arg0");
  EXPECT_NEAR(growth[0].exponent, 1, 1e-9);
}

TEST(Growth, NeedsThreeSizesThatAreNumbersWithATime) {
  EXPECT_THAT(FitGrowth({Timed("x/n:1", 1), Timed("x/n:2", 2)}), IsEmpty());
  EXPECT_THAT(FitGrowth({Timed("x/n:0", 1), Timed("x/n:1", 1), Timed("x/n:2", 2)}), IsEmpty()) << "no logarithm";
  EXPECT_THAT(FitGrowth({Timed("x/n:1k", 1), Timed("x/n:2k", 1), Timed("x/n:3k", 2)}), IsEmpty());
  EXPECT_THAT(FitGrowth({Timed("x/n:nan", 1), Timed("x/n:inf", 1), Timed("x/n:1e999", 2)}), IsEmpty());
  std::vector<CaseEvidence> untimed = {Timed("x/n:1", 1), Timed("x/n:2", 0), Timed("x/n:3", 2)};
  untimed[2].time = std::nullopt;
  EXPECT_THAT(FitGrowth(untimed), IsEmpty());
}

}  // namespace
}  // namespace pawl::stats

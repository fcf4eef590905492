#include "tools/stats/rates/tables.h"

#include <cmath>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/stats/rates/markdown.h"

namespace pawl::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MarkdownTest, AShareNeverRoundsToNoneOrToAll) {
  EXPECT_EQ(Share(0, 7), "0");
  EXPECT_EQ(Share(7, 7), "100 %");
  EXPECT_EQ(Share(1, 3), "33.3 %");
  EXPECT_EQ(Share(1, 100'000), "0.001 %");
  EXPECT_EQ(Share(99'999, 100'000), "> 99.9 %");
  EXPECT_EQ(ShareWithInterval(0, 10'000), "0 (0 to 0.0369 %)");
}

TEST(MarkdownTest, TableHasARuleBelowItsHeading) {
  EXPECT_EQ(MarkdownTable({"a", "b"}, {{"1", "2"}}), "| a | b |\n|---|---|\n| 1 | 2 |\n");
}

// Pairs that agree but for a ripple of 0.1 %.
LogRatios Ripple(double log_ratio, size_t pairs) {
  LogRatios log_ratios;
  for (size_t i = 0; i < pairs; ++i) log_ratios.push_back(log_ratio + (i % 2 == 0 ? 0.001 : -0.001));
  return log_ratios;
}

std::map<std::string, Columns> Fresh(size_t pairs) {
  return {{"Sort",
           {{"null", Ripple(0, pairs)},
            {"plus_2", Ripple(std::log(1.02), pairs)},
            {"plus_5", Ripple(std::log(1.05), pairs)},
            {"plus_10", Ripple(std::log(1.10), pairs)},
            {"layout", Ripple(0.002, pairs)}}}};
}

TEST(TablesTest, EqualTimesRaiseNoAlarmAndABiasDoes) {
  const std::string equal = FalseAlarms({{"quiet", {Ripple(0, 100)}}}, 10);
  EXPECT_THAT(equal, HasSubstr("| quiet | as recorded | 0 (0 to 30.8 %) | 0 (0 to 30.8 %) | 100 % | 0 | 6.0 |"));
  const std::string biased = FalseAlarms({{"biased", {Ripple(0.05, 100)}}}, 10);
  EXPECT_THAT(biased, HasSubstr("| biased | as recorded | 100 % (69.2 % to 100 %)"));
  EXPECT_THAT(biased, HasSubstr("| biased | drawn anew for each pair | 0 (0 to 30.8 %)"));
}

TEST(TablesTest, EvidenceOfNothingIsShownBesideItsBound) {
  EXPECT_THAT(Calibration({{"quiet", {Ripple(0, 100)}}}, 200), HasSubstr("| quiet | 10 | 10 % | "));
}

TEST(TablesTest, ClearChangesAreFoundAndTheNullIsUnchanged) {
  const std::string table = Detection(Fresh(200));
  EXPECT_THAT(table, HasSubstr("1 benchmarks, 200 process groups"));
  EXPECT_THAT(table, HasSubstr("| theta 1 %, margin 3 % | none | 0 | 0 | 100 % | 0 | 6 |"));
  EXPECT_THAT(table, HasSubstr("| theta 1 %, margin 3 % | +5 % | 100 % | 0 | 0 | 0 | 19 |"));
  EXPECT_THAT(table, HasSubstr("| fine: theta 0.5 %, margin 2 % | +2 % | 100 % | 0 | 0 | 0 |"));
  EXPECT_THAT(table, HasSubstr("| Sort | 0.1 % | 100 % | 6 | 100 % | 100 % | 100 % |"));
}

TEST(TablesTest, ARecordingWithoutAWholeWindowSaysSo) {
  EXPECT_THAT(Detection(Fresh(79)), HasSubstr("too short: 79 groups of a benchmark, a window takes 80"));
}

Recording Implementations(double log_ratio, double floor_ratio, size_t processes) {
  return {{"Sort", std::vector<RecordedProcess>(processes, {log_ratio, 100 * floor_ratio, 100})}};
}

TEST(TablesTest, KeptPromisesHoldAndMissedOnesAreBroken) {
  const std::string table = Claims({{"steady", Implementations(std::log(0.5), 0.5, 64)}}, 20);
  EXPECT_THAT(table, HasSubstr("| steady | kept, margin 3 x spread, 25 % at least | 0 | 100 % | 0 | 8 |"));
  EXPECT_THAT(table, HasSubstr("| steady | kept, margin 30 % | 0 | 100 % | 0 | 8 |"));
  EXPECT_THAT(table, HasSubstr("| steady | missed by 2 x | 100 % | 0 | 0 | 18 |"));
  EXPECT_THAT(table, HasSubstr("16 of steady"));
}

TEST(TablesTest, AStoredRatioIsComparedWithDisjointWindows) {
  const std::string steady = StoredRatio({{"steady", Implementations(std::log(0.5), 0.5, 160)}});
  EXPECT_THAT(steady, HasSubstr("| steady | none | 20 | 0 | 0 | 100 % | 8 | 0 |"));
  EXPECT_THAT(steady, HasSubstr("| steady | +30 % | 20 | 100 % | 0 | 0 | 48 | 0 |"));
  EXPECT_THAT(steady, HasSubstr("| steady | -40 % | 20 | 0 | 100 % | 0 | 48 | 0 |"));
  EXPECT_THAT(StoredRatio({{"short", Implementations(std::log(0.5), 0.5, 111)}}),
              HasSubstr("too short: 111 processes, it takes 112"));
  // The first 80 processes twice as fast as the rest: what is accepted in one half is red or improved in the other.
  Recording moved = Implementations(std::log(0.5), 0.5, 160);
  for (size_t i = 80; i < 160; ++i) moved["Sort"][i].contender_floor_ns *= 2;
  EXPECT_THAT(StoredRatio({{"moved", moved}}), Not(HasSubstr("| none | 20 | 0 | 0 |")));
}

}  // namespace
}  // namespace pawl::stats

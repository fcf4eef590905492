#include "tools/stats/recorded.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kPairs[] =
    "# Written by hand.\n"
    "benchmark,group,null,plus_5\n"
    "Sort,0,0.001,0.05\n"
    "Parse,0,-0.002,0.04\n"
    "Sort,1,-1e-3,0.06\n";

TEST(RecordedTest, RowsOfABenchmarkKeepTheirOrder) {
  const auto columns = ParseColumns(kPairs, "pairs.csv");
  ASSERT_TRUE(columns.ok()) << columns.status();
  EXPECT_THAT(columns->at("Sort").at("null"), ElementsAre(0.001, -0.001));
  EXPECT_THAT(columns->at("Sort").at("plus_5"), ElementsAre(0.05, 0.06));
  EXPECT_THAT(columns->at("Parse").at("null"), ElementsAre(-0.002));
}

TEST(RecordedTest, ADamagedRowIsNamedAndNeverSkipped) {
  for (const char* row : {"Sort,2,0.1", "Sort,2,0.1,", "Sort,2,0.1,x", "Sort,2,nan,0.1", "Sort,2,0.1,0.2,0.3", ""}) {
    const auto columns = ParseColumns(kPairs + std::string(row) + "\n", "pairs.csv");
    EXPECT_THAT(std::string(columns.status().message()), HasSubstr("pairs.csv:6:")) << row;
  }
  EXPECT_FALSE(ParseColumns("# Written by hand.\nbenchmark,group,null\n", "pairs.csv").ok());
}

TEST(RecordedTest, AProcessNeedsItsFloors) {
  EXPECT_THAT(std::string(ParseRecording(kPairs, "pairs.csv").status().message()), HasSubstr("no column log_ratio"));
  const auto recording = ParseRecording(
      "benchmark,process,log_ratio,contender_floor_ns,reference_floor_ns\nSort,0,0.1,20,10\n", "pairs.csv");
  ASSERT_TRUE(recording.ok()) << recording.status();
  EXPECT_EQ(recording->at("Sort").at(0).contender_floor_ns, 20);
}

TEST(RecordedTest, AnAbsentRecordingIsNotFound) { EXPECT_TRUE(absl::IsNotFound(ReadColumns("absent.csv").status())); }

}  // namespace
}  // namespace pawl::stats

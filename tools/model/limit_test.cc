#include "tools/model/limit.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Limit Parsed(std::string_view text) {
  const auto limit = ParseLimit(text);
  EXPECT_TRUE(limit.ok()) << limit.status().message();
  return limit.value_or(Limit());
}

std::string Refusal(std::string_view text) {
  const auto limit = ParseLimit(text);
  EXPECT_FALSE(limit.ok()) << text;
  return std::string(limit.status().message());
}

const Metrics& WithCounter() {
  static const auto& metrics = *new auto([] {
    Metrics all = BuiltInMetrics();
    all.push_back({.name = "compression_ratio", .unit = "x", .more_is_worse = false});
    all.push_back({.name = "p99", .unit = "ns", .scale = 1000});
    return all;
  }());
  return metrics;
}

TEST(ParseLimit, ReadsBothPartsOrEither) {
  const Limit both = Parsed("allocated_bytes +1% and +64 B");
  EXPECT_EQ(both.metric, "allocated_bytes");
  EXPECT_EQ(both.relative, 0.01);
  EXPECT_EQ(both.absolute, 64);
  EXPECT_EQ(both.text, "allocated_bytes +1% and +64 B");
  EXPECT_EQ(Parsed("peak_bytes +2%").relative, 0.02);
  EXPECT_EQ(Parsed("peak_bytes +2%").absolute, 0);
  EXPECT_EQ(Parsed("peak_bytes +1.5 KiB").absolute, 1536);
  EXPECT_EQ(Parsed("peak_bytes +1.5 KiB").relative, 0);
  EXPECT_EQ(Parsed("  peak_bytes  +1MiB and +3 %").absolute, 1024 * 1024) << "spaces and order are free";
  EXPECT_EQ(Parsed("allocations +0").absolute, 0);
}

TEST(ParseLimit, LiveTimeHasThetaAndMargin) {
  const Limit limit = Parsed("time theta 1% margin 3%");
  EXPECT_EQ(limit.relative, 0.01);
  EXPECT_EQ(limit.margin, 0.03);
  EXPECT_THAT(Refusal("time +1%"), HasSubstr("at position 6: expected `theta`"));
  EXPECT_THAT(Refusal("time theta 3% margin 1%"), HasSubstr("above theta"));
  EXPECT_THAT(Refusal("time theta 2% margin 2%"), HasSubstr("above theta"));
  EXPECT_THAT(Refusal("time theta 0% margin 1%"), HasSubstr("above 0"));
  EXPECT_THAT(Refusal("time theta 1% margin 51%"), HasSubstr("wider than 50%"));
}

TEST(ParseLimit, AnUnknownMetricSuggestsTheNearest) {
  EXPECT_THAT(Refusal("alocations +1"), AllOf(HasSubstr("did you mean \"allocations\"?"), HasSubstr("leaked_bytes")));
}

TEST(ParseLimit, ErrorsNamePositionAndExpectation) {
  EXPECT_THAT(Refusal("allocations 1"), HasSubstr("limit \"allocations 1\", at position 13: expected +"));
  EXPECT_THAT(Refusal("allocations +"), HasSubstr("at position 14: expected a number"));
  EXPECT_THAT(Refusal("allocations +1 B"), HasSubstr("unexpected text")) << "allocations have no unit";
  EXPECT_THAT(Refusal("peak_bytes +1% and +2%"), HasSubstr("one percentage and one amount"));
  EXPECT_THAT(Refusal("peak_bytes +1% and"), HasSubstr("unexpected text"));
  EXPECT_THAT(Refusal("peak_bytes"), HasSubstr("A limit reads `metric +percent% [and +amount]`"));
  EXPECT_THAT(Refusal(""), HasSubstr("unknown metric \"\""));
  EXPECT_THAT(Refusal("peak_bytes +" + std::string(308, '9') + " GiB"), HasSubstr("too large"));
}

TEST(ParseLimit, AboveFiftyPercentOnlyTheCoarseRatio) {
  EXPECT_EQ(Parsed("peak_bytes +50%").relative, 0.5);
  EXPECT_THAT(Refusal("peak_bytes +51% and +64 B"), HasSubstr("wider than 50%"));
  EXPECT_EQ(Parsed("time_ratio +1000%").relative, 10);
}

TEST(ParseLimit, TheSignSaysWhichWayIsWorse) {
  const auto limit = ParseLimit("compression_ratio -5%", WithCounter());
  ASSERT_TRUE(limit.ok()) << limit.status().message();
  EXPECT_FALSE(limit->more_is_worse);
  EXPECT_THAT(std::string(ParseLimit("compression_ratio +5%", WithCounter()).status().message()),
              HasSubstr("expected -: less of compression_ratio is worse"));
  EXPECT_THAT(Refusal("allocations -1"), HasSubstr("expected +: more of allocations is worse"));
}

TEST(ParseLimit, AmountsTakeUnitsOfTheirMetricsKind) {
  const auto amount = [](std::string_view text) {
    const auto limit = ParseLimit(text, WithCounter());
    return limit.ok() ? limit->absolute : -1;
  };
  EXPECT_EQ(amount("p99 +2 us"), 2000);
  EXPECT_EQ(amount("p99 +1% and +0.5ms"), 500'000);
  EXPECT_EQ(amount("p99 +0"), 0);
  EXPECT_EQ(amount("compression_ratio -0.5 x"), 0.5);
  EXPECT_EQ(amount("compression_ratio -0.5"), 0.5);
  EXPECT_THAT(std::string(ParseLimit("p99 +2", WithCounter()).status().message()),
              HasSubstr("expected a unit: p99 does not count in ns"));
  EXPECT_FALSE(ParseLimit("p99 +2 KiB", WithCounter()).ok());
  EXPECT_FALSE(ParseLimit("peak_bytes +2 us", WithCounter()).ok());
}

TEST(Exceeds, BothPartsMustBeExceeded) {
  const Limit limit = Parsed("allocated_bytes +1% and +64 B");
  EXPECT_FALSE(Exceeds(limit, 100, 164)) << "64 % more, but no more than 64 B";
  EXPECT_TRUE(Exceeds(limit, 100, 165));
  EXPECT_FALSE(Exceeds(limit, 1e6, 1e6 + 5000)) << "5000 B more, but within 1 %";
  EXPECT_TRUE(Exceeds(limit, 1e6, 1e6 + 11000));
  EXPECT_TRUE(Exceeds(Parsed("allocations +0"), 0, 0.03125));
  EXPECT_FALSE(Exceeds(Parsed("allocations +0"), 1, 1));
}

TEST(Exceeds, LessIsWorseWhereTheSignSaysSo) {
  const Limit limit = *ParseLimit("compression_ratio -5% and -0.1", WithCounter());
  EXPECT_TRUE(Exceeds(limit, 4, 3.7));
  EXPECT_FALSE(Exceeds(limit, 4, 3.81)) << "within 5 %";
  EXPECT_FALSE(Exceeds(limit, 4, 5)) << "better";
}

}  // namespace
}  // namespace pawl

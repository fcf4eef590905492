#include "tools/model/user_metric.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

UserMetric Parsed(std::string_view text) {
  const auto metric = ParseUserMetric("ratio", text);
  EXPECT_TRUE(metric.ok()) << text << ": " << metric.status().message();
  return metric.value_or(UserMetric());
}

std::string Refusal(std::string_view text, std::string_view name = "ratio") {
  const auto metric = ParseUserMetric(name, text);
  EXPECT_FALSE(metric.ok()) << name << ": " << text;
  return std::string(metric.status().message());
}

TEST(UserMetric, ReadsUnitPolarityAggregationAndLimit) {
  const UserMetric metric = Parsed("unit x, higher is better, mean, limit -1% and -0.05");
  EXPECT_EQ(metric.info.name, "ratio");
  EXPECT_EQ(metric.info.unit, "x");
  EXPECT_FALSE(metric.info.more_is_worse);
  EXPECT_TRUE(metric.info.counter);
  EXPECT_FALSE(metric.info.timed);
  EXPECT_EQ(metric.info.aggregation, Aggregation::kMean);
  EXPECT_EQ(metric.limit.metric, "ratio");
  EXPECT_EQ(metric.limit.relative, 0.01);
  EXPECT_EQ(metric.limit.absolute, 0.05);
  EXPECT_FALSE(metric.limit.more_is_worse);
  EXPECT_EQ(metric.limit.text, "ratio -1% and -0.05") << "as it would stand in `limits`";
}

TEST(UserMetric, IsACountWithItsMedianWhereNothingElseIsSaid) {
  const UserMetric metric = Parsed("lower is better, limit +0");
  EXPECT_EQ(metric.info.unit, "");
  EXPECT_EQ(metric.info.scale, 1);
  EXPECT_EQ(metric.info.aggregation, Aggregation::kMedian);
  EXPECT_TRUE(metric.info.more_is_worse);
}

TEST(UserMetric, TheOrderOfItsPartsIsFree) {
  const UserMetric metric = Parsed("maximum,higher is better , unit  frames, limit -1");
  EXPECT_EQ(metric.info.unit, "frames");
  EXPECT_EQ(metric.info.aggregation, Aggregation::kMaximum);
}

TEST(UserMetric, TimesAndBytesAreScaledToTheirBaseUnit) {
  const UserMetric latency = Parsed("unit us, lower is better, limit +25% and +2 us");
  EXPECT_EQ(latency.info.unit, "ns");
  EXPECT_EQ(latency.info.scale, 1000);
  EXPECT_EQ(latency.limit.absolute, 2000);
  EXPECT_EQ(Parsed("unit KiB, lower is better, limit +1 MiB").limit.absolute, 1048576);
  EXPECT_EQ(Parsed("unit KiB, lower is better, limit +0").info.unit, "B");
  EXPECT_THAT(Refusal("unit us, lower is better, limit +2"), HasSubstr("expected a unit: ratio does not count in ns"));
}

TEST(UserMetric, AUnitThatHasTimeInItDependsOnTheMachine) {
  for (const char* unit : {"ns", "us", "ms", "s", "B/s", "frames/s", "items/ms", "us/frame", "B/item/s"}) {
    EXPECT_TRUE(Parsed(std::string("unit ") + unit + ", lower is better, limit +5%").info.timed) << unit;
  }
  for (const char* unit : {"B", "x", "B/frame", "frames/second"}) {
    EXPECT_EQ(Parsed(std::string("unit ") + unit + ", lower is better, limit +5%").info.timed, false) << unit;
  }
}

TEST(UserMetric, TheLimitPointsTheWayThatIsWorse) {
  EXPECT_THAT(Refusal("higher is better, limit +1%"), HasSubstr("expected -: less of ratio is worse"));
  EXPECT_THAT(Refusal("lower is better, limit -1%"), HasSubstr("expected +: more of ratio is worse"));
  EXPECT_THAT(Refusal("lower is better, limit +60%"), HasSubstr("wider than 50%"));
}

TEST(UserMetric, AMistakeIsNamedWithItsPositionAndTheGrammar) {
  EXPECT_THAT(Refusal("higher is bettr, limit -1%"),
              AllOf(HasSubstr("metric ratio: \"higher is bettr, limit -1%\", at position 16"),
                    HasSubstr("expected `higher is better`"), HasSubstr("A metric reads")));
  EXPECT_THAT(Refusal("higher is better, medan, limit -1%"), HasSubstr("did you mean median?"));
  EXPECT_THAT(Refusal("higher is better, sum, limit -1%"), HasSubstr("would grow with the slices"));
  EXPECT_THAT(Refusal("higher is better, higher is better, limit -1%"), HasSubstr("one polarity only"));
  EXPECT_THAT(Refusal("unit x, unit x, higher is better, limit -1%"), HasSubstr("one unit only"));
  EXPECT_THAT(Refusal("mean, median, higher is better, limit -1%"), HasSubstr("one aggregation only"));
  EXPECT_THAT(Refusal("unit %, higher is better, limit -1%"), HasSubstr("expected a unit"));
  EXPECT_THAT(Refusal("higher is better"), HasSubstr("a metric ends with its limit"));
  EXPECT_THAT(Refusal("higher is better, limit"), HasSubstr("expected -"));
  EXPECT_THAT(Refusal("limit -1%"), HasSubstr("`lower is better` before the limit"));
  EXPECT_THAT(Refusal("higher is better, limit -1%, median"), HasSubstr("unexpected text"));
  EXPECT_THAT(Refusal(""), HasSubstr("unknown word \"\""));
}

TEST(UserMetric, NamesOfPawlsOwnAndNamesThatNoClaimCouldSpellAreRefused) {
  for (const MetricInfo& own : BuiltInMetrics()) {
    EXPECT_THAT(Refusal("lower is better, limit +1%", own.name), HasSubstr("Pawl's own"));
  }
  EXPECT_THAT(Refusal("lower is better, limit +1%", "run"), HasSubstr("Pawl's own"));
  EXPECT_THAT(Refusal("lower is better, limit +1%", "p 99"), HasSubstr("letters, digits and underscores"));
  EXPECT_THAT(Refusal("lower is better, limit +1%", ""), HasSubstr("letters, digits and underscores"));
}

}  // namespace
}  // namespace pawl

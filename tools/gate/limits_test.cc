#include "tools/gate/limits.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Limit Written(const std::string& text, const std::string& origin = "benches/BUILD:7") {
  Limit limit = ParseLimit(text).value();
  limit.origin = origin;
  return limit;
}

TEST(DefaultLimits, EachCountedMetricTheRatioAndLiveTimeHaveOne) {
  for (const MetricInfo& metric : BuiltInMetrics())
    EXPECT_NE(Limits().Find("x/Y", metric.name), nullptr) << metric.name;
  EXPECT_EQ(Limits().Find("x/Y", "p99_ns"), nullptr);
}

TEST(DefaultLimits, EachNamesTheLineThatHoldsIt) {
  for (const Limit& limit : DefaultLimits()) {
    const size_t colon = limit.origin.find(':');
    std::ifstream file(limit.origin.substr(0, colon));
    std::string line;
    for (int i = std::stoi(limit.origin.substr(colon + 1)); i > 0; --i) std::getline(file, line);
    EXPECT_THAT(line, HasSubstr('"' + limit.text + '"')) << limit.origin;
  }
}

TEST(Limits, TheNearestScopeHoldsAsAWhole) {
  Limits limits;
  limits.cases["x/Y"] = {Written("peak_bytes +5%")};
  limits.scopes = {{Written("peak_bytes +4%"), Written("allocated_bytes +4%")},
                   {Written("peak_bytes +3%"), Written("allocated_bytes +3%"), Written("leaked_bytes +3 B")},
                   {Written("leaked_bytes +2 B"), Written("allocations +2")}};
  EXPECT_EQ(limits.Find("x/Y", kPeakBytes)->text, "peak_bytes +5%") << "the case's";
  EXPECT_EQ(limits.Find("x/Y", kPeakBytes)->absolute, 0) << "not mixed with Pawl's own 4 KiB";
  EXPECT_EQ(limits.Find("x/Z", kPeakBytes)->text, "peak_bytes +4%") << "the target's";
  EXPECT_EQ(limits.Find("x/Y", kAllocatedBytes)->text, "allocated_bytes +4%");
  EXPECT_EQ(limits.Find("x/Y", kLeakedBytes)->text, "leaked_bytes +3 B") << "the package's";
  EXPECT_EQ(limits.Find("x/Y", kAllocations)->text, "allocations +2") << "the repository's";
  EXPECT_EQ(limits.Find("x/Y", kTimeRatio)->text, "time_ratio +25%") << "Pawl's own";
  EXPECT_EQ(limits.FindWritten("x/Y", kTimeRatio), nullptr);
}

TEST(CheckLimits, ALimitOnAnUnknownCaseIsRefusedWithTheNearestName) {
  Limits limits;
  limits.cases["x/Y/impl:optimised"] = {Written("peak_bytes +5%")};
  const absl::Status status = CheckLimits(limits, {"x/Y/impl:baseline", "x/Y/impl:optimized"});
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), AllOf(StartsWith("benches/BUILD:7: limit \"peak_bytes +5%\""),
                                                   HasSubstr("did you mean x/Y/impl:optimized?")));
}

TEST(CheckLimits, TwoLimitsOnOneMetricInOneScopeContradictEachOther) {
  Limits limits;
  limits.scopes = {{Written("peak_bytes +5%")}, {Written("peak_bytes +4%")}};
  EXPECT_TRUE(CheckLimits(limits, {"x/Y"}).ok()) << "two scopes";
  limits.scopes[1].push_back(Written("peak_bytes +3%", "BUILD:9"));
  EXPECT_THAT(std::string(CheckLimits(limits, {"x/Y"}).message()),
              StartsWith("BUILD:9: limit \"peak_bytes +3%\" contradicts \"peak_bytes +4%\" (benches/BUILD:7)"));
  limits.scopes.pop_back();
  limits.cases["x/Y"] = {Written("allocations +1"), Written("allocations +2")};
  EXPECT_FALSE(CheckLimits(limits, {"x/Y"}).ok());
}

TEST(RatioExceeds, ALimitIsNeverNarrowerThanTheRecordedNoise) {
  const Limit limit = Written("time_ratio +10%");
  EXPECT_TRUE(RatioExceeds(limit, 0.01, 0.5, 0.56));
  EXPECT_FALSE(RatioExceeds(limit, 0.03, 0.5, 0.56)) << "5 x 3 % is wider";
  EXPECT_FALSE(RatioExceeds(Written("time_ratio +10% and +0.1"), 0.01, 0.5, 0.56)) << "both parts must be exceeded";
}

}  // namespace
}  // namespace pawl

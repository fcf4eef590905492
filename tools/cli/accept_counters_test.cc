#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/accept_testing.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

AcceptOptions WithRatio(const std::string& reason = "") {
  AcceptOptions options;
  options.counters = {*ParseUserMetric("compression_ratio", "unit x, higher is better, limit -1%")};
  options.counters[0].limit.origin = "benches/BUILD:7";
  options.reason = reason;
  if (!reason.empty()) options.metric = "compression_ratio";
  return options;
}

Result WithCounter(double value, double smallest, double largest) {
  Result result = Measured();
  result.evidence.cases[1].counters["compression_ratio"] = {value, "x", smallest, largest, 32};
  return result;
}

const Record* Ratio(const StoredBaseline& baseline) { return baseline.Find(kOptimized, "compression_ratio", "build"); }

TEST(AcceptCounters, ADeclaredOneIsStoredForTheCasesThatSetIt) {
  const auto acceptance = Take({}, WithCounter(2.5, 2.5, 2.5), WithRatio());
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  ASSERT_NE(Ratio(acceptance->baseline), nullptr) << "a ratio of sizes needs no machine in its key";
  EXPECT_EQ(Ratio(acceptance->baseline)->value, 2.5);
  EXPECT_EQ(acceptance->baseline.Find(kBaseline, "compression_ratio", "build"), nullptr);
  const auto undeclared = Take({}, WithCounter(2.5, 2.5, 2.5));
  ASSERT_TRUE(undeclared.ok());
  EXPECT_EQ(Ratio(undeclared->baseline), nullptr);
}

TEST(AcceptCounters, OneThatHasTimeInItsUnitIsStoredForTheMachine) {
  AcceptOptions options;
  options.counters = {*ParseUserMetric("p99", "unit us, lower is better, maximum, limit +25%")};
  Result first = Measured();
  first.evidence.cases[1].counters["p99"] = {2000, "ns", 1500, 2000, 32};
  Result second = first;
  second.evidence.cases[1].counters["p99"].value = 2100;
  const auto acceptance = Take({}, first, second, options);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  const Record* record = acceptance->baseline.Find(kOptimized, "p99", "build/machine");
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->value, 2100) << "the maximum of both runs, in its base unit";
  EXPECT_EQ(record->processes, 64);
}

TEST(AcceptCounters, AFallOfAHigherIsBetterOneNeedsAReasonAndARiseNone) {
  const auto stored = Take({}, WithCounter(2.5, 2.5, 2.5), WithRatio());
  ASSERT_TRUE(stored.ok());
  EXPECT_THAT(Refused(Take(stored->baseline, WithCounter(2, 2, 2), WithRatio()), absl::StatusCode::kInvalidArgument),
              HasSubstr("2.5× -> 2×"));
  const auto reasoned = Take(stored->baseline, WithCounter(2, 2, 2), WithRatio("a faster level"));
  ASSERT_TRUE(reasoned.ok()) << reasoned.status().message();
  EXPECT_EQ(Ratio(reasoned->baseline)->value, 2);
  EXPECT_EQ(Ratio(reasoned->baseline)->reason, "a faster level");
  const auto better = Take(stored->baseline, WithCounter(3, 3, 3), WithRatio());
  ASSERT_TRUE(better.ok()) << better.status().message();
  EXPECT_EQ(Ratio(better->baseline)->value, 3);
}

TEST(AcceptCounters, OneOnWhichTheRunsDisagreeBeyondItsLimitIsRefused) {
  EXPECT_THAT(Refused(Take({}, WithCounter(2.5, 2.4, 2.6), WithCounter(2.4, 2.4, 2.6), WithRatio()),
                      absl::StatusCode::kFailedPrecondition),
              HasSubstr("beyond its limit \"compression_ratio -1%\" (benches/BUILD:7)"));
  EXPECT_TRUE(Take({}, WithCounter(2.5, 2.4, 2.6), WithCounter(2.49, 2.4, 2.6), WithRatio()).ok());
  EXPECT_THAT(
      Refused(Take({}, WithCounter(2.5, 2.5, 2.5), Measured(), WithRatio()), absl::StatusCode::kFailedPrecondition),
      HasSubstr("in one of two measurements only"));
  EXPECT_THAT(Refused(Take({}, WithCounter(-1, -1, -1), WithRatio()), absl::StatusCode::kFailedPrecondition),
              HasSubstr("never negative"));
}

TEST(AcceptCounters, OneThatIsNoLongerSetOrDeclaredIsRemoved) {
  const auto stored = Take({}, WithCounter(2.5, 2.5, 2.5), WithRatio());
  ASSERT_TRUE(stored.ok());
  const auto unset = Take(stored->baseline, Measured(), WithRatio());
  ASSERT_TRUE(unset.ok());
  EXPECT_THAT(unset->changes, ElementsAre(HasSubstr("compression_ratio: the case no longer sets it")));
  EXPECT_EQ(Ratio(unset->baseline), nullptr);
  const auto undeclared = Take(stored->baseline, WithCounter(2.5, 2.5, 2.5));
  ASSERT_TRUE(undeclared.ok());
  EXPECT_THAT(undeclared->changes, ElementsAre(HasSubstr("compression_ratio: no such metric")));
}

TEST(AcceptCounters, TheMetricOptionKnowsDeclaredOnes) {
  AcceptOptions options = WithRatio();
  options.metric = "compression_ratio";
  EXPECT_TRUE(CheckOptions(options).ok());
  options.metric = "compresion_ratio";
  EXPECT_THAT(std::string(CheckOptions(options).message()), HasSubstr("did you mean compression_ratio?"));
}

}  // namespace
}  // namespace pawl

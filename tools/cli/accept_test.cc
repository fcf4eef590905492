#include "tools/cli/accept.h"

#include <cmath>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/accept_testing.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Record Other(const std::string& name, const std::string& key = "build") {
  Record record;
  record.case_name = name;
  record.metric = "allocations";
  record.value = 7.015625;
  record.key = key;
  record.reason = "rewritten for clarity";
  return record;
}

TEST(Accept, ALimitBelowTheNoiseOfItsRatioIsRefusedWithTheNumbers) {
  Result noisy = Measured();
  PairEvidence& pair = noisy.evidence.pairs[0];
  for (size_t i = 0; i < pair.contender_floors_ns.size(); ++i) {
    pair.contender_floors_ns[i] *= std::exp(0.04 * std::sin(std::floor(static_cast<double>(i) / 4)));
  }
  Limits limits;
  EXPECT_TRUE(Accept({}, noisy, noisy, {kBaseline, kOptimized}, limits, {}).ok()) << "Pawl's own limit widens itself";
  Limit limit = *ParseLimit("time_ratio +1%");
  limit.origin = "benches/BUILD:7";
  limits.scopes = {{limit}};
  const std::string message =
      Refused(Accept({}, noisy, noisy, {kBaseline, kOptimized}, limits, {}), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(message, HasSubstr("benches/BUILD:7: limit \"time_ratio +1%\" is narrower than the noise of"));
  EXPECT_THAT(message, ::testing::ContainsRegex("has a spread of [0-9.]+%: write \\+[0-9]+% or more"));
  EXPECT_TRUE(Accept({}, Measured(), Measured(), {kBaseline, kOptimized}, limits, {}).ok()) << "a quiet one";
}

TEST(Accept, WhatTheLimitToleratesIsNoWorseNumber) {
  Limits limits;
  limits.cases[kOptimized] = {*ParseLimit("allocations +1")};
  EXPECT_TRUE(Accept(Stored(), Measured(2), Measured(2), {kBaseline, kOptimized}, limits, {}).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(Take(Stored(), Measured(2)).status())) << "without that limit it needs a reason";
}

TEST(Accept, StoresEveryNumberOfAFirstMeasurement) {
  const auto acceptance = Take({}, Measured());
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, SizeIs(11));
  EXPECT_EQ(acceptance->changes[0], "new      x/Y/impl:baseline/n:1 allocations: 3");
  EXPECT_EQ(acceptance->baseline.target, "//benches:x_perf");
  const Record* ratio = acceptance->baseline.Find(kOptimized, "time_ratio", "build/machine");
  ASSERT_NE(ratio, nullptr);
  EXPECT_EQ(ratio->value, 0.5);
  EXPECT_EQ(ratio->processes, 4 * kRatioProcesses);
  EXPECT_EQ(ratio->spread, 0);
  EXPECT_EQ(acceptance->baseline.Find(kOptimized, "allocations", "build")->value, 1);
}

TEST(Accept, UnchangedNumbersLeaveTheFileByteForByte) {
  const Result fractions = Measured(1.0 / 3);
  const auto first = Take({}, fractions);
  const std::string text = FormatStoredBaseline(first->baseline);
  const auto again = Take(*ParseStoredBaseline(text, "x.json", kAccept), fractions);
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_THAT(again->changes, IsEmpty());
  EXPECT_EQ(FormatStoredBaseline(again->baseline), text);
}

TEST(Accept, ARatioWithinTheWarningLevelIsUnchanged) {
  const auto acceptance = Take(Stored(), Measured(1, 0.5 * 1.09));
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, IsEmpty());
}

TEST(Accept, AWorseNumberNeedsAReasonWhichIsStored) {
  const AcceptOptions scoped{"impl:optimized", "", ""};
  EXPECT_EQ(Refused(Take(Stored(), Measured(2), scoped), absl::StatusCode::kInvalidArgument),
            "nothing was written: worse than stored are\n"
            "  x/Y/impl:optimized/n:1 allocations: 1 -> 2\n"
            "Say why, case by case:\n"
            "  bazel run //benches:x_perf.accept -- --case='^x/Y/impl:optimized/n:1$' --reason='...'");
  const auto acceptance =
      Take(Stored(), Measured(2), {.case_pattern = "impl:optimized", .metric = "", .reason = "safer"});
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, ElementsAre("changed  x/Y/impl:optimized/n:1 allocations: 1 -> 2"));
  EXPECT_EQ(acceptance->baseline.Find(kOptimized, "allocations", "build")->reason, "safer");
  EXPECT_EQ(acceptance->baseline.Find(kOptimized, "peak_bytes", "build")->reason, "") << "it is not worse";
}

TEST(Accept, AReasonForEverythingIsRefusedWithACommandForEachWorseCase) {
  Result worse = Measured(2, 0.7);
  worse.evidence.cases[0].allocations->allocations = 4;
  const AcceptOptions everything{"", "", "safer"};
  EXPECT_EQ(Refused(Take(Stored(), worse, everything), absl::StatusCode::kInvalidArgument),
            "nothing was written: worse than stored are\n"
            "  x/Y/impl:baseline/n:1 allocations: 3 -> 4\n"
            "  x/Y/impl:optimized/n:1 allocations: 1 -> 2\n"
            "  x/Y/impl:optimized/n:1 time_ratio: 0.5× -> 0.7×\n"
            "A --reason needs a --case or a --metric:\n"
            "  bazel run //benches:x_perf.accept -- --case='^x/Y/impl:baseline/n:1$' --reason='...'\n"
            "  bazel run //benches:x_perf.accept -- --case='^x/Y/impl:optimized/n:1$' --reason='...'");
  EXPECT_TRUE(Take(Stored(), Measured(2), {"", "allocations", "safer"}).ok()) << "a metric is a scope, too";
}

TEST(Accept, AWorseRatioNeedsAReason) {
  EXPECT_THAT(Refused(Take(Stored(), Measured(1, 0.7)), absl::StatusCode::kInvalidArgument),
              HasSubstr("time_ratio: 0.5× -> 0.7×"));
}

// Each of them would pass the gate; without a reason four would make a case twice as slow.
TEST(Accept, ARatioWorseByLessThanTheGatesLimitNeedsAReasonToo) {
  EXPECT_THAT(Refused(Take(Stored(), Measured(1, 0.6)), absl::StatusCode::kInvalidArgument),
              HasSubstr("time_ratio: 0.5× -> 0.6×"));
  EXPECT_TRUE(Take(Stored(), Measured(1, 0.4)).ok()) << "a better one needs none";
}

TEST(Accept, ABetterNumberNeedsNoneAndDropsTheOldReason) {
  StoredBaseline stored = Stored();
  for (Record& record : stored.records) record.reason = "it was hard";
  const auto acceptance = Take(stored, Measured(0));
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, ElementsAre("changed  x/Y/impl:optimized/n:1 allocations: 1 -> 0"));
  EXPECT_EQ(acceptance->baseline.Find(kOptimized, "allocations", "build")->reason, "");
}

TEST(Accept, TheScopeIsCaseAndMetric) {
  const auto acceptance =
      Take({}, Measured(), {.case_pattern = "impl:optimized", .metric = "allocations", .reason = ""});
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  ASSERT_THAT(acceptance->baseline.records, SizeIs(1));
  EXPECT_EQ(acceptance->baseline.records[0].case_name, kOptimized);
  EXPECT_EQ(acceptance->baseline.records[0].metric, "allocations");
}

TEST(Accept, WhatIsOutOfScopeMayBeWorseOrBroken) {
  Result result = Measured(2);
  result.evidence.cases[0].error = "skipped itself";
  EXPECT_TRUE(Take(Stored(), result, {.case_pattern = "optimized", .metric = "time_ratio", .reason = ""}).ok());
}

TEST(Accept, KeepsRecordsOfOtherCasesAndKeysAsTheyAre) {
  StoredBaseline stored = Stored();
  stored.records.push_back(Other(kOptimized, "another compiler"));
  stored.records.push_back(Other("x/Removed"));
  const auto acceptance = Take(stored, Measured(0), {.case_pattern = "x/Y", .metric = "", .reason = ""});
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, SizeIs(1));
  StoredBaseline expected = stored;
  for (Record& record : expected.records) {
    if (record.case_name == kOptimized && record.metric == "allocations" && record.key == "build") record.value = 0;
  }
  EXPECT_EQ(FormatStoredBaseline(acceptance->baseline), FormatStoredBaseline(expected));
}

TEST(Accept, DropsRecordsOfRemovedCasesOnlyWhenEverythingIsAccepted) {
  StoredBaseline stored = Stored();
  stored.records.push_back(Other("x/Removed"));
  const auto all = Take(stored, Measured());
  ASSERT_TRUE(all.ok()) << all.status().message();
  EXPECT_THAT(all->changes, ElementsAre("removed  x/Removed allocations: no such case"));
  EXPECT_EQ(all->baseline.Find("x/Removed", "allocations", "build"), nullptr);
  for (const AcceptOptions& part : {AcceptOptions{"x/Y", "", ""}, AcceptOptions{"", "allocations", ""}}) {
    const auto acceptance = Take(stored, Measured(), part);
    ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
    EXPECT_THAT(acceptance->changes, IsEmpty());
    EXPECT_NE(acceptance->baseline.Find("x/Removed", "allocations", "build"), nullptr);
  }
}

TEST(Accept, WhatCouldNotBeCountedIsNotStored) {
  Result uncounted = Measured();
  uncounted.evidence.cases[1].allocations.reset();
  const auto acceptance = Take({}, uncounted);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_EQ(acceptance->baseline.Find(kOptimized, "allocations", "build"), nullptr);
  EXPECT_NE(acceptance->baseline.Find(kOptimized, "time_ratio", "build/machine"), nullptr);
}

TEST(Accept, EveryRecordCarriesTheHashOfTheBenchmarksSources) {
  Result result = Measured();
  result.environment.source = "c0ffee";
  const auto acceptance = Take({}, result);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  for (const Record& record : acceptance->baseline.records) EXPECT_EQ(record.source, "c0ffee");
}

TEST(Accept, AnEditedBenchmarkRenewsTheHashAndKeepsTheNumbersWithinTheirLimits) {
  Result edited = Measured(1, 0.5 * 1.09);
  edited.environment.source = "edited";
  const auto acceptance = Take(Stored(), edited, {.case_pattern = "optimized", .metric = "", .reason = ""});
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, SizeIs(6));
  EXPECT_EQ(acceptance->changes[0],
            "renewed  x/Y/impl:optimized/n:1 allocations: still 1, for the benchmark's sources as they are now");
  const Record* ratio = acceptance->baseline.Find(kOptimized, "time_ratio", "build/machine");
  EXPECT_EQ(ratio->source, "edited");
  EXPECT_EQ(ratio->value, 0.5) << "no creep under cover of an edit";
  EXPECT_EQ(acceptance->baseline.Find(kBaseline, "allocations", "build")->source, "") << "of another case";
  EXPECT_THAT(Take(acceptance->baseline, edited, {.case_pattern = "optimized", .metric = "", .reason = ""})->changes,
              IsEmpty());
}

TEST(Accept, AWorseNumberOfAnEditedBenchmarkStillNeedsAReason) {
  Result edited = Measured(2);
  edited.environment.source = "edited";
  EXPECT_THAT(Refused(Take(Stored(), edited), absl::StatusCode::kInvalidArgument), HasSubstr("allocations: 1 -> 2"));
}

// The lines of a that b does not have.
int ChangedLines(const std::string& a, const std::string& b) {
  int changed = 0;
  std::istringstream lines(a);
  for (std::string line; std::getline(lines, line);)
    changed += ("\n" + b).find("\n" + line + "\n") == std::string::npos;
  return changed;
}

TEST(Accept, OneCaseChangesOneLinePerMetric) {
  const StoredBaseline stored = Stored();
  const std::string before = FormatStoredBaseline(stored);
  Result result = Measured(0, 0.3);
  result.evidence.cases[1].allocations->allocated_bytes = 64;
  result.evidence.cases[0].allocations->allocations = 1;
  const auto acceptance = Take(stored, result, {.case_pattern = "impl:optimized", .metric = "", .reason = ""});
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, SizeIs(3)) << "allocations, bytes and the ratio";
  const std::string after = FormatStoredBaseline(acceptance->baseline);
  EXPECT_EQ(ChangedLines(before, after), 3);
  EXPECT_EQ(ChangedLines(after, before), 3);
}

TEST(Accept, ATypoIsAUsageErrorWithTheNearestName) {
  const auto refused = [](const AcceptOptions& options) {
    return Refused(Take(Stored(), Measured(), options), absl::StatusCode::kInvalidArgument);
  };
  EXPECT_THAT(refused({"(", "", ""}), HasSubstr("--case=( is no regular expression: "));
  EXPECT_EQ(refused({"x/Y/impl:optimised/n:1", "", ""}),
            "--case=x/Y/impl:optimised/n:1 matches no measured case; did you mean x/Y/impl:optimized/n:1?");
  EXPECT_EQ(
      refused({"", "alocations", ""}),
      "--metric=alocations is no stored metric, did you mean allocations?; they are time, time_ratio, allocations, "
      "allocated_bytes, peak_bytes, leaked_bytes, instructions, binary_size, sizeof");
}

}  // namespace
}  // namespace pawl

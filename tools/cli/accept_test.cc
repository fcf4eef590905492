#include "tools/cli/accept.h"

#include <cmath>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
constexpr char kAccept[] = "bazel run //benches:x_perf.accept";

CaseEvidence Case(const std::string& name, double allocations) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.allocations = AllocationEvidence{allocations, 640, 0, 4096, {}};
  return evidence;
}

// A complete measurement: the optimized case allocates as said and takes `ratio` of its reference's time.
Result Measured(double allocations = 1, double ratio = 0.5, int processes = 2 * kRatioProcesses) {
  Result result;
  result.target = "//benches:x_perf";
  result.environment.build_key = "build";
  result.environment.time_key = "build/machine";
  result.evidence.cases = {Case(kBaseline, 3), Case(kOptimized, allocations)};
  PairEvidence pair{kOptimized, kBaseline, {}, {}, {}};
  for (int i = 0; i < processes; ++i) {
    pair.log_ratios.push_back(std::log(ratio));
    pair.contender_floors_ns.push_back(100 * ratio);
    pair.reference_floors_ns.push_back(100);
  }
  result.evidence.pairs = {pair};
  return result;
}

absl::StatusOr<Acceptance> Take(const StoredBaseline& stored, const Result& first, const Result& second,
                                const AcceptOptions& options = {}) {
  return Accept(stored, first, second, {kBaseline, kOptimized}, Limits(), options);
}

absl::StatusOr<Acceptance> Take(const StoredBaseline& stored, const Result& twice, const AcceptOptions& options = {}) {
  return Take(stored, twice, twice, options);
}

// What accepting Measured() wrote and the next run reads.
StoredBaseline Stored() {
  const auto acceptance = Take({}, Measured());
  EXPECT_TRUE(acceptance.ok()) << acceptance.status().message();
  const auto read = ParseStoredBaseline(FormatStoredBaseline(acceptance->baseline), "x.json", kAccept);
  EXPECT_TRUE(read.ok()) << read.status().message();
  return *read;
}

std::string Refused(const absl::StatusOr<Acceptance>& acceptance, absl::StatusCode code) {
  EXPECT_EQ(acceptance.status().code(), code) << acceptance.status().message();
  return std::string(acceptance.status().message());
}

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
  EXPECT_THAT(acceptance->changes, SizeIs(9));
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

TEST(Accept, RefusesRunsWithErrorsInEither) {
  Result failed = Measured();
  failed.errors = {"killed by SIGSEGV"};
  for (const auto& acceptance : {Take(Stored(), failed, Measured()), Take(Stored(), Measured(), failed)}) {
    EXPECT_EQ(Refused(acceptance, absl::StatusCode::kFailedPrecondition), "nothing was written: killed by SIGSEGV");
  }
  Result crashed = Measured();
  crashed.evidence.cases[1].error = "skipped itself";
  for (const auto& acceptance : {Take(Stored(), crashed, Measured()), Take(Stored(), Measured(), crashed)}) {
    EXPECT_THAT(Refused(acceptance, absl::StatusCode::kFailedPrecondition),
                HasSubstr("x/Y/impl:optimized/n:1 failed: skipped itself"));
  }
}

TEST(Accept, RefusesACaseThatWasMeasuredOnce) {
  Result without = Measured();
  without.evidence.cases.pop_back();
  EXPECT_THAT(Refused(Take(Stored(), Measured(), without), absl::StatusCode::kFailedPrecondition),
              HasSubstr("x/Y/impl:optimized/n:1 was measured only once"));
}

TEST(Accept, RefusesAnotherMachineInBetween) {
  Result elsewhere = Measured();
  elsewhere.environment.time_key = "build/other";
  EXPECT_THAT(Refused(Take(Stored(), Measured(), elsewhere), absl::StatusCode::kFailedPrecondition),
              HasSubstr("the machine changed"));
}

TEST(Accept, RefusesCountsThatDifferBetweenTheRunsOrWithinOne) {
  EXPECT_THAT(Refused(Take(Stored(), Measured(1), Measured(2)), absl::StatusCode::kFailedPrecondition),
              HasSubstr("allocations of x/Y/impl:optimized/n:1 is not the same every time (1 to 2)"));
  Result within = Measured(2);
  within.evidence.cases[1].allocations->smallest["allocations"] = 1;
  EXPECT_THAT(Refused(Take(Stored(), within), absl::StatusCode::kFailedPrecondition), HasSubstr("(1 to 2)"));
}

TEST(Accept, ToleratesBytesThatDifferWithinTheirLimitAndStoresTheLargest) {
  Result more = Measured();
  more.evidence.cases[1].allocations->peak_bytes = 4096 + 512;
  const auto acceptance = Take({}, Measured(), more);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_EQ(acceptance->baseline.Find(kOptimized, "peak_bytes", "build")->value, 4096 + 512);
}

TEST(Accept, RefusesRatiosThatDisagree) {
  EXPECT_THAT(Refused(Take(Stored(), Measured(1, 0.5), Measured(1, 0.6)), absl::StatusCode::kFailedPrecondition),
              HasSubstr("the two measurements of x/Y/impl:optimized/n:1 disagree: 0.5× and 0.6×"));
}

TEST(Accept, RefusesARatioOverTooFewProcesses) {
  const Result few = Measured(1, 0.5, kRatioProcesses - 1);
  EXPECT_THAT(Refused(Take(Stored(), Measured(), few), absl::StatusCode::kFailedPrecondition),
              HasSubstr("was timed over 32 and 15 processes, it takes 16 each"));
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
  EXPECT_THAT(acceptance->changes, SizeIs(5));
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

TEST(Accept, RefusesSourcesThatChangeInBetween) {
  Result edited = Measured();
  edited.environment.source = "edited";
  EXPECT_THAT(Refused(Take(Stored(), Measured(), edited), absl::StatusCode::kFailedPrecondition),
              HasSubstr("the benchmark's sources changed"));
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

// Two copies of one binary, of which the second took so much longer in each of 40 pairs.
LiveEvidence NullControl(double log_ratio) {
  LiveEvidence live;
  live.case_name = kOptimized;
  live.identical = true;
  for (int pair = 0; pair < 40; ++pair) live.log_ratios.push_back(log_ratio + (pair % 2 == 0 ? 0.002 : -0.002));
  return live;
}

TEST(Accept, RefusesWhenTheNullControlIsFlaggedInEitherRun) {
  for (const double biased : {0.1, -0.1}) {
    Result result = Measured();
    result.evidence.live = {NullControl(biased)};
    for (const auto& acceptance : {Take({}, result, Measured()), Take({}, Measured(), result)}) {
      EXPECT_THAT(Refused(acceptance, absl::StatusCode::kFailedPrecondition),
                  HasSubstr("the null control failed: two copies of the same binary differ by "));
    }
  }
  Result damaged = Measured();
  damaged.evidence.live = {NullControl(std::nan(""))};
  EXPECT_THAT(Refused(Take({}, damaged), absl::StatusCode::kFailedPrecondition), HasSubstr("holds no number"));
}

TEST(Accept, RefusesWhenALaneOfTheNullControlFailed) {
  Result result = Measured();
  result.evidence.live = {NullControl(0)};
  result.evidence.live[0].error = "accepted binary: killed by SIGSEGV";
  EXPECT_THAT(Refused(Take({}, result), absl::StatusCode::kFailedPrecondition), HasSubstr("killed by SIGSEGV"));
}

TEST(Accept, ANullControlThatIsQuietOrAnotherBuildsPairDoesNotRefuse) {
  Result result = Measured();
  result.evidence.live = {NullControl(0.0), NullControl(0.1)};
  result.evidence.live[1].identical = false;
  EXPECT_TRUE(Take({}, result).ok());
}

TEST(Accept, TheNullControlsNoiseIsStoredBesideTheFloor) {
  Result result = Measured();
  for (CaseEvidence& one : result.evidence.cases) one.time = TimeEvidence{120, 130, 16, 512};
  result.evidence.live = {NullControl(0)};
  const auto acceptance = Take({}, result);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  const Record* noise = acceptance->baseline.Find(kOptimized, "time", "build/machine");
  ASSERT_NE(noise, nullptr);
  EXPECT_EQ(noise->value, 120);
  EXPECT_NEAR(*noise->spread, 0.002, 0.0001);
  EXPECT_EQ(noise->processes, 80);
  // An absolute time says little: another hour's churns no file and needs no reason.
  for (CaseEvidence& one : result.evidence.cases) one.time->floor_ns = 200;
  const auto again = Take(acceptance->baseline, result);
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_TRUE(again->changes.empty());
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
      "allocated_bytes, peak_bytes, leaked_bytes");
}

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

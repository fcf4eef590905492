#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/accept_testing.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

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

TEST(Accept, ALimitThatSomebodyWroteSaysHowFarRatiosMayDisagree) {
  const Result fast = Measured(1, 0.5), slow = Measured(1, 0.6), slower = Measured(1, 0.79);
  Limits limits;
  limits.cases[kOptimized] = {*ParseLimit("time_ratio +40%")};
  EXPECT_TRUE(Accept({}, fast, slow, {kBaseline, kOptimized}, limits, {}).ok());
  EXPECT_THAT(
      Refused(Accept({}, fast, slower, {kBaseline, kOptimized}, limits, {}), absl::StatusCode::kFailedPrecondition),
      HasSubstr("case_limits = {\"x/Y/impl:optimized/n:1\": [\"time_ratio +60%\"]}"));
}

TEST(Accept, RefusesARatioOverTooFewProcesses) {
  const Result few = Measured(1, 0.5, kRatioProcesses - 1);
  EXPECT_THAT(Refused(Take(Stored(), Measured(), few), absl::StatusCode::kFailedPrecondition),
              HasSubstr("was timed over 32 and 15 processes, it takes 16 each"));
}

TEST(Accept, RefusesSourcesThatChangeInBetween) {
  Result edited = Measured();
  edited.environment.source = "edited";
  EXPECT_THAT(Refused(Take(Stored(), Measured(), edited), absl::StatusCode::kFailedPrecondition),
              HasSubstr("the benchmark's sources changed"));
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

}  // namespace
}  // namespace pawl

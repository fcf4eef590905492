#include "tools/cli/smoke_run.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kTypo[] = "x/Y/impl:optimised/n:1";

// What the smoke test refuses; the gate must say the same.
std::string Refusal(FakeRun& run) {
  const Result smoke = SmokePlan(run.plan, run.factory);
  EXPECT_EQ(smoke.ExitCode(), kExitUsage) << "although every case runs";
  EXPECT_EQ(smoke.rows.size(), 4u) << "and their rows are shown";
  EXPECT_EQ(run.Run().errors, smoke.errors);
  return smoke.errors.empty() ? "nothing" : smoke.errors.front();
}

TEST(SmokePlan, RunsEveryCaseOnceWithoutTiming) {
  FakeRun run;
  const Result result = SmokePlan(run.plan, run.factory);
  EXPECT_EQ(result.rows.size(), 4u);
  for (const Row& row : result.rows) EXPECT_EQ(row.verdict, Verdict::kOk) << row.reason;
  EXPECT_THAT(result.evidence.cases, IsEmpty());
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(SmokePlan, AnUnoptimizedBuildWillDo) {
  FakeRun run;
  run.factory.facts["optimized"] = "no";
  EXPECT_EQ(SmokePlan(run.plan, run.factory).ExitCode(), kExitOk);
  EXPECT_EQ(run.Run().ExitCode(), kExitError);
}

TEST(SmokePlan, WrongAnswersAndCrashesAreErrorsAndStandFirst) {
  FakeRun run;
  run.factory.cases[FakeRun::kOther].answer = "wrong";
  run.factory.cases[FakeRun::kOptimized].crashes_in = 1;
  const Result result = SmokePlan(run.plan, run.factory);
  ASSERT_EQ(result.rows.size(), 4u);
  EXPECT_EQ(result.rows[0].verdict, Verdict::kError);
  EXPECT_EQ(result.rows[1].verdict, Verdict::kError);
  EXPECT_EQ(result.rows[2].verdict, Verdict::kOk);
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(SmokePlan, ACaseThatDoesNotExistIsRefusedWhereverItIsNamed) {
  FakeRun claim;
  claim.plan.claims = {{kTypo, {"allocations <= 1"}}};
  FakeRun limit;
  limit.plan.policy.case_limits[kTypo] = {"allocations +1"};
  FakeRun mute;
  mute.plan.policy.mutes[kTypo] = {"allocations until 2026-06-01: being tuned"};
  for (FakeRun* run : {&claim, &limit, &mute}) {
    EXPECT_THAT(Refusal(*run),
                AllOf(StartsWith(run->plan.build_file), HasSubstr("did you mean x/Y/impl:optimized/n:1?")));
  }
}

TEST(SmokePlan, AMetricOrVerdictThatDoesNotExistIsRefusedWhereverItIsNamed) {
  FakeRun limit;
  limit.plan.policy.limits = {"alocations +1"};
  FakeRun outer;
  outer.plan.policy.outer_limits = {{"perf_limits", "", {"alocations +1"}}};
  FakeRun required;
  required.plan.policy.require = {"alocations"};
  FakeRun mute;
  mute.plan.policy.mutes[FakeRun::kOptimized] = {"alocations until 2026-06-01: being tuned"};
  for (FakeRun* run : {&limit, &outer, &required}) {
    EXPECT_THAT(Refusal(*run), HasSubstr("did you mean \"allocations\"?"));
  }
  EXPECT_THAT(Refusal(mute), HasSubstr("did you mean allocations?"));
  FakeRun strict;
  strict.plan.policy.strict = {"unstabel"};
  EXPECT_THAT(Refusal(strict), HasSubstr("did you mean unstable?"));
}

TEST(SmokePlan, AMuteDoesNotExpireInIt) {
  FakeRun run;
  run.plan.policy.mutes[FakeRun::kOptimized] = {"allocations until 2001-01-01: being tuned"};
  EXPECT_EQ(SmokePlan(run.plan, run.factory).ExitCode(), kExitOk) << "its result is cached, whatever the day";
}

TEST(SmokePlan, ADeclaredCounterThatNoCaseSetsIsRefusedThoughEveryShardPasses) {
  FakeRun run;
  run.plan.metrics["compression_rate"] = "unit x, higher is better, limit -1%";
  run.factory.cases[FakeRun::kOptimized].counters["compression_ratio"] = [](int) { return 2; };
  EXPECT_THAT(Refusal(run), AllOf(HasSubstr("metric compression_rate: no case"),
                                  HasSubstr("they set compression_ratio; did you mean compression_ratio?")));
  run.AcceptNow();
  for (int i = 0; i < 2; ++i) {
    run.options.shard = {i, 2};
    EXPECT_THAT(run.Run().errors, IsEmpty()) << "the other shard's cases may set it";
  }
  run.plan.metrics = {{"compression_ratio", "unit x, higher is better, limit -1%"}};
  EXPECT_EQ(SmokePlan(run.plan, run.factory).ExitCode(), kExitOk);
}

TEST(SmokePlan, ACaseThatFailsMayBeTheOneThatSetsACounter) {
  FakeRun run;
  run.plan.metrics["ratio"] = "unit x, higher is better, limit -1%";
  run.factory.cases[FakeRun::kOptimized].crashes_in = 1;
  const Result result = SmokePlan(run.plan, run.factory);
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(SmokePlan, WhatIsWrongWithThePlanAndWithACaseIsSaidAtOnce) {
  FakeRun run;
  run.plan.claims = {{FakeRun::kOptimized, {"alocations <= 1"}}};
  run.factory.cases[FakeRun::kOther].answer = "wrong";
  const Result result = SmokePlan(run.plan, run.factory);
  EXPECT_THAT(result.errors, ElementsAre(HasSubstr("did you mean \"allocations\"?")));
  ASSERT_EQ(result.rows.size(), 4u);
  EXPECT_EQ(result.rows.front().verdict, Verdict::kError);
  EXPECT_EQ(result.ExitCode(), kExitError);
}

}  // namespace
}  // namespace pawl

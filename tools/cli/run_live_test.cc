
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

// A run against an accepted build of the same cases, by default as fast.
class LiveFakeRun : public FakeRun {
 public:
  LiveFakeRun() {
    accepted.cases = factory.cases;
    layout.cases = factory.cases;
    AcceptNow();
    options.against = Against{&accepted, &factory, {&layout, &layout}, false};
  }

  FakeFactory accepted;
  FakeFactory layout;
};

TEST(RunLive, UnchangedCodeIsOkWithoutAStoredRatio) {
  LiveFakeRun run;
  const Result result = run.Run();
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time").verdict, Verdict::kOk);
  for (const Row& row : result.rows) EXPECT_NE(row.comparison, "time_ratio");
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(RunLive, ARequiredTimeBlocksWhereNothingIsComparedLive) {
  LiveFakeRun run;
  run.plan.claims.clear();
  run.plan.policy.require = {"time"};
  EXPECT_EQ(run.Run().ExitCode(), kExitOk);
  run.options.against.reset();
  EXPECT_EQ(FakeRun::Find(run.Run(), "", "time").strict, "require: time");
  EXPECT_EQ(run.Run().ExitCode(), kExitUnmatched);
}

TEST(RunLive, ASlowerBuildIsRegressedWhenAnotherLayoutIsToo) {
  LiveFakeRun run;
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 1.05;
  run.layout.cases[FakeRun::kOptimized].iteration_ns *= 1.05;
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "time");
  EXPECT_EQ(row.verdict, Verdict::kRegressed) << row.reason;
  EXPECT_NEAR(*row.current, 1.05, 1e-6);
  EXPECT_TRUE(row.low && row.high);
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time").verdict, Verdict::kOk);
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
}

TEST(RunLive, WhatOnlyOneLayoutShowsIsUnstable) {
  LiveFakeRun run;
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 1.05;
  const Row row = FakeRun::Find(run.Run(), FakeRun::kOptimized, "time");
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("layout:"));
}

TEST(RunLive, MoreAllocationsNeedNoLayout) {
  LiveFakeRun run;
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 1.05;
  ++run.factory.cases[FakeRun::kOptimized].allocations;
  EXPECT_EQ(FakeRun::Find(run.Run(), FakeRun::kOptimized, "time").verdict, Verdict::kRegressed);
  EXPECT_EQ(run.layout.timing_started, 2) << "to list its cases, and never again";
}

TEST(RunLive, AFasterBuildIsImproved) {
  LiveFakeRun run;
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 0.9;
  EXPECT_EQ(FakeRun::Find(run.Run(), FakeRun::kOptimized, "time").verdict, Verdict::kImproved);
}

TEST(RunLive, IdenticalBinariesAreANullControl) {
  LiveFakeRun run;
  run.options.against->identical = true;
  EXPECT_EQ(FakeRun::Find(run.Run(), FakeRun::kOptimized, "time").reason, "identical binary");
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 1.1;
  const Result broken = run.Run();
  EXPECT_EQ(FakeRun::Find(broken, FakeRun::kOptimized, "time").verdict, Verdict::kError);
  EXPECT_EQ(broken.ExitCode(), kExitError);
}

TEST(RunLive, ACaseThatTheAcceptedBuildLacksFallsBackToItsStoredRatio) {
  LiveFakeRun run;
  run.accepted.cases.erase(FakeRun::kOptimized);
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time_ratio").verdict, Verdict::kOk);
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time").verdict, Verdict::kOk);
  EXPECT_THAT(
      result.warnings,
      testing::Contains(HasSubstr("x/Y/impl:optimized/n:1: not in the accepted binary, so its time is compared with")));
}

TEST(RunLive, AnAcceptedBuildOfAnotherBenchmarkIsAnErrorAndNoPass) {
  LiveFakeRun run;
  run.accepted.cases = {{"other/Z/n:1", {}}};
  const Result result = run.Run();
  EXPECT_THAT(result.errors, ElementsAre(HasSubstr("has none of the judged cases")));
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunLive, AnAcceptedBuildThatCannotStartIsAnErrorAndNoPass) {
  LiveFakeRun run;
  run.accepted.last_timing_worker = 0;
  const Result result = run.Run();
  EXPECT_THAT(result.errors, ElementsAre(HasSubstr("accepted binary: cannot start it")));
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunLive, AnErrorWhileTimingLosesNothingThatWasCounted) {
  LiveFakeRun run;
  run.accepted.last_timing_worker = 0;
  ++run.factory.cases[FakeRun::kOptimized].allocations;
  const Result result = run.Run();
  EXPECT_THAT(result.errors, SizeIs(1));
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "allocations").verdict, Verdict::kRegressed);
  for (const Row& row : result.rows) EXPECT_THAT(row.comparison, Not(StartsWith("time"))) << "nobody took any";
}

TEST(RunLive, TheResultHoldsScheduleAndSeed) {
  LiveFakeRun run;
  run.options.seed = 11;
  const Result first = run.Run();
  const Result again = run.Run();
  ASSERT_FALSE(first.evidence.schedule.empty());
  ASSERT_THAT(again.evidence.schedule, SizeIs(first.evidence.schedule.size()));
  for (size_t i = 0; i < first.evidence.schedule.size(); ++i) {
    EXPECT_EQ(first.evidence.schedule[i].cpu, again.evidence.schedule[i].cpu);
    EXPECT_EQ(first.evidence.schedule[i].start_order, again.evidence.schedule[i].start_order);
  }
}

TEST(RunLive, WithoutTimeLeftEveryUndecidedRowSaysBudget) {
  LiveFakeRun run;
  run.options.deadline = std::chrono::steady_clock::now();
  const Row row = FakeRun::Find(run.Run(), FakeRun::kOptimized, "time");
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("budget"));
}

}  // namespace
}  // namespace pawl

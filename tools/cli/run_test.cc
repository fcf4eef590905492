#include "tools/cli/run.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(RunPlan, AnUnchangedTreeIsOkInEightProcesses) {
  FakeRun run;
  run.AcceptNow();
  const Result result = run.Run();
  for (const Row& row : result.rows) EXPECT_EQ(row.verdict, Verdict::kOk) << row.comparison << ": " << row.reason;
  EXPECT_EQ(result.rows.size(), 24u) << "4 cases x 5 counts, 2 ratios, 2 claims";
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_EQ(result.processes, kRatioCalmProcesses);
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(RunPlan, ASlowerOptimizedImplementationIsRegressedAfterASecondLook) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 1.5;
  ++run.factory.cases[FakeRun::kOptimized].instructions;
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "time_ratio");
  EXPECT_EQ(row.verdict, Verdict::kRegressed) << row.reason;
  EXPECT_EQ(result.processes, kRatioSuspicionProcesses);
  EXPECT_THAT(row.stored_origin, StartsWith(run.plan.baseline_file + ":"));
  EXPECT_THAT(FakeRun::TextAt(row.stored_origin), AllOf(HasSubstr(FakeRun::kOptimized), HasSubstr("time_ratio")));
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time_ratio").verdict, Verdict::kOk);
  EXPECT_EQ(result.rows.front().comparison, "time_ratio") << "worst first";
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
}

TEST(RunPlan, AFasterOneIsImprovedAndPasses) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].iteration_ns /= 1.5;
  --run.factory.cases[FakeRun::kOptimized].instructions;
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time_ratio").verdict, Verdict::kImproved);
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(RunPlan, OneMoreAllocationIsRegressedAndBreaksItsClaim) {
  FakeRun run;
  run.AcceptNow();
  ++run.factory.cases[FakeRun::kOptimized].allocations;
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "allocations").verdict, Verdict::kRegressed);
  const Row claim = FakeRun::Find(result, FakeRun::kOptimized, "claim:allocations <= 1");
  EXPECT_EQ(claim.verdict, Verdict::kRegressed);
  EXPECT_EQ(FakeRun::TextAt(claim.limit_origin), "        \"allocations <= 1\",");
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
}

TEST(RunPlan, ABrokenTimeClaimIsRegressed) {
  FakeRun run;
  run.factory.cases[FakeRun::kOptimized].iteration_ns = 2500;
  run.AcceptNow();
  const Result result = run.Run();
  const Row claim = FakeRun::Find(result, FakeRun::kOptimized, "claim:time <= 0.9 * baseline");
  EXPECT_EQ(claim.verdict, Verdict::kRegressed) << claim.reason;
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time_ratio").verdict, Verdict::kOk);
}

TEST(RunPlan, AWrongAnswerIsAnErrorWithoutTime) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].answer = "43";
  const Result result = run.Run();
  EXPECT_THAT(FakeRun::Find(result, FakeRun::kOptimized, "run").reason, StartsWith("outputs differ"));
  for (const CaseEvidence& one : result.evidence.cases) {
    EXPECT_EQ(one.time.has_value(), one.case_name != FakeRun::kOptimized) << one.case_name;
  }
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time_ratio").verdict, Verdict::kOk);
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunPlan, ACrashMidRunIsAnErrorAndTheOthersAreJudged) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].crashes_in = 6;
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "run");
  EXPECT_EQ(row.verdict, Verdict::kError);
  EXPECT_THAT(row.reason, HasSubstr("killed by SIGSEGV"));
  EXPECT_EQ(FakeRun::Find(result, "x/Y/impl:baseline/n:1", "allocations").verdict, Verdict::kOk);
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time_ratio").verdict, Verdict::kOk);
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunPlan, WorkersThatNoLongerStartEndTheRun) {
  FakeRun run;
  run.AcceptNow();
  run.options.min_processes = 2 * kRatioProcesses;
  run.factory.last_timing_worker = 4;
  const Result result = run.Run();
  for (const Row& row : result.rows) {
    EXPECT_EQ(row.verdict, Verdict::kError) << row.case_name << " " << row.comparison;
  }
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunPlan, WithoutTimeLeftTheUndecidedIsUnstableForTheBudget) {
  FakeRun run;
  run.AcceptNow();
  run.options.progress = [&](const std::string& stage) {
    if (stage.starts_with("timing process 6:")) run.options.deadline = std::chrono::steady_clock::time_point::min();
  };
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "time_ratio");
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, StartsWith("budget: 6 processes ran"));
  EXPECT_EQ(result.processes, 6);
  EXPECT_EQ(result.ExitCode(), kExitOk) << "unstable blocks only when asked to";
}

TEST(RunPlan, ATimeThatWasNeverTakenIsAnError) {
  FakeRun run;
  run.AcceptNow();
  run.options.deadline = std::chrono::steady_clock::time_point::min();
  const Result result = run.Run();
  EXPECT_EQ(result.processes, 0);
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time_ratio").verdict, Verdict::kError);
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunPlan, AtLeastTheProcessesAskedForAreTimed) {
  FakeRun run;
  run.AcceptNow();
  run.options.min_processes = 20;
  EXPECT_EQ(run.Run().processes, 20);
}

TEST(RunPlan, WhatAReportOnlyShowsIsTimedOverEightProcesses) {
  FakeRun run;
  run.factory.cases = {{"BM_Alone", {}}};
  run.plan.claims.clear();
  run.options.scope = Scope::kReport;
  EXPECT_EQ(run.Run().processes, 8);
}

TEST(RunPlan, ACaseAboveASecondIsMeasuredBySweepsAlone) {
  FakeRun run;
  run.factory.cases = {{"BM_Alone", {}}};
  run.factory.cases["BM_Alone"].iteration_ns = 1.5e9;
  run.plan.claims.clear();
  run.options.scope = Scope::kReport;
  EXPECT_THAT(run.Run().evidence.cases.at(0).error.value_or(""), HasSubstr("above 1 s never runs in a gate"));
  run.options.scope = Scope::kSweep;
  const Result result = run.Run();
  EXPECT_EQ(result.evidence.cases.at(0).error, std::nullopt);
  EXPECT_EQ(result.processes, 8);
}

TEST(RunPlan, TheFilterRunsAndJudgesItsCaseAlone) {
  FakeRun run;
  run.AcceptNow();
  run.options.filter = "^x/Z/impl:optimized/n:1$";
  const Result result = run.Run();
  EXPECT_EQ(result.rows.size(), 6u);
  for (const Row& row : result.rows) EXPECT_EQ(row.case_name, FakeRun::kOther);
  EXPECT_EQ(result.evidence.cases.size(), 2u) << "and its reference";
  EXPECT_EQ(result.filter, run.options.filter);
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(Run, LimitsAndMutesOfThePlanDecideAndSayWhereTheyAreWritten) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].allocations = 2;
  run.plan.claims.clear();
  EXPECT_EQ(run.Run().ExitCode(), kExitRegressed);
  run.plan.policy.case_limits[FakeRun::kOptimized] = {"allocations +1", "allocated_bytes +64 B", "peak_bytes +64 B"};
  const Result tolerated = run.Run();
  EXPECT_EQ(tolerated.ExitCode(), kExitOk);
  EXPECT_EQ(FakeRun::Find(tolerated, FakeRun::kOptimized, "allocations").limit, "allocations +1");
  run.plan.policy.case_limits.clear();
  for (const char* metric : {"allocations", "allocated_bytes", "peak_bytes"}) {
    run.plan.policy.mutes[FakeRun::kOptimized].push_back(std::string(metric) + " until 2026-06-01: being tuned");
  }
  run.options.today = "2026-06-01";
  const Result muted = run.Run();
  EXPECT_EQ(muted.ExitCode(), kExitOk);
  EXPECT_EQ(FakeRun::Find(muted, FakeRun::kOptimized, "allocations").verdict, Verdict::kRegressed);
}

}  // namespace
}  // namespace pawl

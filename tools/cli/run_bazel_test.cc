// Shards, time limits and other things that Bazel asks of a run.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/budget.h"
#include "tools/cli/fake_run.h"
#include "tools/cli/files.h"
#include "tools/cli/run.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Shards, SplitTheRowsAndKeepAContenderWithItsReference) {
  FakeRun run;
  run.AcceptNow();
  std::multiset<std::string> rows;
  for (int index = 0; index < 2; ++index) {
    run.options.shard = {index, 2};
    const Result result = run.Run();
    EXPECT_EQ(result.ExitCode(), kExitOk);
    EXPECT_EQ(result.evidence.cases.size(), 2u) << "a case and its reference";
    for (const Row& row : result.rows) rows.insert(row.case_name + " " + row.comparison);
  }
  run.options.shard = Shard();
  std::multiset<std::string> whole;
  for (const Row& row : run.Run().rows) whole.insert(row.case_name + " " + row.comparison);
  EXPECT_EQ(rows, whole);
}

TEST(Shards, ARecordWithoutACaseIsReportedByOneOfThem) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases["x/V/impl:baseline/n:1"] = run.factory.cases["x/Y/impl:baseline/n:1"];
  run.factory.cases["x/W/impl:baseline/n:1"] = run.factory.cases["x/Y/impl:baseline/n:1"];
  run.factory.cases.erase(FakeRun::kOther);
  int missing = 0;
  for (int index = 0; index < 3; ++index) {
    run.options.shard = {index, 3};
    for (const Row& row : run.Run().rows) missing += row.verdict == Verdict::kMissing ? 1 : 0;
  }
  EXPECT_EQ(missing, 6) << "five counts and a ratio";
}

TEST(Shards, OneWithoutCasesPassesAndSaysSo) {
  FakeRun run;
  run.AcceptNow();
  run.options.shard = {4, 5};
  const Result result = run.Run();
  EXPECT_EQ(result.ExitCode(), kExitOk);
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_EQ(result.idle, "shard 5 of 5 has no cases, there are only 2 groups of them");
  EXPECT_EQ(run.factory.started, 1) << "to learn the cases";
}

TEST(Shards, OneWithoutCasesStillFailsForABadClaimOrFilter) {
  FakeRun run;
  run.AcceptNow();
  run.options.shard = {4, 5};
  run.options.filter = "no such case";
  EXPECT_EQ(run.Run().ExitCode(), kExitUsage);
}

TEST(Shards, AMetricThatAnotherShardComparesIsNotMissedHere) {
  FakeRun run;
  run.factory.cases = {{"BM_Alone", {}}, {"x/Y/impl:baseline/n:1", {2000, 3}}, {FakeRun::kOptimized, {}}};
  run.plan.policy.require = {"time_ratio"};
  run.AcceptNow();
  for (int i = 0; i < 2; ++i) {
    run.options.shard = {i, 2};
    EXPECT_EQ(run.Run().ExitCode(), kExitOk) << "shard " << i;
  }
  run.options.shard = {};
  run.options.filter = "BM_Alone";
  EXPECT_EQ(run.Run().ExitCode(), kExitOk) << "nor under a filter";
}

TEST(TimeLimit, OneSecondNamesTheCaseThatDoesNotFit) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].iteration_ns = 0.9e9;
  run.options.time_limit = std::chrono::seconds(1);
  // A real 80 % of it might be over, on a busy machine, before the first process starts.
  run.options.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const Result result = run.Run();
  EXPECT_EQ(result.processes, 1) << "the one that calibrated";
  EXPECT_THAT(result.errors,
              ElementsAre(AllOf(HasSubstr("time limit of 1 s"), HasSubstr(FakeRun::kOptimized),
                                HasSubstr("in each of 15 processes"), HasSubstr("timeout = \"short\""))));
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "allocations").verdict, Verdict::kOk) << "what is known is kept";
  EXPECT_THAT(FakeRun::Find(result, FakeRun::kOptimized, "time_ratio").reason, HasSubstr("budget"));
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(TimeLimit, APlanThatFitsIsMeasured) {
  FakeRun run;
  run.AcceptNow();
  run.options.time_limit = std::chrono::seconds(3600);
  run.options.deadline = DeadlineOf(run.options.time_limit);
  EXPECT_EQ(run.Run().ExitCode(), kExitOk);
}

TEST(ExitCode, DoesNotCountTwoHundredAndFiftySixFailingBenchmarks) {
  FakeRun run;
  run.plan.claims.clear();
  run.factory.cases.clear();
  for (int i = 0; i < 256; ++i) run.factory.cases["BM_" + std::to_string(i)] = {};
  run.AcceptNow();
  for (auto& [name, one] : run.factory.cases) ++one.allocations;
  const Result result = run.Run();
  EXPECT_GE(result.Counts()[static_cast<size_t>(Verdict::kRegressed)], 256);
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
}

TEST(StrictEnvironment, RefusesOrMeasuresWithoutWarning) {
  FakeRun run;
  run.AcceptNow();
  const std::vector<std::string> warnings = run.Run().warnings;
  run.options.strict_environment = true;
  const Result result = run.Run();
  EXPECT_THAT(result.warnings, IsEmpty());
  if (result.errors.empty()) return;  // this machine is in no state to be warned of
  EXPECT_THAT(result.errors, ElementsAre(HasSubstr("--strict-env refuses to measure here: ")));
  EXPECT_THAT(warnings, Not(IsEmpty()));
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_EQ(result.ExitCode(), kExitError);
}

}  // namespace
}  // namespace pawl

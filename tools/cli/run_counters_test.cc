// User counters from the worker to the verdict and the exit code.
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"
#include "tools/cli/files.h"
#include "tools/cli/run.h"
#include "tools/cli/smoke_run.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kRatio[] = "compression_ratio";

// Both implementations of x/Y compress; the optimized one better.
class CounterRun : public FakeRun {
 public:
  CounterRun() {
    plan.metrics[kRatio] = "unit x, higher is better, limit -1%";
    EXPECT_TRUE(
        WriteFile(plan.build_file,
                  "perf_test(metrics = {\n    \"compression_ratio\": \"unit x, higher is better, limit -1%\",\n})\n")
            .ok());
    plan.claims.clear();
    Sets(kOptimized, 2.5);
    Sets("x/Y/impl:baseline/n:1", 2);
  }

  void Sets(const std::string& case_name, double value) {
    factory.cases[case_name].counters[kRatio] = [=](int) { return value; };
  }

  // A number that wanders by half a percent from process to process around `value`.
  void SetsNoisy(const std::string& case_name, double value) {
    factory.cases[case_name].counters[kRatio] = [=](int process) { return value * (1 + 0.0025 * (process % 3 - 1)); };
  }

  Row Judged() { return Find(Run(), kOptimized, kRatio); }
};

TEST(RunCounters, AnUnchangedCounterIsOkForEveryCaseThatSetsItAndNoOther) {
  CounterRun run;
  run.AcceptNow();
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, kRatio);
  EXPECT_EQ(row.verdict, Verdict::kOk) << row.reason;
  EXPECT_EQ(row.unit, "x");
  EXPECT_EQ(row.level, "exact: the same in every slice of 8 processes");
  EXPECT_EQ(row.limit, "compression_ratio -1%");
  EXPECT_THAT(FakeRun::TextAt(row.limit_origin), HasSubstr("higher is better"));
  EXPECT_THAT(FakeRun::TextAt(row.stored_origin), HasSubstr("2.5"));
  EXPECT_EQ(FakeRun::Find(result, "x/Y/impl:baseline/n:1", kRatio).verdict, Verdict::kOk);
  for (const Row& other : result.rows) EXPECT_FALSE(other.case_name == FakeRun::kOther && other.comparison == kRatio);
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(RunCounters, AFallOfAHigherIsBetterCounterIsRegressedAndARiseImproved) {
  CounterRun run;
  run.AcceptNow();
  run.Sets(FakeRun::kOptimized, 2.4);
  const Result fallen = run.Run();
  const Row row = FakeRun::Find(fallen, FakeRun::kOptimized, kRatio);
  EXPECT_EQ(row.verdict, Verdict::kRegressed);
  EXPECT_EQ(row.stored, 2.5);
  EXPECT_EQ(row.current, 2.4);
  EXPECT_FALSE(row.more_is_worse);
  EXPECT_EQ(fallen.ExitCode(), kExitRegressed);
  run.Sets(FakeRun::kOptimized, 2.6);
  EXPECT_EQ(run.Judged().verdict, Verdict::kImproved);
  EXPECT_EQ(run.Run().ExitCode(), kExitOk);
  run.Sets(FakeRun::kOptimized, 2.48);
  EXPECT_EQ(run.Judged().verdict, Verdict::kOk) << "a fall within the limit";
}

TEST(RunCounters, ALowerIsBetterCounterIsTheOtherWayRound) {
  CounterRun run;
  run.plan.metrics[kRatio] = "unit x, lower is better, limit +1%";
  run.AcceptNow();
  run.Sets(FakeRun::kOptimized, 2.6);
  EXPECT_EQ(run.Judged().verdict, Verdict::kRegressed);
  run.Sets(FakeRun::kOptimized, 2.4);
  EXPECT_EQ(run.Judged().verdict, Verdict::kImproved);
}

TEST(RunCounters, OneThatIsNoLongerSetIsMissingWithThoseThatAre) {
  CounterRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].counters = {{"compresion_ratio", [](int) { return 2.5; }}};
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, kRatio);
  EXPECT_EQ(row.verdict, Verdict::kMissing);
  EXPECT_THAT(row.reason, AllOf(HasSubstr("does not set the counter compression_ratio"),
                                HasSubstr("renamed to compresion_ratio?")));
  EXPECT_EQ(result.ExitCode(), kExitUnmatched);
}

TEST(RunCounters, OneWithoutARecordIsNew) {
  CounterRun run;
  run.factory.cases[FakeRun::kOptimized].counters.clear();
  run.AcceptNow();
  run.Sets(FakeRun::kOptimized, 2.5);
  EXPECT_EQ(run.Judged().verdict, Verdict::kNew);
}

TEST(RunCounters, OneThatIsNoNumberIsTheErrorOfItsCase) {
  CounterRun run;
  run.AcceptNow();
  run.Sets(FakeRun::kOptimized, std::numeric_limits<double>::quiet_NaN());
  const Result result = run.Run();
  EXPECT_THAT(FakeRun::Find(result, FakeRun::kOptimized, "run").reason, HasSubstr("its counter \"compression_ratio\""));
  EXPECT_EQ(FakeRun::Find(result, "x/Y/impl:baseline/n:1", kRatio).verdict, Verdict::kOk);
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunCounters, ANegativeOneIsAnError) {
  CounterRun run;
  run.AcceptNow();
  run.Sets(FakeRun::kOptimized, -1);
  EXPECT_EQ(run.Judged().verdict, Verdict::kError);
}

TEST(RunCounters, ANoisyOneIsDecidedOverAsManyProcessesAsARatio) {
  CounterRun run;
  run.SetsNoisy(FakeRun::kOptimized, 2.5);
  run.AcceptNow();
  const Result same = run.Run();
  EXPECT_EQ(FakeRun::Find(same, FakeRun::kOptimized, kRatio).verdict, Verdict::kOk);
  EXPECT_EQ(FakeRun::Find(same, FakeRun::kOptimized, kRatio).level, "median over 16 processes");
  EXPECT_EQ(same.processes, kRatioProcesses);
  run.SetsNoisy(FakeRun::kOptimized, 2.4);
  const Result fallen = run.Run();
  EXPECT_EQ(FakeRun::Find(fallen, FakeRun::kOptimized, kRatio).verdict, Verdict::kRegressed);
  EXPECT_EQ(fallen.processes, kRatioSuspicionProcesses) << "and a second look before it is called regressed";
}

TEST(RunCounters, ANoisyOneOfACaseWithoutAReferenceGetsItsProcessesToo) {
  CounterRun run;
  run.factory.cases = {{"BM_Alone", {}}};
  run.SetsNoisy("BM_Alone", 2.5);
  run.AcceptNow();
  const Row same = FakeRun::Find(run.Run(), "BM_Alone", kRatio);
  EXPECT_EQ(same.level, "exact: the same in every slice of 1 process")
      << "a gate times it once, if it is within its limit";
  EXPECT_EQ(same.verdict, Verdict::kOk);
  run.SetsNoisy("BM_Alone", 2.4);
  const Row fallen = FakeRun::Find(run.Run(), "BM_Alone", kRatio);
  EXPECT_EQ(fallen.level, "median over 48 processes");
  EXPECT_EQ(fallen.verdict, Verdict::kRegressed);
}

TEST(RunCounters, OneThatLooksExactIsNotCalledWorseByOneProcess) {
  CounterRun run;
  run.factory.cases = {{"BM_Alone", {}}};
  run.Sets("BM_Alone", 2.5);
  run.AcceptNow();
  run.factory.cases["BM_Alone"].counters[kRatio] = [](int process) { return process == 1 ? 2.0 : 2.5; };
  EXPECT_EQ(FakeRun::Find(run.Run(), "BM_Alone", kRatio).verdict, Verdict::kOk);
  run.Sets("BM_Alone", 2.0);
  const Row fallen = FakeRun::Find(run.Run(), "BM_Alone", kRatio);
  EXPECT_EQ(fallen.verdict, Verdict::kRegressed);
  EXPECT_EQ(fallen.level, "exact: the same in every slice of 3 processes");
}

TEST(RunCounters, WithoutTimeLeftANoisyOneIsUnstableForTheBudget) {
  CounterRun run;
  run.SetsNoisy(FakeRun::kOptimized, 2.5);
  run.AcceptNow();
  run.options.progress = [&](const std::string& stage) {
    if (stage.starts_with("timing process 6:")) run.options.deadline = std::chrono::steady_clock::time_point::min();
  };
  const Row row = run.Judged();
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, StartsWith("budget: 6 processes ran"));
}

TEST(RunCounters, OneThatWasNeverMeasuredIsAnError) {
  CounterRun run;
  run.AcceptNow();
  run.options.deadline = std::chrono::steady_clock::time_point::min();
  EXPECT_EQ(run.Judged().verdict, Verdict::kError);
}

TEST(RunCounters, AClaimHoldsOrBreaks) {
  CounterRun run;
  const std::string absolute = "compression_ratio >= 2.5";
  const std::string relative = "compression_ratio >= 1.2 * baseline";
  run.plan.claims[FakeRun::kOptimized] = {absolute, relative};
  run.AcceptNow();
  Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "claim:" + absolute).verdict, Verdict::kOk);
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "claim:" + relative).verdict, Verdict::kOk);
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "claim:" + relative).stored, 2.4);
  run.Sets(FakeRun::kOptimized, 2.45);
  result = run.Run();
  const Row broken = FakeRun::Find(result, FakeRun::kOptimized, "claim:" + absolute);
  EXPECT_EQ(broken.verdict, Verdict::kRegressed);
  EXPECT_EQ(broken.current, 2.45);
  EXPECT_EQ(broken.stored, 2.5);
  EXPECT_FALSE(broken.more_is_worse);
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "claim:" + relative).verdict, Verdict::kOk);
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
}

TEST(RunCounters, AClaimIsAboutBaseUnitsWhateverTheBenchmarkCountsIn) {
  CounterRun run;
  run.plan.metrics = {{"p99", "unit us, lower is better, maximum, limit +25% and +2 us"}};
  run.factory.cases[FakeRun::kOptimized].counters = {{"p99", [](int process) { return process == 3 ? 2.5 : 2.0; }}};
  run.plan.claims[FakeRun::kOptimized] = {"p99 <= 3 us", "p99 <= 2 us"};
  const Result result = run.Run();
  const Row kept = FakeRun::Find(result, FakeRun::kOptimized, "claim:p99 <= 3 us");
  EXPECT_EQ(kept.verdict, Verdict::kOk) << kept.reason;
  EXPECT_EQ(kept.current, 2500) << "the worst process";
  EXPECT_EQ(kept.unit, "ns");
  EXPECT_EQ(kept.level, "maximum over 48 processes") << "as the broken claim beside it needs a second look";
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "claim:p99 <= 2 us").verdict, Verdict::kRegressed);
}

TEST(RunCounters, AClaimAboutACounterThatItsCaseDoesNotSetIsAnError) {
  CounterRun run;
  run.plan.claims[FakeRun::kOther] = {"compression_ratio >= 2.5"};
  const Row row = FakeRun::Find(run.Run(), FakeRun::kOther, "claim:compression_ratio >= 2.5");
  EXPECT_EQ(row.verdict, Verdict::kError);
  EXPECT_THAT(row.reason, HasSubstr("does not set the counter compression_ratio; it sets none"));
}

TEST(RunCounters, ADeclaredOneThatNoCaseSetsIsAUsageErrorWithThoseThatThereAre) {
  CounterRun run;
  run.AcceptNow();
  run.plan.metrics["compression_rate"] = "unit x, higher is better, limit -1%";
  const Result result = run.Run();
  EXPECT_THAT(result.errors, ElementsAre(AllOf(HasSubstr("metric compression_rate: no case of this run sets"),
                                               HasSubstr("did you mean compression_ratio?"))));
  EXPECT_EQ(result.ExitCode(), kExitUsage);
  run.options.filter = "x/Z";
  EXPECT_EQ(run.Run().ExitCode(), kExitOk) << "a filter may leave out the cases that set it";
}

TEST(RunCounters, AMistakeInADeclarationIsAUsageErrorBeforeAnyWorkerStarts) {
  CounterRun run;
  run.plan.metrics = {{kRatio, "unit x, higher is bettr, limit -1%"}};
  const Result result = run.Run();
  EXPECT_THAT(result.errors, ElementsAre(HasSubstr("expected `higher is better`")));
  EXPECT_EQ(run.factory.started, 0);
  EXPECT_EQ(result.ExitCode(), kExitUsage);
  EXPECT_EQ(SmokePlan(run.plan, run.factory).ExitCode(), kExitUsage);
}

TEST(RunCounters, AStoredOneThatNobodyDeclaresAnyMoreIsMissing) {
  CounterRun run;
  run.AcceptNow();
  run.plan.metrics.clear();
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, kRatio);
  EXPECT_EQ(row.verdict, Verdict::kMissing);
  EXPECT_EQ(row.reason, "the perf_test declares no such metric");
  EXPECT_EQ(result.ExitCode(), kExitUnmatched);
}

TEST(RunCounters, AnUndeclaredOneIsEvidenceAndGatesNothing) {
  CounterRun run;
  run.plan.metrics.clear();
  run.AcceptNow();
  run.Sets(FakeRun::kOptimized, 1);
  const Result result = run.Run();
  EXPECT_EQ(result.ExitCode(), kExitOk);
  for (const CaseEvidence& one : result.evidence.cases) {
    if (one.case_name != FakeRun::kOptimized) continue;
    EXPECT_EQ(one.counters.at(kRatio).value, 1);
  }
}

}  // namespace
}  // namespace pawl

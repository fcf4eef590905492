// What a run refuses to judge, and with which exit code.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/baseline_files.h"
#include "tools/cli/fake_run.h"
#include "tools/cli/files.h"
#include "tools/cli/run.h"
#include "tools/cli/smoke_run.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(RunPlan, WithoutAStoredBaselineEverythingIsNewWithTheCommandThatCreatesIt) {
  FakeRun run;
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "time_ratio");
  EXPECT_EQ(row.verdict, Verdict::kNew);
  EXPECT_EQ(row.current, 0.5) << "it was measured all the same";
  EXPECT_THAT(row.reason, HasSubstr("there is no stored baseline"));
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "claim:allocations <= 1").verdict, Verdict::kOk);
  EXPECT_EQ(result.ExitCode(), kExitUnmatched);
}

TEST(RunPlan, ADamagedStoredBaselineIsAnErrorBeforeAnyWorkerStarts) {
  FakeRun run;
  ASSERT_TRUE(WriteFile(run.plan.baseline_file, "{\"schema\": 1, \"records\": [\n{\"case\": \"x\"}\n]}\n").ok());
  const Result result = run.Run();
  EXPECT_THAT(result.errors, ElementsAre(StartsWith(run.plan.baseline_file + ":2: bad record")));
  EXPECT_EQ(run.factory.started, 0);
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunPlan, ABadClaimIsAUsageErrorBeforeAnyWorkerStarts) {
  FakeRun run;
  run.plan.claims[FakeRun::kOptimized] = {"alocations <= 1"};
  const Result result = run.Run();
  EXPECT_THAT(result.errors, ElementsAre(AllOf(StartsWith(run.plan.build_file + ":2: claim"),
                                               HasSubstr("did you mean \"allocations\"?"))));
  EXPECT_EQ(run.factory.started, 0);
  EXPECT_EQ(result.ExitCode(), kExitUsage);
}

TEST(RunPlan, AnUnknownCaseInAClaimIsAUsageErrorWithTheNearest) {
  FakeRun run;
  run.plan.claims = {{"x/Y/impl:optimised/n:1", {"allocations <= 1"}}};
  const Result result = run.Run();
  EXPECT_THAT(result.errors,
              ElementsAre(AllOf(StartsWith(run.plan.build_file), HasSubstr("did you mean x/Y/impl:optimized/n:1?"))));
  EXPECT_EQ(result.ExitCode(), kExitUsage);
}

TEST(RunPlan, AFilterThatMatchesNothingIsAUsageError) {
  FakeRun run;
  run.options.filter = "x/Y/impl:optimised/n:1";
  const Result result = run.Run();
  EXPECT_THAT(result.errors, ElementsAre(HasSubstr("did you mean x/Y/impl:optimized/n:1?")));
  EXPECT_EQ(result.ExitCode(), kExitUsage);
}

TEST(RunPlan, ABadExpressionIsAUsageErrorWhereverItIsWritten) {
  FakeRun run;
  run.options.filter = "(";
  EXPECT_EQ(run.Run().ExitCode(), kExitUsage);
  run.options.filter = "";
  run.plan.sweep = {"["};
  EXPECT_EQ(run.Run().ExitCode(), kExitUsage);
  EXPECT_EQ(SmokePlan(run.plan, run.factory).ExitCode(), kExitUsage);
}

TEST(RunPlan, AUsageErrorSurvivesItsJson) {
  FakeRun run;
  run.options.filter = "(";
  const auto read = ResultFromJson(ToJson(run.Run()), "result.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->ExitCode(), kExitUsage);
}

TEST(RunPlan, ABinaryWithoutBenchmarksOrThatDoesNotStartIsAnError) {
  FakeRun empty;
  empty.factory.cases.clear();
  EXPECT_THAT(empty.Run().errors, ElementsAre(HasSubstr("registers no benchmark")));
  EXPECT_EQ(empty.Run().ExitCode(), kExitError);
  FakeRun absent;
  absent.factory.last_timing_worker = 0;
  EXPECT_THAT(absent.Run().errors, ElementsAre(HasSubstr("cannot start it")));
  EXPECT_EQ(absent.Run().ExitCode(), kExitError);
  EXPECT_EQ(SmokePlan(absent.plan, absent.factory).ExitCode(), kExitError);
}

TEST(RunPlan, AnUnoptimizedOrSanitizedBuildIsRefused) {
  FakeRun run;
  run.factory.facts["sanitized"] = "yes";
  EXPECT_THAT(run.Run().errors, ElementsAre(HasSubstr("built with a sanitizer")));
  run.factory.facts["sanitized"] = "no";
  run.factory.facts["optimized"] = "no";
  EXPECT_THAT(run.Run().errors, ElementsAre(HasSubstr("built without optimization")));
}

TEST(RunPlan, AnEditedBenchmarkIsIncomparableUntilItIsAcceptedAgain) {
  FakeRun run;
  run.AcceptNow();
  EXPECT_EQ(run.Run().ExitCode(), kExitOk);
  ASSERT_TRUE(WriteFile(run.plan.sources.front(), "BENCHMARK(Y)->Arg(2);\n").ok());
  const Result edited = run.Run();
  const Row row = FakeRun::Find(edited, FakeRun::kOptimized, "allocations");
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_THAT(row.reason, HasSubstr("benchmark changed"));
  EXPECT_EQ(FakeRun::Find(edited, FakeRun::kOptimized, "claim:allocations <= 1").verdict, Verdict::kOk);
  EXPECT_EQ(edited.ExitCode(), kExitOk) << "its claims were gated";
  run.plan.claims.clear();
  EXPECT_EQ(run.Run().ExitCode(), kExitUnmatched) << "nothing was gated";
  run.AcceptNow();
  EXPECT_EQ(run.Run().ExitCode(), kExitOk);
}

TEST(RunPlan, AnAnchorIsReadBesideTheStoredBaseline) {
  FakeRun run;
  run.AcceptNow();
  const std::string anchor = AnchorPath(run.plan.baseline_file);
  ASSERT_TRUE(WriteFile(anchor, *ReadFile(run.plan.baseline_file)).ok());
  run.factory.cases[FakeRun::kOther].allocations = 9;
  run.AcceptNow();
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "allocations").verdict, Verdict::kOk);
  const Row row = FakeRun::Find(result, FakeRun::kOther, "anchor:allocations");
  EXPECT_EQ(row.verdict, Verdict::kRegressed);
  EXPECT_THAT(FakeRun::TextAt(row.stored_origin), HasSubstr("\"value\":1"));
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
  ASSERT_TRUE(WriteFile(anchor, "damaged").ok());
  EXPECT_EQ(run.Run().ExitCode(), kExitError);
}

TEST(RunPlan, ASourceThatCannotBeHashedIsAnError) {
  FakeRun run;
  run.AcceptNow();
  run.plan.sources.push_back("gone.cc");
  const Result result = run.Run();
  EXPECT_EQ(result.ExitCode(), kExitError);
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_THAT(result.errors[0], HasSubstr("gone.cc"));
}

TEST(RunPlan, AnotherCompilerIsIncomparableAndNeverAPass) {
  FakeRun run;
  run.plan.claims.clear();
  run.AcceptNow();
  run.factory.facts["compiler"] = "gcc14.1.0";
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "allocations");
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_THAT(row.reason, HasSubstr("compiler gcc12.2.0 -> gcc14.1.0"));
  EXPECT_EQ(result.ExitCode(), kExitUnmatched) << "nothing was gated";
}

TEST(RunRefusals, AnExpiredMuteALimitOnNoCaseAndABadLimitAreUsageErrors) {
  FakeRun expired;
  expired.plan.policy.mutes[FakeRun::kOptimized] = {"time_ratio until 2026-06-01: being tuned"};
  expired.options.today = "2026-06-02";
  FakeRun unknown;
  unknown.plan.policy.case_limits["x/Y/impl:optimised/n:1"] = {"peak_bytes +5%"};
  FakeRun wide;
  wide.plan.policy.limits = {"peak_bytes +51%"};
  for (const auto& [run, says] :
       {std::pair(&expired, "has expired"), std::pair(&unknown, "did you mean x/Y/impl:optimized"),
        std::pair(&wide, "wider than 50%")}) {
    const Result result = run->Run();
    ASSERT_EQ(result.errors.size(), 1u) << says;
    EXPECT_THAT(result.errors[0], ::testing::HasSubstr(says));
    EXPECT_EQ(result.ExitCode(), kExitUsage);
    EXPECT_LE(run->factory.timing_started, 1) << "at most the worker that lists the cases";
  }
}

}  // namespace
}  // namespace pawl

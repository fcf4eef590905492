#include "tools/cli/comparison.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Two builds of the same cases, by default as fast, and their second copies.
class FakeComparison {
 public:
  FakeComparison() {
    before.cases = run.factory.cases;
    before_again.cases = before.cases;
    options.limit = *Limits().Find("", kTime);
    options.against = "HEAD~1";
    options.seed = 7;
  }

  FakeFactory& Now() { return run.factory; }

  // The second copies are made when this is called: they hold what their builds do then.
  Result Compare() {
    before_again.cases = before.cases;
    now_again.cases = Now().cases;
    Against sides{&before, &now_again, {&now_again, &now_again}, identical};
    sides.name = "baseline";
    Comparison comparison(run.plan, sides, options);
    if (absl::Status status = comparison.Open(); !status.ok()) {
      Result failed;
      failed.errors.emplace_back(status.message());
      return failed;
    }
    for (int group = 0; comparison.Undecided() > 0 && group < groups; ++group) {
      const auto decided = comparison.Step();
      if (!decided.ok()) {
        ADD_FAILURE() << decided.status();
        break;
      }
      for (const DecidedCase& one : *decided) decided_pairs[one.row.case_name] = one.pairs;
    }
    return comparison.Known("interrupted");
  }

  FakeRun run;
  FakeFactory before;
  FakeFactory before_again;
  FakeFactory now_again;
  bool identical = false;
  int groups = 1000;
  ComparisonOptions options;
  std::map<std::string, int> decided_pairs;
};

Row RowOf(const Result& result, const char* name = FakeRun::kOptimized) { return FakeRun::Find(result, name, "time"); }

TEST(Comparison, UnchangedBuildsAreOk) {
  FakeComparison comparison;
  const Result result = comparison.Compare();
  EXPECT_THAT(result.errors, IsEmpty());
  EXPECT_EQ(RowOf(result).verdict, Verdict::kOk) << RowOf(result).reason;
  EXPECT_GT(comparison.decided_pairs.at(FakeRun::kOptimized), 1);
  EXPECT_EQ(result.against, "HEAD~1");
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(Comparison, AWorkerOfMoreWorkIsRegressedAndOneOfLessImproved) {
  FakeComparison comparison;
  FakeCase& changed = comparison.Now().cases[FakeRun::kOptimized];
  changed.iteration_ns *= 1.05;
  changed.instructions += 600;
  Result result = comparison.Compare();
  EXPECT_EQ(RowOf(result).verdict, Verdict::kRegressed) << RowOf(result).reason;
  EXPECT_EQ(RowOf(result, FakeRun::kOther).verdict, Verdict::kOk);
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
  std::swap(comparison.before.cases, comparison.Now().cases);
  result = comparison.Compare();
  EXPECT_EQ(RowOf(result).verdict, Verdict::kImproved) << RowOf(result).reason;
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(Comparison, ACaseOfOneBuildOnlyIsListedAndBlocksNothing) {
  FakeComparison comparison;
  comparison.before.cases["x/Old/impl:optimized/n:1"] = {};
  comparison.Now().cases["x/New/impl:optimized/n:1"] = {};
  comparison.options.scope = Scope::kSweep;
  const Result result = comparison.Compare();
  EXPECT_EQ(RowOf(result, "x/Old/impl:optimized/n:1").verdict, Verdict::kMissing);
  EXPECT_EQ(RowOf(result, "x/New/impl:optimized/n:1").verdict, Verdict::kNew);
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(Comparison, BuildsWithoutACommonCaseAreAnError) {
  FakeComparison comparison;
  comparison.before.cases = {{"other/X/impl:optimized/n:1", {}}};
  EXPECT_THAT(comparison.Compare().errors.at(0), HasSubstr("no case in common"));
}

TEST(Comparison, ACaseThatCrashesOnOneSideIsAnErrorAndNotDropped) {
  FakeComparison comparison;
  comparison.before.cases[FakeRun::kOptimized].crashes_in = 5;
  const Result result = comparison.Compare();
  EXPECT_NE(RowOf(result).verdict, Verdict::kOk);
  EXPECT_NE(result.ExitCode(), kExitOk) << RowOf(result).reason;
}

TEST(Comparison, WhatIsUndecidedWhenItEndsIsUnstableAndSaysWhy) {
  FakeComparison comparison;
  comparison.groups = 1;
  const Row row = RowOf(comparison.Compare());
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("interrupted"));
}

TEST(Comparison, IdenticalBinariesAreTheNullControl) {
  FakeComparison comparison;
  comparison.identical = true;
  const Row row = RowOf(comparison.Compare());
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_EQ(row.reason, "identical binary");
}

TEST(Comparison, BuildsThatComputeSomethingElseAreComparedWithAWarning) {
  FakeComparison comparison;
  for (auto& [name, one] : comparison.Now().cases) {
    if (name.starts_with("x/Y/")) one.answer = "43";
  }
  const Result result = comparison.Compare();
  EXPECT_EQ(RowOf(result).verdict, Verdict::kOk) << RowOf(result).reason;
  EXPECT_THAT(result.warnings, Contains(AllOf(HasSubstr(FakeRun::kOptimized), HasSubstr("do not compute the same"),
                                              HasSubstr("\"43\" instead of \"42\""))));
  EXPECT_THAT(result.warnings, Not(Contains(HasSubstr(FakeRun::kOther))));
  EXPECT_THAT(RowOf(result).reason, HasSubstr("does not compute the same as before"));
  EXPECT_EQ(RowOf(result, FakeRun::kOther).reason, "");
}

TEST(Comparison, AnotherCompilerIsSaid) {
  FakeComparison comparison;
  EXPECT_THAT(comparison.Compare().warnings, Not(Contains(HasSubstr("compiler"))));
  comparison.before.facts["compiler"] = "gcc13.1.0";
  EXPECT_THAT(comparison.Compare().warnings, Contains(HasSubstr("compiler gcc13.1.0 → gcc12.2.0")));
}

}  // namespace
}  // namespace pawl

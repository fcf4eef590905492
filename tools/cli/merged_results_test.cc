#include "tools/cli/merged_results.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/smoke_result.h"
#include "tools/cli/test_result.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Result With(const std::vector<std::string>& cases, Verdict verdict = Verdict::kOk) {
  Result result = EmptyResult();
  for (const std::string& name : cases) {
    result.rows.push_back(RowOf(verdict, "allocations"));
    result.rows.back().case_name = name;
    result.evidence.cases.emplace_back().case_name = name;
  }
  return result;
}

ResultFile File(Result result, std::time_t modified, const std::string& origin = "r.json") {
  return {std::move(result), origin, modified, {}};
}

Result Merge(const std::vector<ResultFile>& files) {
  const MergedResults merged = MergeResults(files);
  EXPECT_THAT(merged.results, SizeIs(1));
  return merged.results.empty() ? Result() : merged.results[0];
}

std::vector<std::string> Cases(const Result& result) {
  std::vector<std::string> cases;
  for (const Row& row : result.rows) cases.push_back(row.case_name);
  return cases;
}

Result Timed(const std::vector<int>& sizes) {
  std::vector<std::string> names;
  for (const int size : sizes) names.push_back("x/Y/impl:z/n:" + std::to_string(size));
  Result result = With(names);
  for (size_t i = 0; i < sizes.size(); ++i) {
    const double ns = 10.0 * sizes[i];
    result.evidence.cases[i].time = TimeEvidence{ns, ns, 8, 64};
  }
  return result;
}

TEST(MergeResults, TheSizesOfAllShardsAreOneLine) {
  Result first = Timed({1, 2});
  Result second = Timed({4, 8});
  second.crossovers = {{"x/Y/impl:z", "n", 4, 8, true}};
  const Result whole = Merge({File(first, 1), File(second, 2)});
  ASSERT_THAT(whole.evidence.growth, SizeIs(1));
  EXPECT_THAT(whole.evidence.growth[0].sizes, ElementsAre(1, 2, 4, 8));
  EXPECT_THAT(whole.crossovers, SizeIs(1));
}

TEST(Merging, ShardsAreOneResultWorstFirst) {
  Result second = With({"x/B"}, Verdict::kRegressed);
  second.warnings = {"noisy", "hot"};
  Result first = With({"x/A", "x/C"});
  first.warnings = {"noisy"};
  first.errors = {"a shard failed"};
  const Result whole = Merge({File(first, 1, "1/result.json"), File(second, 2)});
  EXPECT_THAT(Cases(whole), ElementsAre("x/B", "x/A", "x/C"));
  EXPECT_THAT(whole.evidence.cases, SizeIs(3));
  EXPECT_THAT(whole.warnings, ElementsAre("noisy", "hot"));
  EXPECT_THAT(whole.errors, ElementsAre("a shard failed (in 1/result.json)"));
  EXPECT_THAT(whole.notes, IsEmpty());
  EXPECT_EQ(whole.processes, 96);
  EXPECT_EQ(whole.wall_s, 24.5);
  EXPECT_EQ(whole.measured_s, 15);
}

TEST(Merging, WhatTwoShardsMeasuredAndOneJudgedIsThereOnce) {
  Result second = With({"x/B"});
  second.evidence.cases.emplace_back().case_name = "x/A";
  const Result whole = Merge({File(With({"x/A"}), 1), File(second, 2)});
  EXPECT_THAT(Cases(whole), ElementsAre("x/A", "x/B"));
  EXPECT_THAT(whole.evidence.cases, SizeIs(2));
}

TEST(Merging, TheWholeIsIdleOnlyIfEveryShardIs) {
  Result idle = EmptyResult();
  idle.idle = "shard 3 of 3 has no cases";
  EXPECT_EQ(Merge({File(idle, 1), File(idle, 2)}).idle, idle.idle);
  const Result whole = Merge({File(idle, 1), File(With({"x/A"}), 2)});
  EXPECT_EQ(whole.idle, "");
  EXPECT_EQ(whole.ExitCode(), kExitOk);
  Result nothing = With({"x/B"}, Verdict::kIncomparable);
  EXPECT_EQ(Merge({File(idle, 1), File(nothing, 2)}).ExitCode(), kExitUnmatched) << "an idle shard excuses no other";
}

TEST(Merging, OfSeveralRunsTheNewestStaysAndTheOthersAreNamed) {
  const Result whole = Merge({File(With({"x/A"}, Verdict::kOk), 1, "old.json"),
                              File(With({"x/A", "x/B"}, Verdict::kRegressed), 3, "new.json"),
                              File(With({"x/B"}, Verdict::kOk), 2, "middle.json")});
  EXPECT_EQ(whole.ExitCode(), kExitRegressed);
  EXPECT_THAT(whole.rows, SizeIs(2));
  EXPECT_THAT(whole.notes, ElementsAre("2 older results of the same cases were left out: middle.json, old.json"));
}

TEST(Merging, ARunThatFailedBeforeAnyCaseIsNotLost) {
  Result failed = EmptyResult();
  failed.errors = {"benches/BUILD:7: unknown metric"};
  failed.errors_are_usage = true;
  EXPECT_EQ(Merge({File(failed, 1), File(With({"x/A"}), 2)}).ExitCode(), kExitUsage);
  Result crashed = With({"x/B"});
  crashed.errors = {"crashed"};
  EXPECT_EQ(Merge({File(failed, 1), File(crashed, 2)}).ExitCode(), kExitError) << "not each is a mistake of the user";
  const Result whole = Merge(
      {File(failed, 1, "old/result.json"), File(crashed, 2, "new/result.json"), File(failed, 3, "newest/result.json")});
  EXPECT_THAT(whole.errors, ElementsAre("benches/BUILD:7: unknown metric (in old/result.json and 1 more)",
                                        "crashed (in new/result.json)"));
  EXPECT_EQ(Merge({File(failed, 1)}).errors, failed.errors) << "which can only be in the one";
}

TEST(Merging, TargetsStayApartInTheirOrder) {
  Result other = With({"x/A"});
  other.target = "//benches:a_perf";
  Result compared = With({"x/A"});
  compared.against = "origin/main";
  const MergedResults merged = MergeResults({File(With({"x/A"}), 1), File(other, 1), File(compared, 1)});
  ASSERT_THAT(merged.results, SizeIs(3));
  EXPECT_EQ(merged.results[1].target, "//benches:a_perf");
}

TEST(Merging, ShardsOfDifferentBuildsSayThatTheyAre) {
  Result one = With({"x/A"}), other = With({"x/B"});
  one.environment.commit = "aaa";
  one.environment.build_key = other.environment.build_key = "gcc";
  other.environment.commit = "bbb";
  EXPECT_THAT(Merge({File(one, 1), File(other, 2)}).warnings, ElementsAre(HasSubstr("the same commit: aaa and bbb")));
}

Result Smoke(Verdict verdict) {
  Result smoke = With({"x/A"}, verdict);
  smoke.evidence.cases.clear();
  smoke.rows[0].comparison = "run";
  smoke.rows[0].level = kSmokeLevel;
  smoke.rows[0].reason = verdict == Verdict::kOk ? "" : "answers differ";
  return smoke;
}

TEST(Merging, ASmokeTestThatPassedIsNoResult) {
  const MergedResults merged = MergeResults({File(With({"x/A"}), 1), File(Smoke(Verdict::kOk), 2)});
  ASSERT_THAT(merged.results, SizeIs(1));
  EXPECT_EQ(merged.smoke, 1);
  EXPECT_THAT(merged.results[0].evidence.cases, SizeIs(1)) << "nor did the newer one replace what was measured";
  EXPECT_THAT(MergeResults({File(Smoke(Verdict::kOk), 2)}).results, IsEmpty());
}

TEST(Merging, ASmokeTestThatFailedIsAnErrorOfItsTarget) {
  for (const std::vector<ResultFile>& files :
       {std::vector<ResultFile>{File(Smoke(Verdict::kError), 2), File(With({"x/A"}), 1)},
        std::vector<ResultFile>{File(Smoke(Verdict::kError), 2)}}) {
    const Result whole = Merge(files);
    EXPECT_EQ(whole.target, "//benches:x_perf");
    EXPECT_THAT(whole.errors, ElementsAre("smoke test: x/A: answers differ"));
    EXPECT_EQ(whole.ExitCode(), kExitError);
  }
  Result unrun = EmptyResult();
  unrun.errors = {"the worker died"};
  EXPECT_THAT(Merge({File(unrun, 1, "testlogs/x_perf.smoke/test.outputs/result.json")}).errors,
              ElementsAre("smoke test: the worker died"));
}

}  // namespace
}  // namespace pawl

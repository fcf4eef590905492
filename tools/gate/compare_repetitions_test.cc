// Two runs of Google Benchmark against each other.
#include <algorithm>
#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/compare_stored.h"
#include "tools/stats/noise.h"
#include "tools/stats/rank_test.h"
#include "tools/stats/robust.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kCase[] = "BM_X/8";
const std::vector<double> kTimes = {100, 101, 99, 102, 100, 98, 103, 100};

Repetitions CaseOf(const std::string& name, std::vector<double> ns) {
  Repetitions one;
  one.case_name = name;
  one.ns = std::move(ns);
  return one;
}

GoogleBenchmarkRun RunOf(std::vector<Repetitions> cases) {
  GoogleBenchmarkRun run;
  run.context = {{"num_cpus", "2"},          {"mhz_per_cpu", "2100"},     {"load_avg", "[0.5,0.4,0.3]"},
                 {"caches", "[32768]"},      {"host_name", "host"},       {"library_build_type", "release"},
                 {"executable", "a/bench"},  {"date", "2026-01-02"},      {"cpu_scaling_enabled", "false"},
                 {"library_version", "1.9"}, {"json_schema_version", "1"}};
  run.cases = std::move(cases);
  return run;
}

std::vector<double> Scaled(std::vector<double> values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

// The only row that the time of kCase gives.
Row TimeRow(std::vector<double> before, std::vector<double> now) {
  const StoredComparison comparison =
      CompareStored(RunOf({CaseOf(kCase, std::move(before))}), RunOf({CaseOf(kCase, std::move(now))}));
  EXPECT_THAT(comparison.rows, SizeIs(1));
  return comparison.rows.at(0);
}

TEST(CompareRepetitions, TheSameNumbersAreOkAndNeverUnlike) {
  const Row row = TimeRow(kTimes, kTimes);
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_EQ(row.stored, row.current);
  EXPECT_THAT(row.level, Not(HasSubstr("p =")));
}

TEST(CompareRepetitions, EvenAHugeChangeOfTimeIsAHintAndNoVerdict) {
  for (const double factor : {1.1, 3.0, 0.3}) {
    const Row row = TimeRow(kTimes, Scaled(kTimes, factor));
    EXPECT_EQ(row.verdict, Verdict::kUnstable) << factor;
    EXPECT_DOUBLE_EQ(*row.current / *row.stored, factor);
    EXPECT_THAT(row.reason, HasSubstr("these two processes were unlike")) << factor;
    EXPECT_THAT(row.level, HasSubstr("8 and 8 repetitions, p = 0.00016")) << "2 of 12,870 arrangements, " << factor;
  }
}

TEST(CompareRepetitions, TimesThatLookAlikeAreNotShownUnchanged) {
  std::vector<double> other = kTimes;
  other.front() = 100.5;
  const Row row = TimeRow(kTimes, other);
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("not shown to be unlike, which is no proof"));
}

TEST(CompareRepetitions, TooFewRepetitionsAreNoEvidenceOfLikeness) {
  const Row row = TimeRow({1.1, 1.2, 1.0}, {1001, 1002, 1003});
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("too few repetitions for the test to tell anything"));
  EXPECT_THAT(TimeRow({1, 2, 3, 4}, {11, 12, 13, 14}).reason, HasSubstr("were unlike")) << "2 of 70 arrangements";
}

TEST(CompareRepetitions, SwappedSidesGiveTheInverseRatioAndTheSameRest) {
  stats::Noise noise(5);
  for (int run = 0; run < 20; ++run) {
    std::vector<double> a(8);
    std::vector<double> b(6);
    for (double& value : a) value = std::exp(noise.Normal(0.05));
    for (double& value : b) value = 1.1 * std::exp(noise.Normal(0.05));
    const Row one = TimeRow(a, b);
    const Row other = TimeRow(b, a);
    EXPECT_EQ(one.verdict, other.verdict) << "seed 5, run " << run;
    EXPECT_EQ(one.stored, other.current);
    EXPECT_EQ(one.current, other.stored);
    EXPECT_EQ(one.reason, other.reason);
    EXPECT_EQ(one.level.substr(one.level.find("p =")), other.level.substr(other.level.find("p =")));
  }
}

TEST(CompareRepetitions, ASingleRepetitionIsIncomparable) {
  for (const Row& row : {TimeRow({100}, kTimes), TimeRow(kTimes, {100}), TimeRow({100}, {100})}) {
    EXPECT_EQ(row.verdict, Verdict::kIncomparable);
    EXPECT_THAT(row.reason, HasSubstr("--benchmark_repetitions=8"));
  }
}

// A machine whose slow mode begins and ends between repetitions, and code that is a few percent faster or slower in
// each process: what was recorded on shared machines. A runs wholly before B.
TEST(CompareRepetitions, OnNoiseInEpisodesTheUsualTestCriesWolfAndThisGivesNoVerdict) {
  stats::Noise noise(1);
  bool slow = false;
  const auto process = [&] {
    const double placed = noise.Normal(0.02);
    std::vector<double> ns(8);
    for (double& value : ns) {
      if (noise.Chance(1.0 / 30)) slow = !slow;
      value = 100 * std::exp(placed + noise.Normal(0.01)) * (slow ? 1.5 : 1);
    }
    return ns;
  };
  constexpr int kRuns = 500;
  int significantly_slower = 0;
  for (int run = 0; run < kRuns; ++run) {
    const std::vector<double> before = process();
    const std::vector<double> now = process();
    const bool significant = stats::CompareRanks(before, now).p <= 0.05;
    significantly_slower += significant && stats::Median(now) > stats::Median(before) ? 1 : 0;
    const Row row = TimeRow(before, now);
    EXPECT_NE(row.verdict, Verdict::kRegressed) << "run " << run;
    EXPECT_NE(row.verdict, Verdict::kImproved) << "run " << run;
    EXPECT_NE(row.verdict, Verdict::kOk) << "run " << run;
  }
  RecordProperty("significantly_slower", significantly_slower);
  EXPECT_GE(significantly_slower, kRuns / 6) << "identical code: a test that held its level would say so 12 times";
}

TEST(CompareRepetitions, ACaseOfOneFileIsListedAndBlocksNothing) {
  const StoredComparison comparison = CompareStored(RunOf({CaseOf("old", kTimes), CaseOf(kCase, kTimes)}),
                                                    RunOf({CaseOf(kCase, kTimes), CaseOf("fresh", kTimes)}));
  ASSERT_THAT(comparison.rows, SizeIs(3));
  for (const Row& row : comparison.rows) {
    EXPECT_EQ(row.verdict, row.case_name == "old"     ? Verdict::kMissing
                           : row.case_name == "fresh" ? Verdict::kNew
                                                      : Verdict::kOk);
    EXPECT_FALSE(Blocks(row));
  }
}

TEST(CompareRepetitions, AnErrorBlocksAndASkippedCaseIsNotMeasured) {
  Repetitions failed = CaseOf("failed", {});
  failed.error = "SkipWithError: no file";
  Repetitions skipped = CaseOf("skipped", {});
  skipped.absent = "skipped: no GPU";
  const StoredComparison comparison =
      CompareStored(RunOf({failed, CaseOf("skipped", kTimes)}), RunOf({CaseOf("failed", kTimes), skipped}));
  ASSERT_THAT(comparison.rows, SizeIs(2));
  EXPECT_EQ(comparison.rows[0].verdict, Verdict::kError);
  EXPECT_EQ(comparison.rows[0].reason, "A: SkipWithError: no file");
  EXPECT_EQ(comparison.rows[1].verdict, Verdict::kNotMeasured);
  EXPECT_EQ(comparison.rows[1].reason, "B: skipped: no GPU");
}

TEST(CompareRepetitions, OtherCpusAndAnotherBuildOfTheLibraryAreIncomparableAndNamed) {
  const auto with = [](const std::string& field, const std::string& value) {
    GoogleBenchmarkRun now = RunOf({CaseOf(kCase, Scaled(kTimes, 2))});
    now.context[field] = value;
    const StoredComparison comparison = CompareStored(RunOf({CaseOf(kCase, kTimes)}), now);
    EXPECT_EQ(comparison.rows.at(0).verdict, Verdict::kIncomparable) << field;
    return comparison.rows.at(0).reason;
  };
  EXPECT_EQ(with("library_build_type", "debug"), "library_build_type release -> debug");
  EXPECT_EQ(with("num_cpus", "4"), "num_cpus 2 -> 4");
  EXPECT_THAT(with("caches", "[1]"), HasSubstr("other caches"));
}

TEST(CompareRepetitions, WhatElseDiffersOrSpoilsTimesIsAWarning) {
  GoogleBenchmarkRun before = RunOf({CaseOf(kCase, kTimes)});
  GoogleBenchmarkRun now = before;
  EXPECT_THAT(CompareStored(before, now).warnings, IsEmpty());
  now.context["host_name"] = "other";
  now.context["executable"] = "b/bench";
  now.context["date"] = "2026-02-03";
  now.context["mhz_per_cpu"] = "2400";
  now.context["load_avg"] = "[7.5,1,1]";
  now.context["cpu_scaling_enabled"] = "true";
  now.context["commit"] = "c0ffee";
  EXPECT_THAT(
      CompareStored(before, now).warnings,
      ElementsAre(HasSubstr("B: CPU frequency scaling was on"), "B: the load was 7.5 on 2 CPUs",
                  "commit unknown -> c0ffee", "host_name host -> other", HasSubstr("mhz_per_cpu 2100 -> 2400")));
  before.context["library_build_type"] = now.context["library_build_type"] = "debug";
  EXPECT_THAT(CompareStored(before, now).warnings,
              AllOf(Contains(HasSubstr("A: its Google Benchmark was built without NDEBUG")),
                    Contains(HasSubstr("B: its Google Benchmark was built without NDEBUG"))));
}

TEST(CompareRepetitions, ACounterIsOkWhereEveryValueIsTheSameAndElseShown) {
  const auto with = [](std::vector<double> before, std::vector<double> now, const std::string& name = "hits") {
    GoogleBenchmarkRun a = RunOf({CaseOf(kCase, {1, 2})});
    GoogleBenchmarkRun b = a;
    a.cases[0].counters[name] = std::move(before);
    b.cases[0].counters[name] = std::move(now);
    std::vector<Row> rows = CompareStored(a, b).rows;
    std::erase_if(rows, [](const Row& row) { return row.comparison == "time"; });
    EXPECT_THAT(rows, SizeIs(1));
    return rows.at(0);
  };
  EXPECT_EQ(with({3, 3}, {3, 3}).verdict, Verdict::kOk);
  EXPECT_EQ(with({3, 3}, {4, 4}).verdict, Verdict::kUnstable);
  EXPECT_EQ(with({3, 4}, {3, 4}).verdict, Verdict::kUnstable) << "not the same on every run";
  EXPECT_EQ(with({3, 3}, {3, 3}, "allocations").comparison, "allocations(counter)") << "not Pawl's own";
}

TEST(CompareRepetitions, ACounterThatOneFileLostIsNotMeasuredAndNotMissing) {
  GoogleBenchmarkRun a = RunOf({CaseOf(kCase, {1, 2})});
  GoogleBenchmarkRun b = a;
  a.cases[0].counters["hits"] = {3, 3};
  b.cases[0].lost_counters["hits"] = "NaN, infinite or no number in repetition 2";
  for (const auto& [before, now, side] : {std::tuple(a, b, "B: "), std::tuple(b, a, "A: ")}) {
    std::vector<Row> rows = CompareStored(before, now).rows;
    std::erase_if(rows, [](const Row& row) { return row.comparison != "hits"; });
    ASSERT_THAT(rows, SizeIs(1));
    EXPECT_EQ(rows[0].verdict, Verdict::kNotMeasured);
    EXPECT_EQ(rows[0].reason, std::string(side) + "NaN, infinite or no number in repetition 2");
  }
}

TEST(CompareRepetitions, WhereNothingIsDecidedWhatIsUndecidedBlocks) {
  GoogleBenchmarkRun a = RunOf({CaseOf(kCase, kTimes), CaseOf("same", kTimes)});
  GoogleBenchmarkRun b = RunOf({CaseOf(kCase, Scaled(kTimes, 2)), CaseOf("same", kTimes)});
  a.cases[0].counters["hits"] = b.cases[0].counters["hits"] = {3, 3, 3, 3, 3, 3, 3, 3};
  std::vector<Row> rows = CompareStored(a, b).rows;
  BlockIfNothingIsDecided(rows);
  ASSERT_THAT(rows, SizeIs(3));
  for (const Row& row : rows) {
    EXPECT_EQ(Blocks(row), row.verdict == Verdict::kUnstable)
        << "equal times and counters are no pass by themselves: " << row.case_name << " " << row.comparison;
  }
  EXPECT_EQ(rows[0].verdict, Verdict::kUnstable);
  rows = CompareStored(a, a).rows;
  BlockIfNothingIsDecided(rows);
  for (const Row& row : rows) EXPECT_TRUE(Blocks(row)) << "the same run twice decides nothing";
}

}  // namespace
}  // namespace pawl

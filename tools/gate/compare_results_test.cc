// Two results of Pawl's own against each other, and one against a run of Google Benchmark.
#include <algorithm>
#include <limits>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/compare_stored.h"
#include "tools/stats/recorded.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kCase[] = "x/Y/impl:optimized/n:1";
constexpr char kReference[] = "x/Y/impl:baseline/n:1";
constexpr char kBuildKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1";
constexpr char kOtherBuildKey[] = "x86_64-gcc14.1.0-libstdcxx1-f1-m1";

CaseEvidence CountedCase(const std::string& name, double allocations, double instructions) {
  CaseEvidence one;
  one.case_name = name;
  one.allocations.emplace();
  one.allocations->allocations = allocations;
  one.allocations->allocated_bytes = 1000;
  one.instructions = CountedRange{instructions, instructions};
  return one;
}

// `floors` of the contender; those of its reference are 100 ns.
PairEvidence PairOf(const std::vector<double>& floors) {
  PairEvidence pair;
  pair.contender = kCase;
  pair.reference = kReference;
  pair.contender_floors_ns = floors;
  pair.reference_floors_ns.assign(floors.size(), 100);
  pair.log_ratios.assign(floors.size(), 0);
  return pair;
}

Result ResultOf(double allocations, double instructions, int processes, double floor_ns) {
  Result result;
  result.target = "//benches:x_perf";
  result.environment.build_key = kBuildKey;
  result.environment.time_key = std::string(kBuildKey) + "/Intel.6.1-2cpu-kvm-aslr2";
  result.environment.instruction_key = std::string(kBuildKey) + "/valgrind3.19.0-l0-x86_64_v3";
  result.environment.source = "c0ffee";
  result.evidence.cases = {CountedCase(kCase, allocations, instructions), CountedCase(kReference, 9, 9000)};
  if (processes > 0) {
    result.evidence.pairs = {PairOf(std::vector<double>(processes, floor_ns))};
    result.evidence.cases[0].time = TimeEvidence{floor_ns, floor_ns * 1.1, processes, 512};
  }
  return result;
}

Row Find(const StoredComparison& comparison, std::string_view metric, const std::string& name = kCase) {
  for (const Row& row : comparison.rows) {
    if (row.comparison == metric && row.case_name == name) return row;
  }
  ADD_FAILURE() << "no row of " << metric;
  return {};
}

Row Ratio(int before, double before_ns, int now, double now_ns, double instructions = 1000) {
  return Find(CompareStored(ResultOf(1, 1000, before, before_ns), ResultOf(1, instructions, now, now_ns)),
              "time_ratio");
}

TEST(CompareResults, OneAllocationMoreIsRegressedAndSwappedImproved) {
  const Result before = ResultOf(1, 1000, 0, 0);
  const Result now = ResultOf(2, 1000, 0, 0);
  const Row worse = Find(CompareStored(before, now), "allocations");
  EXPECT_EQ(worse.verdict, Verdict::kRegressed);
  EXPECT_EQ(worse.limit, "allocations +0");
  EXPECT_EQ(worse.level, "exact");
  const Row better = Find(CompareStored(now, before), "allocations");
  EXPECT_EQ(better.verdict, Verdict::kImproved);
  EXPECT_EQ(better.stored, worse.current);
}

TEST(CompareResults, AResultAgainstItselfIsOkThroughout) {
  const Result result = ResultOf(1, 1000, 48, 20);
  const StoredComparison comparison = CompareStored(result, result);
  EXPECT_THAT(comparison.rows, SizeIs(12)) << "5 counts of two cases, a time and a ratio";
  for (const Row& row : comparison.rows) {
    EXPECT_EQ(row.verdict, Verdict::kOk) << row.case_name << " " << row.comparison;
    EXPECT_EQ(row.stored, row.current);
  }
  EXPECT_THAT(comparison.warnings, IsEmpty());
}

TEST(CompareResults, TheLimitIsTheOneOfTheLaterRun) {
  const Result before = ResultOf(1, 1000, 0, 0);
  Result now = ResultOf(2, 1000, 0, 0);
  Row row;
  row.case_name = kCase;
  row.comparison = "allocations";
  row.limit = "allocations +1";
  row.limit_origin = "benches/BUILD:9";
  now.rows = {row};
  const Row tolerated = Find(CompareStored(before, now), "allocations");
  EXPECT_EQ(tolerated.verdict, Verdict::kOk);
  EXPECT_EQ(tolerated.limit_origin, "benches/BUILD:9");
  now.rows[0].limit = "no limit at all";
  EXPECT_EQ(Find(CompareStored(before, now), "allocations").verdict, Verdict::kRegressed) << "then Pawl's own";
}

TEST(CompareResults, RepeatsThatDifferByMoreThanTheLimitAreUnstable) {
  Result now = ResultOf(2, 1000, 0, 0);
  now.evidence.cases[0].allocations->smallest["allocations"] = 1;
  const Row row = Find(CompareStored(ResultOf(1, 1000, 0, 0), now), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("1 to 2 in B"));
}

TEST(CompareResults, CountsOfAnotherBuildKeyAreIncomparableWithTheField) {
  Result now = ResultOf(2, 1000, 0, 0);
  now.environment.build_key = kOtherBuildKey;
  const Row row = Find(CompareStored(ResultOf(1, 1000, 0, 0), now), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_EQ(row.reason, "compiler gcc12.2.0 -> gcc14.1.0");
  EXPECT_EQ(row.current, 2) << "shown all the same";
}

TEST(CompareResults, AnEditedBenchmarkIsIncomparable) {
  Result now = ResultOf(1, 1000, 16, 20);
  now.environment.source = "edited";
  for (const char* metric : {"allocations", "instructions", "time", "time_ratio"}) {
    const Row row = Find(CompareStored(ResultOf(1, 1000, 16, 20), now), metric);
    EXPECT_EQ(row.verdict, Verdict::kIncomparable) << metric;
    EXPECT_THAT(row.reason, HasSubstr("c0ffee -> edited")) << metric;
  }
}

TEST(CompareResults, ACalmRatioIsOkOverEightProcesses) {
  EXPECT_EQ(Ratio(8, 20, 8, 21).verdict, Verdict::kOk);
  const Row few = Ratio(7, 20, 8, 20);
  EXPECT_EQ(few.verdict, Verdict::kUnstable);
  EXPECT_THAT(few.reason, HasSubstr("over 8 processes in both files"));
}

TEST(CompareResults, ARatioBeyondItsLimitNeedsManyProcessesOnBothSides) {
  EXPECT_EQ(Ratio(48, 20, 48, 30, 1500).verdict, Verdict::kRegressed);
  EXPECT_EQ(Ratio(48, 30, 48, 20, 1500).verdict, Verdict::kImproved);
  EXPECT_EQ(Ratio(48, 20, 16, 30, 1500).verdict, Verdict::kUnstable);
  EXPECT_EQ(Ratio(8, 20, 48, 30, 1500).verdict, Verdict::kUnstable);
}

TEST(CompareResults, ARatioThatMovedWhileTheWorkDidNotIsUnstable) {
  const Row row = Ratio(48, 20, 48, 30, 1000);
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("execute and allocate what they did"));
}

TEST(CompareResults, ARatioBetweenWarningAndLimitIsOkWithAWarning) {
  EXPECT_THAT(Ratio(16, 20, 16, 23).reason, StartsWith("warning: the ratios are 15% apart"));
  EXPECT_EQ(Ratio(16, 20, 16, 23).verdict, Verdict::kOk);
  EXPECT_EQ(Ratio(8, 20, 16, 23).verdict, Verdict::kUnstable);
}

TEST(CompareResults, ANoisySideIsNoAcquittal) {
  std::vector<double> noisy(48, 20);
  std::fill(noisy.begin(), noisy.begin() + 16, 28.0);
  Result before = ResultOf(1, 1000, 48, 20);
  before.evidence.pairs = {PairOf(noisy)};
  const Row row = Find(CompareStored(before, ResultOf(1, 1500, 48, 30)), "time_ratio");
  EXPECT_EQ(row.verdict, Verdict::kUnstable) << "5 spreads of 19 % are more than 50 %";
  EXPECT_THAT(row.reason, HasSubstr("noise: the ratios are 50% apart"));
  EXPECT_EQ(Find(CompareStored(ResultOf(1, 1500, 48, 30), before), "time_ratio").verdict, Verdict::kUnstable);
}

TEST(CompareResults, ARatioThatOneFileLacksIsNotMeasured) {
  const Result with = ResultOf(1, 1000, 48, 20);
  Result without = with;
  without.evidence.pairs.clear();
  const Row lost = Find(CompareStored(with, without), "time_ratio");
  EXPECT_EQ(lost.verdict, Verdict::kNotMeasured);
  EXPECT_THAT(lost.reason, StartsWith("B: no process"));
  EXPECT_THAT(Find(CompareStored(without, with), "time_ratio").reason, StartsWith("A: no process"));
}

TEST(CompareResults, RaggedRepeatsDoNotHideThatEveryOneIsWorse) {
  Result ragged = ResultOf(2, 1000, 0, 0);
  ragged.evidence.cases[0].allocations->smallest["allocations"] = 1;
  const Result worse = ResultOf(100, 1000, 0, 0);
  EXPECT_EQ(Find(CompareStored(ragged, worse), "allocations").verdict, Verdict::kRegressed);
  EXPECT_EQ(Find(CompareStored(worse, ragged), "allocations").verdict, Verdict::kImproved);
}

TEST(CompareResults, WhatIsKnownToBeMoreIsIncomparableUnderAnotherKey) {
  const Result before = ResultOf(1, 1000, 0, 0);
  Result now = before;
  now.evidence.cases[0].instructions = std::nullopt;
  now.evidence.cases[0].instructions_absent = "too many";
  now.evidence.cases[0].instructions_at_least = 4e6;
  now.environment.source = "another source";
  now.environment.instruction_key = before.environment.instruction_key;
  Result edited = before;
  edited.environment.source = "a source";
  EXPECT_EQ(Find(CompareStored(edited, now), "instructions").verdict, Verdict::kIncomparable);
  EXPECT_EQ(Find(CompareStored(now, edited), "instructions").verdict, Verdict::kIncomparable);
}

TEST(CompareResults, TimesOfAnotherMachineAreIncomparable) {
  Result now = ResultOf(1, 1500, 48, 30);
  now.environment.time_key = std::string(kBuildKey) + "/AMD.26.1-2cpu-kvm-aslr2";
  const StoredComparison comparison = CompareStored(ResultOf(1, 1500, 48, 20), now);
  for (const char* metric : {"time", "time_ratio"}) {
    EXPECT_EQ(Find(comparison, metric).verdict, Verdict::kIncomparable);
    EXPECT_EQ(Find(comparison, metric).reason, "cpu Intel.6.1 -> AMD.26.1");
  }
  EXPECT_EQ(Find(comparison, "allocations").verdict, Verdict::kOk) << "counts don't depend on the machine";
}

TEST(CompareResults, AnAbsoluteTimeIsNeverJudged) {
  const Row row = Find(CompareStored(ResultOf(1, 1000, 48, 20), ResultOf(1, 1500, 48, 60)), "time");
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_EQ(*row.current / *row.stored, 3);
}

// What `time_ratio` rows say of unchanged code, on recordings from a shared machine that no limit was tuned on.
TEST(CompareResults, OnRecordedNoiseOfUnchangedCodeNoRatioIsEverRed) {
  const stats::Recording recording = stats::ReadRecording("fresh_implementations.csv").value();
  int compared = 0;
  for (const auto& [benchmark, processes] : recording) {
    for (const size_t size : {8u, 16u, 48u}) {
      for (size_t start = 0; start + 2 * size <= processes.size(); start += 16) {
        Result sides[2];
        for (size_t side = 0; side < 2; ++side) {
          sides[side] = ResultOf(1, 1000 + 500.0 * static_cast<double>(side), 0, 0);  // so that work is no excuse
          PairEvidence pair = PairOf({});
          for (size_t i = start + side * size; i < start + (side + 1) * size; ++i) {
            pair.contender_floors_ns.push_back(processes[i].contender_floor_ns);
            pair.reference_floors_ns.push_back(processes[i].reference_floor_ns);
          }
          sides[side].evidence.pairs = {pair};
        }
        SCOPED_TRACE(fmt::format("{} from {} over {}", benchmark, start, size));
        const Row row = Find(CompareStored(sides[0], sides[1]), "time_ratio");
        EXPECT_NE(row.verdict, Verdict::kRegressed);
        EXPECT_NE(row.verdict, Verdict::kImproved);
        ++compared;
      }
    }
  }
  EXPECT_GE(compared, 200);
}

TEST(CompareResults, WhatOneSideCouldNotCountIsNotMeasuredUnlessItIsKnownToBeMore) {
  const Result before = ResultOf(1, 1000, 0, 0);
  Result now = before;
  now.evidence.cases[0].instructions = std::nullopt;
  now.evidence.cases[0].instructions_absent = "too many";
  const Row lost = Find(CompareStored(before, now), "instructions");
  EXPECT_EQ(lost.verdict, Verdict::kNotMeasured);
  EXPECT_EQ(lost.reason, "B: too many");
  now.evidence.cases[0].instructions_at_least = 4e6;
  EXPECT_EQ(Find(CompareStored(before, now), "instructions").verdict, Verdict::kRegressed);
  EXPECT_EQ(Find(CompareStored(now, before), "instructions").verdict, Verdict::kImproved);
}

// Two results whose case sets bytes_per_sample, which B's perf_test declares.
struct Declared {
  Result before = ResultOf(1, 1000, 0, 0);
  Result now = ResultOf(1, 1000, 0, 0);
  Declared(double a, double b) {
    before.evidence.cases[0].counters["bytes_per_sample"] = {a, "B", a, a, 3};
    now.evidence.cases[0].counters["bytes_per_sample"] = {b, "B", b, b, 3};
    Row row;
    row.case_name = kCase;
    row.comparison = "bytes_per_sample";
    row.limit = "bytes_per_sample +10%";
    row.limit_origin = "benches/BUILD:9";
    now.rows = {row};
  }
  CounterEvidence& counter() { return now.evidence.cases[0].counters["bytes_per_sample"]; }
  Row Compared() const { return Find(CompareStored(before, now), "bytes_per_sample"); }
};

TEST(CompareResults, ADeclaredCounterIsComparedByItsLimit) {
  const Row worse = Declared(20, 30).Compared();
  EXPECT_EQ(worse.verdict, Verdict::kRegressed);
  EXPECT_EQ(worse.limit, "bytes_per_sample +10%");
  EXPECT_EQ(worse.limit_origin, "benches/BUILD:9");
  EXPECT_THAT(worse.level, StartsWith("exact: the same in every slice of 3 and 3 processes"));
  EXPECT_EQ(Declared(30, 20).Compared().verdict, Verdict::kImproved);
  EXPECT_EQ(Declared(20, 21).Compared().verdict, Verdict::kOk);
  Declared more_is_better(20, 10);
  more_is_better.now.rows[0].limit = "bytes_per_sample -10%";
  more_is_better.now.rows[0].more_is_worse = false;
  EXPECT_EQ(more_is_better.Compared().verdict, Verdict::kRegressed);
}

TEST(CompareResults, ADeclaredCounterDecidesAComparison) {
  const auto blocks = [](Declared of) {
    for (Result* result : {&of.before, &of.now}) {
      for (CaseEvidence& one : result->evidence.cases) {
        one.allocations = std::nullopt;
        one.instructions = std::nullopt;
      }
    }
    std::vector<Row> rows = CompareStored(of.before, of.now).rows;
    BlockIfNothingIsDecided(rows);
    return std::any_of(rows.begin(), rows.end(), Blocks);
  };
  Declared declared(20, 20);
  EXPECT_FALSE(blocks(declared));
  declared.now.rows.clear();
  EXPECT_TRUE(blocks(declared)) << "a stranger's counter is no pass";
}

TEST(CompareResults, ADeclaredCounterThatCannotBeJudgedSaysWhy) {
  const auto because = [](const Declared& declared, Verdict verdict) {
    const Row row = declared.Compared();
    EXPECT_EQ(row.verdict, verdict) << row.reason;
    EXPECT_EQ(row.current, 30);
    EXPECT_TRUE(row.limit.empty()) << "which did not judge it";
    return row.reason;
  };
  Declared noisy(20, 30);
  noisy.counter().smallest = 29;
  EXPECT_THAT(because(noisy, Verdict::kUnstable), HasSubstr("slices gave 20 in A, 29 to 30 in B"));
  Declared few(20, 30);
  few.counter().processes = 2;
  EXPECT_THAT(because(few, Verdict::kUnstable), HasSubstr("2 processes set it, the decision needs 3"));
  Declared other_unit(20, 30);
  other_unit.counter().unit = "x";
  EXPECT_EQ(because(other_unit, Verdict::kIncomparable), "unit \"B\" -> \"x\"");
  Declared other_build(20, 30);
  other_build.now.environment.build_key = kOtherBuildKey;
  EXPECT_EQ(because(other_build, Verdict::kIncomparable), "compiler gcc12.2.0 -> gcc14.1.0");
  Declared no_limit(20, 30);
  no_limit.now.rows[0].limit = "as you like";
  EXPECT_THAT(because(no_limit, Verdict::kUnstable), HasSubstr("no limit that can be read"));
  Declared timed(20, 30);
  timed.before.evidence.cases[0].counters["bytes_per_sample"].unit = timed.counter().unit = "ns";
  EXPECT_THAT(because(timed, Verdict::kUnstable), HasSubstr("a counter of time"));
  Declared negative(-1, 30);
  EXPECT_THAT(because(negative, Verdict::kError), HasSubstr("fell to -1"));
}

TEST(CompareResults, SizesAreComparedByTheirLimit) {
  Result before = ResultOf(1, 1000, 0, 0);
  Result now = before;
  CaseEvidence library;
  library.case_name = "//impls/x:x";
  library.size = SizeEvidence{"binary_size", 100 << 10};
  before.evidence.cases.push_back(library);
  library.size->bytes = 200 << 10;
  now.evidence.cases.push_back(library);
  now.environment.source = "edited";
  const Row row = Find(CompareStored(before, now), "binary_size", "//impls/x:x");
  EXPECT_EQ(row.verdict, Verdict::kRegressed) << "a library is not of the benchmark's sources";
}

TEST(CompareResults, CasesOfOneFileErrorsAndFailedRunsAreNamed) {
  Result before = ResultOf(1, 1000, 0, 0);
  Result now = before;
  before.evidence.cases[0].case_name = "x/Old";
  now.evidence.cases[1].error = "killed by SIGSEGV";
  now.errors = {"the benchmark could not be started"};
  const StoredComparison comparison = CompareStored(before, now);
  EXPECT_EQ(Find(comparison, "time", "x/Old").verdict, Verdict::kMissing);
  EXPECT_EQ(Find(comparison, "time").verdict, Verdict::kNew);
  EXPECT_EQ(Find(comparison, "time", kReference).reason, "B: killed by SIGSEGV");
  EXPECT_THAT(comparison.errors, ElementsAre("B: its run failed: the benchmark could not be started"));
}

TEST(CompareResults, ALiveComparisonSaysWhoseItsVerdictsAre) {
  Result now = ResultOf(1, 1000, 0, 0);
  now.against = "origin/main";
  const StoredComparison comparison = CompareStored(ResultOf(1, 1000, 16, 20), now);
  EXPECT_THAT(comparison.notes, ElementsAre(HasSubstr("B is itself a comparison of //benches:x_perf with origin/main"),
                                            HasSubstr("all of A ran before all of B")));
  EXPECT_EQ(Find(comparison, "time").verdict, Verdict::kNotMeasured);
}

TEST(CompareResults, AResultAndGoogleBenchmarkAreShownAndIncomparable) {
  GoogleBenchmarkRun run;
  Repetitions& one = run.cases.emplace_back();
  one.case_name = kCase;
  one.ns = {10, 12, 11};
  const StoredComparison comparison = CompareStored(ResultOf(1, 1000, 16, 20), run);
  const Row row = Find(comparison, "time");
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_THAT(row.reason, HasSubstr("instrument Pawl -> Google Benchmark"));
  EXPECT_DOUBLE_EQ(row.stored.value_or(0), 22);
  EXPECT_DOUBLE_EQ(row.current.value_or(0), 11);
  EXPECT_EQ(Find(comparison, "time", kReference).verdict, Verdict::kMissing);
}

TEST(CompareResults, ACountOrARatioIsAPassAndASizeBesideWhatRunsIsNone) {
  const auto blocks = [](const Result& before, const Result& now) {
    std::vector<Row> rows = CompareStored(before, now).rows;
    BlockIfNothingIsDecided(rows);
    return std::any_of(rows.begin(), rows.end(), Blocks);
  };
  Result before = ResultOf(1, 1000, 16, 20);
  Result now = ResultOf(1, 1000, 16, 21);
  EXPECT_FALSE(blocks(before, now));
  CaseEvidence library;
  library.case_name = "//impls/x:x";
  library.size = SizeEvidence{"binary_size", 100 << 10};
  before.evidence.cases.push_back(library);
  now.evidence.cases.push_back(library);
  now.environment.source = "edited";
  EXPECT_TRUE(blocks(before, now)) << "all that runs is incomparable";
}

TEST(CheckStored, RefusesTimesThatAreNone) {
  EXPECT_TRUE(CheckStored(ResultOf(1, 1000, 8, 20), "a.json").ok());
  for (const double ns : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
    const absl::Status status = CheckStored(ResultOf(1, 1000, 8, ns), "a.json");
    EXPECT_THAT(std::string(status.message()), StartsWith("a.json: x/Y/impl:optimized/n:1: a time of "));
    Result floors = ResultOf(1, 1000, 8, 20);
    floors.evidence.pairs[0].reference_floors_ns[3] = ns;
    EXPECT_THAT(std::string(CheckStored(floors, "a.json").message()), HasSubstr("a floor of "));
  }
  Result cut = ResultOf(1, 1000, 8, 20);
  cut.evidence.pairs[0].reference_floors_ns.pop_back();
  EXPECT_THAT(std::string(CheckStored(cut, "a.json").message()), HasSubstr("8 floors of it, 7 of its reference"));
}

}  // namespace
}  // namespace pawl

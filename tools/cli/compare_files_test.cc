// `pawl compare A.json B.json`, from its words to its exit code.
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/app.h"
#include "tools/cli/files.h"
#include "tools/cli/golden.h"
#include "tools/model/result.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";

struct Ended {
  int code;
  std::string out;
  std::string err;
};

Ended Compare(std::vector<std::string> words) {
  words.insert(words.begin(), "compare");
  std::ostringstream out;
  std::ostringstream err;
  const int code = Run(words, out, err);
  return {code, out.str(), err.str()};
}

// Eight repetitions of one case of Google Benchmark.
std::string Case(const std::string& name, double ns, const std::string& more = "") {
  std::string text;
  for (int i = 0; i < 8; ++i) {
    text += fmt::format(
        R"({}{{"name": "{}", "run_name": "{}", "run_type": "iteration", "repetitions": 8, "repetition_index": {},
"threads": 1, "iterations": 1000, "real_time": {}, "cpu_time": {}, "time_unit": "ns"{}}})",
        i == 0 ? "" : ",\n", name, name, i, ns + i, ns + 0.5 * i, more);
  }
  return text;
}

std::string GoogleBenchmarkFile(const std::vector<std::string>& cases, const std::string& build_type = "release") {
  return fmt::format(R"({{"context": {{"date": "2026-01-02T03:04:05+00:00", "host_name": "host", "num_cpus": 4,
"load_avg": [0.5, 0.5, 0.5], "library_version": "v1.9.1", "library_build_type": "{}"}}, "benchmarks": [
{}
]}})",
                     build_type, fmt::join(cases, ",\n"));
}

Result PawlResult(double allocations) {
  Result result;
  result.target = "//benches:x_perf";
  result.processes = 8;
  result.environment.commit = "c0ffee";
  for (const auto& [name, counted] : {std::pair("x/Y/impl:baseline/n:1", 9.0), std::pair(kOptimized, allocations)}) {
    CaseEvidence& one = result.evidence.cases.emplace_back();
    one.case_name = name;
    one.allocations.emplace();
    one.allocations->allocations = counted;
    one.time = TimeEvidence{100 + counted, 120 + counted, 8, 256};
  }
  Row& row = result.rows.emplace_back();  // whose limit holds
  row.case_name = kOptimized;
  row.comparison = "allocations";
  row.limit = "allocations +0";
  row.limit_origin = "benches/BUILD:9";
  PairEvidence& pair = result.evidence.pairs.emplace_back();
  pair.contender = kOptimized;
  pair.reference = "x/Y/impl:baseline/n:1";
  pair.log_ratios.assign(8, 0);
  pair.contender_floors_ns.assign(8, 101);
  pair.reference_floors_ns.assign(8, 109);
  return result;
}

class CompareFiles : public ::testing::Test {
 public:
  ~CompareFiles() override { unsetenv("BUILD_WORKING_DIRECTORY"); }

 protected:
  CompareFiles() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_);
    setenv("BUILD_WORKING_DIRECTORY", folder_.c_str(), 1);  // where names of files are from
  }

  void Write(const std::string& name, const std::string& text) const {
    EXPECT_TRUE(WriteFile(folder_ / name, text).ok());
  }

  // Two runs of Google Benchmark in which everything happens.
  void WriteRuns() const {
    Write("a.json", GoogleBenchmarkFile({Case("Sort<int>/impl:radix/64", 100, R"(, "swaps": 12)"),
                                         Case("Sort<int>/impl:radix/8", 20), Case("Sort<int>/impl:merge/64", 200),
                                         Case("Sort<int>/impl:merge/8", 30), Case("Or<a|b>/8", 5), Case("Gone/8", 7)}));
    Write("b.json",
          GoogleBenchmarkFile(
              {Case("Sort<int>/impl:radix/64", 150, R"(, "swaps": 13)"), Case("Sort<int>/impl:radix/8", 20),
               Case("Sort<int>/impl:merge/64", 190), Case("Sort<int>/impl:merge/8", 31),
               Case("Or<a|b>/8", 5, R"(, "error_occurred": true, "error_message": "no file")"), Case("Fresh/8", 7)}));
  }

  std::filesystem::path folder_;
};

TEST_F(CompareFiles, TheTextIsTheAcceptedOne) {
  WriteRuns();
  const Ended ended = Compare({"a.json", "b.json"});
  EXPECT_EQ(ended.code, kExitError) << "a case failed";
  ExpectGolden(ended.out, "compare_files.txt");
}

TEST_F(CompareFiles, TheMarkdownIsTheAcceptedOne) {
  WriteRuns();
  ExpectGolden(Compare({"a.json", "b.json", "--format=markdown", "--group-by=impl", "--filter=Sort"}).out,
               "compare_files.md");
}

TEST_F(CompareFiles, ThePivotTableIsTheAcceptedOne) {
  WriteRuns();
  ExpectGolden(Compare({"a.json", "b.json", "--pivot=arg0"}).out, "compare_files_pivot.txt");
}

TEST_F(CompareFiles, MergedCellsWarnOfEveryHiddenKey) {
  WriteRuns();
  const Ended merged = Compare({"a.json", "b.json", "--pivot=impl", "--group-by=name", "--filter=Sort"});
  EXPECT_THAT(merged.out, HasSubstr("warning: a line is of cases that differ in arg0 (64, 8): --group-by=name,arg0"));
  EXPECT_THAT(merged.out, HasSubstr(" of 2 cases"));
  const Ended apart = Compare({"a.json", "b.json", "--pivot=impl", "--group-by=name,arg0", "--filter=Sort"});
  EXPECT_THAT(apart.out, Not(HasSubstr("is of cases that differ")));
}

TEST_F(CompareFiles, TwoRunsOfGoogleBenchmarkAreNeverRedNorAPass) {
  Write("a.json", GoogleBenchmarkFile({Case("X", 100)}));
  Write("b.json", GoogleBenchmarkFile({Case("X", 300)}));
  const Ended ended = Compare({"a.json", "b.json"});
  EXPECT_EQ(ended.code, kExitUnstable) << "nothing was decided, so it is no pass";
  EXPECT_THAT(ended.out, AllOf(HasSubstr("2.966"), HasSubstr("a.json → b.json: 1 unstable."),
                               Not(HasSubstr("regressed")), HasSubstr("blocks by compare: nothing in these files")));
}

TEST_F(CompareFiles, AFileAgainstItselfIsAnError) {
  Write("a.json", GoogleBenchmarkFile({Case("X", 100), Case("Y", 20)}));
  const Ended ended = Compare({"a.json", "a.json", "--strict=unstable"});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("A and B hold the same bytes"), Not(HasSubstr(" ok")), Not(HasSubstr("p ="))));
}

TEST_F(CompareFiles, AnAllocationMoreIsRegressedAndOneLessImproved) {
  Write("a.json", ToJson(PawlResult(1)));
  Write("b.json", ToJson(PawlResult(2)));
  const Ended worse = Compare({"a.json", "b.json"});
  EXPECT_EQ(worse.code, kExitRegressed);
  ExpectGolden(worse.out, "compare_files_pawl.txt");
  EXPECT_EQ(Compare({"b.json", "a.json"}).code, kExitOk);
  EXPECT_EQ(Compare({"b.json", "a.json", "--ratchet"}).code, kExitImproved);
  EXPECT_EQ(Compare({"b.json", "a.json", "--strict=unstable"}).code, kExitUnstable) << "absolute times stay undecided";
}

TEST_F(CompareFiles, OtherMachinesAndBuildsExitAsUnmatched) {
  Write("a.json", GoogleBenchmarkFile({Case("X", 100)}));
  Write("b.json", GoogleBenchmarkFile({Case("X", 300)}, "debug"));
  const Ended ended = Compare({"a.json", "b.json"});
  EXPECT_EQ(ended.code, kExitUnmatched);
  EXPECT_THAT(ended.out, HasSubstr("incomparable: library_build_type release -> debug"));
  Write("pawl.json", ToJson(PawlResult(1)));
  EXPECT_EQ(Compare({"a.json", "pawl.json"}).code, kExitUnmatched) << "no case in common";
}

TEST_F(CompareFiles, TheJsonIsAResultThatReadsBack) {
  WriteRuns();
  const Ended ended = Compare({"a.json", "b.json", "--format=json", "--filter=radix"});
  EXPECT_EQ(ended.code, kExitUnstable);
  const auto result = ResultFromJson(ended.out, "out.json");
  ASSERT_TRUE(result.ok()) << result.status().message();
  EXPECT_EQ(result->ExitCode(), ended.code);
  EXPECT_EQ(result->against, "a.json");
  EXPECT_EQ(result->target, "b.json");
  EXPECT_EQ(result->filter, "radix");
  EXPECT_EQ(result->rows.size(), 3u) << "two times and a counter";
}

TEST_F(CompareFiles, AResultOfSchema1IsRead) {
  Write("b.json", ToJson(PawlResult(1)));
  const auto text = ReadFile("tools/model/fuzz/seeds/result.json");
  ASSERT_TRUE(text.ok());
  Write("a.json", *text);
  const Ended ended = Compare({"a.json", "b.json"});
  EXPECT_EQ(ended.code, kExitUnmatched) << "no case in common";
  EXPECT_THAT(ended.out, HasSubstr("note: A is a.json (Pawl, "));
}

TEST_F(CompareFiles, WhatIsNoFileOfResultsIsRefusedWithTheWayOut) {
  const std::string good = GoogleBenchmarkFile({Case("X", 100)});
  Write("a.json", good);
  const auto refused = [&](const std::string& text) {
    Write("b.json", text);
    const Ended ended = Compare({"a.json", "b.json"});
    EXPECT_EQ(ended.code, kExitError) << text.substr(0, 50);
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(ended.err, StartsWith("pawl: b.json:"));
    return ended.err;
  };
  EXPECT_THAT(refused(""), HasSubstr("is empty"));
  EXPECT_THAT(refused(good.substr(0, good.size() / 2)), HasSubstr("cut off"));
  EXPECT_THAT(refused("{}"), HasSubstr("--benchmark_out"));
  EXPECT_THAT(refused("[1, 2]"), HasSubstr("not a result of Pawl"));
  EXPECT_THAT(refused(R"({"schema": 99})"), HasSubstr("update this checkout"));
  EXPECT_THAT(refused(R"({"schema": 2, "target": "//x", "records": []})"), HasSubstr("result.json"));
  EXPECT_THAT(refused("\x7f"
                      "ELF..."),
              HasSubstr("is a program"));
  EXPECT_THAT(refused(std::string("\xff\xfe{\0", 4)), HasSubstr("UTF-16"));
  EXPECT_THAT(refused("name,iterations,real_time\n"), HasSubstr("--benchmark_out"));
  Result zero = PawlResult(1);
  zero.evidence.cases[0].time->floor_ns = 0;
  EXPECT_THAT(refused(ToJson(zero)), HasSubstr("a time of 0 ns is none"));
  std::filesystem::remove(folder_ / "b.json");
  EXPECT_THAT(Compare({"b.json", "a.json"}).err, HasSubstr("b.json: there is no such file"));
  EXPECT_EQ(Compare({"b.json", "a.json"}).code, kExitUsage);
  std::filesystem::create_directory(folder_ / "b.json");
  EXPECT_THAT(Compare({"a.json", "b.json"}).err, HasSubstr("is a folder"));
}

TEST_F(CompareFiles, AFileTooLargeToParseIsRefusedUnread) {
  Write("a.json", GoogleBenchmarkFile({Case("X", 100)}));
  Write("b.json", "{");
  std::filesystem::resize_file(folder_ / "b.json", std::uintmax_t{1} << 30);  // sparse: takes no space
  const Ended ended = Compare({"a.json", "b.json"});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, HasSubstr("is 1024 MiB, more than 256"));
}

TEST_F(CompareFiles, AMixtureOfTheTwoComparisonsIsAUsageErrorThatNamesBoth) {
  Write("a.json", GoogleBenchmarkFile({Case("X", 100)}));
  const auto refused = [](const std::vector<std::string>& words) {
    const Ended ended = Compare(words);
    EXPECT_EQ(ended.code, kExitUsage) << ::testing::PrintToString(words);
    EXPECT_THAT(ended.out, IsEmpty());
    return ended.err;
  };
  EXPECT_THAT(refused({}), AllOf(HasSubstr("here are 0"), HasSubstr("--against=origin/main")));
  EXPECT_THAT(refused({"a.json"}), HasSubstr("compare takes two files, here are 1"));
  EXPECT_THAT(refused({"a.json", "a.json", "a.json"}), HasSubstr("here are 3"));
  EXPECT_THAT(refused({"//benches:x_perf"}), HasSubstr("//benches:x_perf is a perf_test"));
  EXPECT_THAT(refused({"--against=main", "a.json"}), HasSubstr("a.json is a file of results"));
  EXPECT_THAT(refused({"--against=a.json", "//benches:x_perf"}), HasSubstr("--against=a.json is a file of results"));
  EXPECT_THAT(refused({"--against=main", "--format=json"}), HasSubstr("--format is of a comparison of two files"));
  EXPECT_THAT(refused({"--against=main", "--group-by=impl", "--pivot=n"}), HasSubstr("--group-by, --pivot is of"));
  EXPECT_THAT(refused({"a.json", "a.json", "--fine"}), HasSubstr("--fine is of a live comparison"));
  EXPECT_THAT(refused({"a.json", "a.json", "--sweep", "--budget=1m", "--seed=7", "--results=r", "--counter=c"}),
              HasSubstr("--sweep, --budget, --seed, --results, --counter is of a live comparison"));
  EXPECT_THAT(refused({"a.json", "a.json", "--format=html"}), HasSubstr("html"));
  EXPECT_THAT(refused({"a.json", "a.json", "--format=json", "--pivot=name"}), HasSubstr("use terminal or markdown"));
  EXPECT_THAT(refused({"a.json", "a.json", "--strict=sometimes"}), HasSubstr("sometimes"));
}

// Options of the other comparison that nobody typed.
class Configured {
 public:
  Configured(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Configured() { unsetenv(name_); }

 private:
  const char* name_;
};

TEST_F(CompareFiles, WhatIsConfiguredForTheOtherComparisonIsNoMixture) {
  WriteRuns();
  const std::string expected = Compare({"a.json", "b.json"}).out;
  ASSERT_THAT(expected, HasSubstr("geometric mean"));
  {
    const Configured fine("PAWL_COMPARE_FINE", "true");
    const Configured results("PAWL_COMPARE_RESULTS", "folder");
    const Configured against("PAWL_COMPARE_AGAINST", "origin/main");
    EXPECT_EQ(Compare({"a.json", "b.json"}).out, expected);
    EXPECT_EQ(Compare({"a.json", "b.json", "--fine"}).code, kExitUsage) << "that one is typed";
    EXPECT_THAT(Compare({"a.json"}).err, HasSubstr("a.json is a file of results"));
  }
  const Configured format("PAWL_COMPARE_FORMAT", "markdown");
  const Configured pivot("PAWL_COMPARE_PIVOT", "impl");
  EXPECT_THAT(Compare({"--against=main"}).err, HasSubstr("builds a Bazel work space")) << "and was not refused before";
  EXPECT_EQ(Compare({"a.json", "b.json", "--format=json"}).code, kExitError) << "of one case, and no usage error";
}

TEST_F(CompareFiles, ALineOfAPivotTableWarnsOfWhatDiffersBetweenItsCells) {
  Write("a.json", GoogleBenchmarkFile({Case("S/impl:a/64", 100), Case("S/impl:b/8", 20)}));
  Write("b.json", GoogleBenchmarkFile({Case("S/impl:a/64", 110), Case("S/impl:b/8", 21)}));
  EXPECT_THAT(Compare({"a.json", "b.json", "--pivot=impl", "--group-by=name"}).out,
              HasSubstr("a line is of cases that differ in arg0 (64, 8)"));
}

TEST_F(CompareFiles, ARatioThatIsNotOkStandsBesideAPivotTable) {
  Result now = PawlResult(2);
  Result before = now;
  for (Result* result : {&before, &now}) {
    PairEvidence& pair = result->evidence.pairs.front();
    pair.contender_floors_ns.assign(48, result == &before ? 101 : 202);
    pair.reference_floors_ns.assign(48, 109);
  }
  Write("a.json", ToJson(before));
  Write("b.json", ToJson(now));
  const Ended ended = Compare({"a.json", "b.json", "--pivot=impl"});
  EXPECT_THAT(ended.out, HasSubstr("What else is not ok"));
  EXPECT_THAT(ended.out, HasSubstr("time_ratio  x/Y/impl:optimized/n:1")) << ended.out;
}

TEST_F(CompareFiles, ListsOfOptionsLeaveTheFilesBehindThem) {
  WriteRuns();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--group-by=impl,arg0", "--strict=unstable,incomparable", "a.json", "b.json"},
        std::vector<std::string>{"--group-by", "impl", "--group-by", "arg0", "--strict", "unstable", "a.json",
                                 "b.json"}}) {
    const Ended ended = Compare(words);
    EXPECT_EQ(ended.code, kExitError) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("\nimpl:radix arg0:64\n"));
  }
}

TEST_F(CompareFiles, AFilterOrAKeyThatMatchesNothingNamesTheNearest) {
  WriteRuns();
  const auto refused = [](const std::string& option) {
    const Ended ended = Compare({"a.json", "b.json", option});
    EXPECT_EQ(ended.code, kExitUsage) << option;
    EXPECT_THAT(ended.out, IsEmpty());
    return ended.err;
  };
  EXPECT_THAT(refused("--filter=Frsh/8"), HasSubstr("did you mean Fresh/8?"));
  EXPECT_THAT(refused("--filter=("), HasSubstr("no regular expression"));
  EXPECT_THAT(refused("--group-by=impk"), HasSubstr("did you mean \"impl\"?"));
  EXPECT_THAT(refused("--pivot=quantum"), HasSubstr("there are arg0, impl, name"));
}

}  // namespace
}  // namespace pawl

#include "tools/model/google_benchmark.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kContext[] = R"("context": {"date": "2026-01-02T03:04:05+00:00", "num_cpus": 2,
  "caches": [{"type": "Data", "level": 1}], "load_avg": [0.5], "library_build_type": "release"})";

std::string File(const std::string& entries) {
  return std::string("{") + kContext + ", \"benchmarks\": [" + entries + "]}";
}

// One repetition; `more` overrides nothing and is appended as it stands.
std::string Repetition(const std::string& name, int index, const std::string& time, const std::string& more = "") {
  return R"({"name": ")" + name + R"(", "run_name": ")" + name +
         R"(", "run_type": "iteration", "repetitions": 2, "threads": 1, "iterations": 10, "repetition_index": )" +
         std::to_string(index) + ", \"real_time\": " + time + "1, \"cpu_time\": " + time + ", \"time_unit\": \"us\"" +
         more + "}";
}

std::string Aggregate(const std::string& name, const std::string& aggregate) {
  return R"({"name": ")" + name + "_" + aggregate + R"(", "run_name": ")" + name +
         R"(", "run_type": "aggregate", "aggregate_name": ")" + aggregate +
         R"(", "iterations": 2, "real_time": 1, "cpu_time": 1, "time_unit": "us", "broken": NaN})";
}

GoogleBenchmarkRun Parsed(const std::string& text) {
  const auto run = ParseGoogleBenchmark(text, "a.json");
  EXPECT_TRUE(run.ok()) << run.status().message();
  return run.value_or(GoogleBenchmarkRun());
}

std::string Refused(const std::string& text) {
  const auto run = ParseGoogleBenchmark(text, "a.json");
  EXPECT_FALSE(run.ok()) << text;
  const std::string message(run.status().message());
  EXPECT_THAT(message, StartsWith("a.json:"));
  return message;
}

TEST(GoogleBenchmark, RepetitionsOfACaseAreGatheredAndAggregatesLeftOut) {
  const GoogleBenchmarkRun run = Parsed(File(Repetition("BM_X/8", 0, "1.5") + "," + Repetition("BM_Y", 0, "7") + "," +
                                             Repetition("BM_X/8", 1, "2.5") + "," + Aggregate("BM_X/8", "mean") + "," +
                                             Aggregate("BM_X/8", "cv")));
  ASSERT_THAT(run.cases, SizeIs(2));
  EXPECT_EQ(run.cases[0].case_name, "BM_X/8");
  EXPECT_THAT(run.cases[0].ns, ElementsAre(1500, 2500)) << "us, in the order of the repetitions";
  EXPECT_EQ(run.cases[1].case_name, "BM_Y");
  EXPECT_EQ(run.context.at("num_cpus"), "2");
  EXPECT_EQ(run.context.at("library_build_type"), "release");
  EXPECT_THAT(run.context.at("caches"), HasSubstr("\"Data\""));
}

TEST(GoogleBenchmark, WhatAsksForWallTimeIsJudgedByIt) {
  for (const char* name : {"BM_X/real_time", "BM_X/8/manual_time", "BM_X/threads:2"}) {
    const GoogleBenchmarkRun run = Parsed(File(Repetition(name, 0, "1.5")));
    ASSERT_THAT(run.cases, SizeIs(1));
    EXPECT_EQ(run.cases[0].clock, Clock::kWall);
    EXPECT_THAT(run.cases[0].ns, ElementsAre(1510));
  }
  EXPECT_EQ(Parsed(File(Repetition("BM_X/process_time", 0, "1.5"))).cases[0].clock, Clock::kCpu);
}

TEST(GoogleBenchmark, EveryTimeUnitIsRead) {
  for (const auto& [unit, ns] :
       {std::pair("ns", 2.0), std::pair("us", 2e3), std::pair("ms", 2e6), std::pair("s", 2e9)}) {
    const std::string entry =
        std::string(R"({"name": "x", "run_type": "iteration", "real_time": 1, "cpu_time": 2, "time_unit": ")") + unit +
        "\"}";
    EXPECT_THAT(Parsed(File(entry)).cases[0].ns, ElementsAre(ns));
  }
}

TEST(GoogleBenchmark, AFileOf1Dot5WithoutIndicesCountsItsRepetitions) {
  const std::string entry =
      R"({"name": "x", "run_type": "iteration", "cpu_time": 2, "real_time": 2, "time_unit": "ns"})";
  EXPECT_THAT(Parsed(File(entry + "," + entry)).cases[0].ns, ElementsAre(2, 2));
}

TEST(GoogleBenchmark, CountersAreKeptWhereEveryRepetitionHasANumber) {
  const GoogleBenchmarkRun run = Parsed(
      File(Repetition("x", 0, "1", R"(, "hits": 3, "odd": NaN, "once": 1, "bytes_per_second": 5, "label": "l")") + "," +
           Repetition("x", 1, "2", R"(, "hits": 3, "odd": -Infinity, "bytes_per_second": 6)")));
  EXPECT_THAT(run.cases[0].counters, ElementsAre(Pair("hits", ElementsAre(3, 3))));
}

TEST(GoogleBenchmark, AnErrorOfOneRepetitionLeavesNoTimes) {
  const GoogleBenchmarkRun run =
      Parsed(File(Repetition("x", 0, "1") + "," +
                  Repetition("x", 1, "1", R"(, "error_occurred": true, "error_message": "no file")")));
  EXPECT_EQ(run.cases[0].error, "SkipWithError: no file");
  EXPECT_THAT(run.cases[0].ns, IsEmpty());
}

TEST(GoogleBenchmark, ASkippedCaseAndOneWithAggregatesOnlyAreAbsent) {
  const GoogleBenchmarkRun run =
      Parsed(File(Repetition("x", 0, "0.0", R"(, "skipped": true, "skip_message": "no GPU")") + "," +
                  Aggregate("y", "mean") + "," + Repetition("z", 0, "1")));
  EXPECT_EQ(run.cases[0].absent, "skipped: no GPU");
  EXPECT_THAT(run.cases[1].absent.value_or(""), HasSubstr("only aggregates"));
  EXPECT_EQ(run.cases[2].absent, std::nullopt);
}

TEST(GoogleBenchmark, ATimeThatIsNoneIsAnErrorOfItsCaseWithEntryAndValue) {
  for (const char* time : {"0", "-3.5", "NaN", "Infinity", "-NaN", "-Infinity", "\"12\"", "null", "1e308"}) {
    const std::string entry = std::string(R"({"name": "x", "run_type": "iteration", "real_time": 1, "cpu_time": )") +
                              time + R"(, "time_unit": "s"})";
    const GoogleBenchmarkRun run = Parsed(File(entry + "," + Repetition("y", 0, "1")));
    ASSERT_THAT(run.cases, SizeIs(2)) << time;
    EXPECT_THAT(run.cases[0].error.value_or("none"),
                AllOf(HasSubstr("cpu_time of benchmarks[0] (x) is "), HasSubstr("DoNotOptimize")))
        << time;
    EXPECT_THAT(run.cases[0].ns, IsEmpty()) << time;
    EXPECT_THAT(run.cases[1].ns, SizeIs(1)) << "the other one is whole";
  }
}

TEST(GoogleBenchmark, ATruncatedFileNamesTheLine) {
  const std::string whole = "{\n" + std::string(kContext) + ",\n\"benchmarks\": [\n" + Repetition("x", 0, "1") + "\n]}";
  ASSERT_THAT(Parsed(whole).cases, SizeIs(1));
  for (size_t size = 0; size < whole.size(); size += 7) Refused(whole.substr(0, size));
  EXPECT_THAT(Refused(whole.substr(0, whole.size() - 2)),
              AllOf(StartsWith("a.json:6: "), HasSubstr("--benchmark_out=FILE")));
}

TEST(GoogleBenchmark, WhatIsNoSuchFileIsRefusedWithTheWayOut) {
  EXPECT_THAT(Refused(""), HasSubstr("--benchmark_out_format=json"));
  EXPECT_THAT(Refused("name,iterations\nBM_X,5"), HasSubstr("--benchmark_out_format=json"));
  EXPECT_THAT(Refused("[]"), HasSubstr("no object"));
  EXPECT_THAT(Refused(R"({"benchmarks": []})"), HasSubstr("\"context\""));
  EXPECT_THAT(Refused(R"({"context": {}})"), HasSubstr("no array \"benchmarks\""));
  EXPECT_THAT(Refused(R"({"context": {}, "benchmarks": 3})"), HasSubstr("no array \"benchmarks\""));
  EXPECT_THAT(Refused(File("")), AllOf(HasSubstr("\"benchmarks\" is empty"), HasSubstr("--benchmark_filter")));
  EXPECT_THAT(Refused(File("3")), HasSubstr("benchmarks[0] is no object"));
  EXPECT_THAT(Refused(File("{}")), HasSubstr("benchmarks[0] has no name"));
  EXPECT_THAT(Refused(R"({"context": {"json_schema_version": 2}, "benchmarks": []})"),
              HasSubstr("update this checkout"));
  EXPECT_THAT(Refused(std::string("{\"context\": ") + std::string(1000000, '[')), HasSubstr("deep"));
}

TEST(GoogleBenchmark, AFileBefore1Dot5IsRefusedWithTheVersion) {
  EXPECT_THAT(Refused(File(R"({"name": "x_mean", "real_time": 1, "cpu_time": 1, "time_unit": "ns"})")),
              AllOf(HasSubstr("benchmarks[0] (x_mean): run_type is absent"), HasSubstr("since 1.5")));
}

TEST(GoogleBenchmark, AnUnknownUnitAndAMissingTimeNameTheEntry) {
  EXPECT_THAT(Refused(File(R"({"name": "x", "run_type": "iteration", "cpu_time": 1, "time_unit": "fortnight"})")),
              HasSubstr("benchmarks[0] (x): time_unit is \"fortnight\""));
  EXPECT_THAT(Refused(File(R"({"name": "x", "run_type": "iteration", "real_time": 1})")),
              HasSubstr("benchmarks[0] (x) has no cpu_time"));
}

TEST(GoogleBenchmark, ANameThatMovesTheCursorIsEscaped) {
  EXPECT_THAT(Refused(File(R"({"name": "\u001b[2Jx", "run_type": "iteration", "real_time": 1})")),
              HasSubstr(R"(benchmarks[0] (\u001b[2Jx) has no cpu_time)"));
}

TEST(GoogleBenchmark, ACounterThatIsNoNumberInSomeRepetitionIsLostWithTheReason) {
  const auto repetition = [](int index, const std::string& counters) {
    return R"({"name": "x", "run_type": "iteration", "cpu_time": 1, "repetition_index": )" + std::to_string(index) +
           counters + "}";
  };
  const GoogleBenchmarkRun run = Parsed(
      File(repetition(0, R"(, "hits": 3, "some": 1, "all": 2)") + "," + repetition(1, R"(, "hits": NaN, "all": 2)")));
  const Repetitions& one = run.cases.at(0);
  EXPECT_THAT(one.counters, testing::ElementsAre(testing::Pair("all", testing::ElementsAre(2, 2))));
  EXPECT_THAT(one.lost_counters,
              testing::ElementsAre(testing::Pair("hits", "NaN, infinite or no number in repetition 2"),
                                   testing::Pair("some", "set in 1 of 2 repetitions")));
}

TEST(GoogleBenchmark, TwoBenchmarksOfOneNameAreRefused) {
  EXPECT_THAT(Refused(File(Repetition("x", 0, "1") + "," + Repetition("x", 0, "2"))),
              AllOf(HasSubstr("benchmarks[1] (x): repetition_index 0 is there twice"), HasSubstr("its own name")));
}

TEST(GoogleBenchmark, OnlyAggregatesAreRefusedWithTheFlag) {
  EXPECT_THAT(Refused(File(Aggregate("x", "mean") + "," + Aggregate("x", "median"))),
              HasSubstr("without --benchmark_report_aggregates_only"));
  EXPECT_THAT(Refused(File(Aggregate("x", "BigO") + "," + Aggregate("x", "RMS"))), HasSubstr("nothing but BigO"));
}

TEST(GoogleBenchmark, AByteOrderMarkIsNoHindrance) {
  const std::string text = "\xef\xbb\xbf" + File(Repetition("x", 0, "1"));
  EXPECT_TRUE(IsGoogleBenchmarkJson(text));
  EXPECT_THAT(Parsed(text).cases, SizeIs(1));
}

TEST(GoogleBenchmark, IsToldFromAResultOfPawlByItsFirstKey) {
  EXPECT_TRUE(IsGoogleBenchmarkJson(" {\n \"context\": {"));
  EXPECT_TRUE(IsGoogleBenchmarkJson(R"({"benchmarks": [)"));
  EXPECT_FALSE(IsGoogleBenchmarkJson(R"({"against": "", "schema": 5})"));
  EXPECT_FALSE(IsGoogleBenchmarkJson(""));
  EXPECT_FALSE(IsGoogleBenchmarkJson("[{\"context\": 1}]"));
}

}  // namespace
}  // namespace pawl

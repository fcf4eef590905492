#include "reports/google_benchmark_json.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/model/google_benchmark.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CaseEvidence Timed(const std::string& name, std::vector<ProcessTimes> times) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.iterations_per_slice = 16;
  evidence.times = std::move(times);
  return evidence;
}

std::vector<Repetitions> ReadBack(const std::vector<Result>& results) {
  const auto run = ParseGoogleBenchmark(RenderGoogleBenchmarkJson(results), "a.json");
  EXPECT_TRUE(run.ok()) << run.status().message();
  return run.ok() ? run->cases : std::vector<Repetitions>();
}

TEST(GoogleBenchmarkJson, EverySampleIsReadBackAsARepetition) {
  Result result;
  result.evidence.cases = {Timed("x/\"Y\"/n:1", {{0, {10.25, 11}}, {3, {9.5}}}), Timed("x/none", {}),
                           Timed("x/Z/real_time", {{0, {1e9}}})};
  const std::vector<Repetitions> cases = ReadBack({result});
  ASSERT_THAT(cases, SizeIs(2)) << "a case without samples is left out";
  EXPECT_EQ(cases[0].case_name, "x/\"Y\"/n:1");
  EXPECT_THAT(cases[0].ns, ElementsAre(10.25, 11, 9.5));
  EXPECT_THAT(cases[1].ns, ElementsAre(1e9)) << "whichever clock the reader goes by";
  EXPECT_THAT(cases[0].counters, IsEmpty());
}

TEST(GoogleBenchmarkJson, AnErrorStaysOne) {
  Result result;
  result.evidence.cases = {Timed("x/Y", {{0, {10}}})};
  result.evidence.cases[0].error = "killed by SIGSEGV";
  const std::vector<Repetitions> cases = ReadBack({result});
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_THAT(cases[0].error.value_or(""), HasSubstr("killed by SIGSEGV"));
  EXPECT_THAT(cases[0].ns, IsEmpty());
  const std::string text = RenderGoogleBenchmarkJson({result});
  for (const char* field : {"iterations", "real_time", "cpu_time", "time_unit"}) {
    EXPECT_THAT(text, HasSubstr(field)) << "compare.py reads it of every entry";
  }
}

TEST(GoogleBenchmarkJson, ThreadsAreThoseOfTheName) {
  Result result;
  result.evidence.cases = {Timed("x/Y/threads:4", {{0, {10}}})};
  EXPECT_THAT(RenderGoogleBenchmarkJson({result}), HasSubstr("\"threads\": 4"));
  result.evidence.cases = {Timed("x/Y", {{0, {10}}})};
  EXPECT_THAT(RenderGoogleBenchmarkJson({result}), HasSubstr("\"threads\": 1"));
}

TEST(GoogleBenchmarkJson, OneNameInTwoTargetsIsOneCase) {
  Result a, b;
  a.evidence.cases = {Timed("x/Y", {{0, {10}}})};
  b.evidence.cases = {Timed("x/Y", {{0, {20}}})};
  const std::vector<Repetitions> cases = ReadBack({a, b});
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_THAT(cases[0].ns, ElementsAre(10, 20));
  EXPECT_THAT(RenderGoogleBenchmarkJson({a, b}), HasSubstr("\"repetitions\": 2"));
}

}  // namespace
}  // namespace pawl

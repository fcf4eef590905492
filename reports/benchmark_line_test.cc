#include "reports/benchmark_line.h"

#include <string>

#include "gtest/gtest.h"

namespace pawl {
namespace {

constexpr char kForEachImpl[] = R"source(// Measures "x/Line" of a text.
const int kSize = pawl::RecordSizeof<x::Builder>("x/Builder/impl:optimized");

const int kQuoted = pawl::ForEachImpl<Impls>(
    "x/LineQuoted", "tokens", {200}, kMake, kBody, kAnswer);
const int kLine = pawl::ForEachImpl<Impls>(
    "x/Line", "tokens", {8, 37}, kMake, kBody, kAnswer);
const char* const url = "http://x/y"; const int kUrl = Register("x/Url", 1);
)source";

constexpr char kMacros[] = R"source(
static void BM_Copy(benchmark::State& state) { Use("BENCHMARK"); }
BENCHMARK(BM_CopyAll);
BENCHMARK(BM_Copy)->Arg(8);
BENCHMARK_TEMPLATE(BM_Sort, int)->Arg(8);
BENCHMARK_CAPTURE(BM_Parse, small, 1);
BENCHMARK_CAPTURE(BM_Parse, large, 100);
BENCHMARK_F(Fixture, Method)(benchmark::State& state) {}
)source";

int LineIn(const char* source, const std::string& name) { return FindBenchmark(source, name).line; }

TEST(BenchmarkLine, IsThatOfTheLiteralWithTheOperation) {
  EXPECT_EQ(LineIn(kForEachImpl, "x/Line/impl:optimized/tokens:37"), 7) << "not the comment, nor the longer name";
  EXPECT_EQ(LineIn(kForEachImpl, "x/LineQuoted/impl:baseline/tokens:200"), 5);
  EXPECT_EQ(LineIn(kForEachImpl, "x/Builder/impl:optimized"), 2);
  EXPECT_EQ(LineIn(kForEachImpl, "x/Url/impl:optimized/n:1"), 8) << "the slashes of an address begin no comment";
}

TEST(BenchmarkLine, IsThatOfTheMacroWithTheFunction) {
  EXPECT_EQ(LineIn(kMacros, "BM_Copy/8"), 4);
  EXPECT_EQ(LineIn(kMacros, "BM_Sort<int>/8"), 5);
  EXPECT_EQ(LineIn(kMacros, "BM_Parse/large"), 7);
  EXPECT_EQ(LineIn(kMacros, "Fixture/Method"), 8);
}

TEST(BenchmarkLine, IsNoneWhereTheNameIsNotWritten) {
  for (const char* name : {"", "/", "x/Other/impl:optimized/tokens:37", "x", "BM_Cop", "BM_Copy2/8", "y/Line"}) {
    EXPECT_EQ(LineIn(kForEachImpl, name), 0) << name;
    EXPECT_EQ(LineIn(kMacros, name), 0) << name;
  }
  EXPECT_EQ(LineIn("", "x/Line"), 0);
}

TEST(BenchmarkLine, ALongerMatchIsSurer) {
  const char* const whole = "Register(\"x/Line/impl:optimized\");";
  EXPECT_GT(FindBenchmark(whole, "x/Line/impl:optimized/n:1").matched,
            FindBenchmark(kForEachImpl, "x/Line/impl:optimized/n:1").matched);
}

}  // namespace
}  // namespace pawl

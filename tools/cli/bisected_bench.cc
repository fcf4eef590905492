// A benchmark that does as much work as the file `work` beside it says, so that commits of a test can differ in time.
#include <cstdint>
#include <fstream>

#include "benchmark/benchmark.h"

namespace pawl {
namespace {

void Work(benchmark::State& state) {
  static const int64_t steps = [] {
    int64_t number = 0;
    std::ifstream("work") >> number;
    return number;
  }();
  if (steps <= 0) return state.SkipWithError("the file work has no number above 0");
  uint64_t x = 1;
  for (auto _ : state) {
    for (int64_t i = 0; i < steps; ++i) x = (x ^ (x >> 29)) * 0x9e3779b97f4a7c15U;
    benchmark::DoNotOptimize(x);
  }
}
BENCHMARK(Work)->Name("x/Work/impl:optimized/n:1");

}  // namespace
}  // namespace pawl

// What the gates of machine_test consist of: they are analysed and never built.
#include "benchmark/benchmark.h"

static void BM_Nothing(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(state.iterations());
}
BENCHMARK(BM_Nothing);

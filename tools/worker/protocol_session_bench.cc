// What the session of docs/worker-protocol.md talks to: two ordinary benchmarks.
#include <cctype>
#include <cstring>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"

namespace {

void Upper(benchmark::State& state) {
  std::string text(static_cast<size_t>(state.range(0)), 'a');
  for (auto _ : state) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    benchmark::DoNotOptimize(text.data());
  }
}
BENCHMARK(Upper)->Arg(64);

void Copy(benchmark::State& state) {
  const std::vector<char> from(static_cast<size_t>(state.range(0)), 'a');
  std::vector<char> to(from.size());
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), from.size());
    benchmark::DoNotOptimize(to.data());
  }
  state.counters["bytes"] = static_cast<double>(state.range(0));
}
BENCHMARK(Copy)->Arg(4096)->UseRealTime();

}  // namespace

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "benchmark/benchmark.h"
#include "tools/perf/for_each_impl.h"
#include "words.h"

static std::string some_text(int64_t lines) {
  std::string text;
  for (int64_t line = 0; line < lines; ++line) text += "the quick  brown fox jumps over the lazy dog \n";
  return text;
}

static const int tidier_size = pawl::RecordSizeof<words::one_pass_tidier>("words/Tidier/impl:optimized");

static const int tidy = pawl::ForEachImpl<std::tuple<words::stream_tidier, words::one_pass_tidier>>(
    "words/Tidy", "lines", {64}, []<typename Tidier>(int64_t lines) { return std::pair(Tidier(), some_text(lines)); },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) benchmark::DoNotOptimize(fixture.first.tidy(fixture.second));
      const std::string tidied = fixture.first.tidy(fixture.second);
      state.counters["compression_ratio"] =
          static_cast<double>(fixture.second.size()) / static_cast<double>(tidied.size());
    },
    [](auto& fixture) { return fixture.first.tidy(fixture.second); });

// An ordinary benchmark, written before anybody here had heard of Pawl.
static void BM_CountBlanks(benchmark::State& state) {
  const std::string text = some_text(64);
  for (auto _ : state) benchmark::DoNotOptimize(std::count(text.begin(), text.end(), ' '));
}
BENCHMARK(BM_CountBlanks);

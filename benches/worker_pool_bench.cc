#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "impls/worker_pool/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using worker_pool::Impls;
using worker_pool::Outcome;
namespace corpus = worker_pool::corpus;

// What claims about makespans speak of, and as many CPUs as the smallest machine has that can tell them apart.
constexpr size_t kWorkers = 2;

// One for each pool; a call has its own on the stack.
const int kPoolSize = pawl::RecordSizeof<worker_pool::Optimized>("worker_pool/Pool/impl:optimized");

// A pool and what it works on.
template <typename Impl>
struct Case {
  std::unique_ptr<Impl> pool = std::make_unique<Impl>(kWorkers);
  std::vector<uint32_t> costs;
  std::vector<uint64_t> results;
  double makespan_ratio = 0;  // to the ideal, in rounds; 0 if nobody can say

  static Case Make(const char* set) {
    Case made;
    made.costs = corpus::Costs(set);
    made.results.resize(made.costs.size());
    if constexpr (requires { Impl::Makespan(made.costs, kWorkers, true); }) {
      const auto ideal = static_cast<double>(worker_pool::IdealMakespan(made.costs, kWorkers));
      if (ideal > 0) {
        made.makespan_ratio = static_cast<double>(Impl::Makespan(made.costs, kWorkers, true)) / ideal;
      }
    }
    return made;
  }

  bool IsEmptyTasks() const { return costs[0] == 0; }

  Outcome Map() {
    // Not a loop of no rounds: that would cost more than what is measured.
    if (IsEmptyTasks()) return pool->Map(std::span(results), [](size_t i) { return static_cast<uint64_t>(i); });
    worker_pool::Options options;
    options.cost_hints = costs;
    return pool->Map(std::span(results), [this](size_t i) { return corpus::Work(i, costs[i]); }, options);
  }

  // Returns the digest of what came out in order, or what went wrong.
  std::pair<uint64_t, Outcome> Stream() {
    corpus::Digester digester;
    const auto sink = [&digester](size_t, uint64_t&& result) { digester.Add(result); };
    Outcome outcome = IsEmptyTasks()
                          ? pool->Stream(
                                costs.size(), [](size_t i) { return static_cast<uint64_t>(i); }, sink)
                          : pool->Stream(costs.size(), [this](size_t i) { return corpus::Work(i, costs[i]); }, sink);
    return {digester.digest(), std::move(outcome)};
  }
};

constexpr auto kMake = []<typename Impl>(const char* set) { return Case<Impl>::Make(set); };

constexpr auto kMap = [](benchmark::State& state, auto& input) {
  for (auto _ : state) {
    const Outcome outcome = input.Map();
    if (!outcome.ok()) return state.SkipWithError(std::string(outcome.status.message()));
    benchmark::DoNotOptimize(input.results.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(input.costs.size()));
  if (input.makespan_ratio > 0) state.counters["makespan_ratio"] = input.makespan_ratio;
};

constexpr auto kMapAnswer = [](auto& input) {
  const Outcome outcome = input.Map();
  return outcome.ok() ? std::to_string(corpus::Digest(input.results)) : outcome.status.ToString();
};

// Measures a bulk map of all items of a set into slots that are there already, by two workers, hints given.
// Does not measure: starting the pool (but for the baseline, which starts threads in each call), results that own
// memory, or failures. On a machine of one CPU: nothing that could be compared.
const int kMapSets =
    pawl::ForEachImpl<Impls>("worker_pool/Map", "set", {"empty", "uniform", "pareto", "stride", "stride2k", "giant"},
                             kMake, kMap, kMapAnswer, pawl::JudgedBy::kWallTime);

// Measures maps of 200,000 empty items right after each other: what a pool costs while it is in use. In Map/set:empty
// the share of wake-ups depends on how many calls make a slice, which may be more for one pool than for the other. Does
// not measure: a call after a pause, or the pools that are far from these two.
const int kMaps = pawl::ForEachImpl<impls::ImplList<worker_pool::Optimized, worker_pool::OneTbb>>(
    "worker_pool/Maps", "maps", {8}, []<typename Impl>(int maps) { return std::pair(Case<Impl>::Make("empty"), maps); },
    [](benchmark::State& state, auto& input) {
      auto& [pool_case, maps] = input;
      for (auto _ : state) {
        for (int map = 0; map < maps; ++map) {
          const Outcome outcome = pool_case.Map();
          if (!outcome.ok()) return state.SkipWithError(std::string(outcome.status.message()));
          benchmark::DoNotOptimize(pool_case.results.data());
          benchmark::ClobberMemory();
        }
      }
      state.SetItemsProcessed(state.iterations() * maps * static_cast<int64_t>(pool_case.costs.size()));
    },
    [](auto& input) { return kMapAnswer(input.first); }, pawl::JudgedBy::kWallTime);

// Measures the same items streamed: each result handed, in order, to a sink that adds it to a digest (3 ns), with at
// most 1024 of them under way.
// Does not measure: a slow sink, another window, or when the first result is there.
const int kStreamSets = pawl::ForEachImpl<Impls>(
    "worker_pool/Stream", "set", {"empty", "uniform", "pareto", "stride", "giant"}, kMake,
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        auto [digest, outcome] = input.Stream();
        if (!outcome.ok()) return state.SkipWithError(std::string(outcome.status.message()));
        benchmark::DoNotOptimize(digest);
      }
      state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(input.costs.size()));
    },
    [](auto& input) {
      const auto [digest, outcome] = input.Stream();
      return outcome.ok() ? std::to_string(digest) : outcome.status.ToString();
    },
    pawl::JudgedBy::kWallTime);

}  // namespace

// A benchmark in whose optimized implementation the build plants one defect, named by PAWL_PLANT_<DEFECT>. Without one
// it is healthy.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "tools/perf/for_each_impl.h"

namespace {

using Numbers = std::vector<uint32_t>;

uint64_t Mix(uint64_t x) { return (x ^ (x >> 29)) * 0x9e3779b97f4a7c15U; }

// Sums a hash of each number and, to have something to count, keeps the sum on the heap.
struct Baseline {
  static constexpr char kName[] = "baseline";
  std::unique_ptr<uint64_t> Sum(const Numbers& numbers) const {
    auto sum = std::make_unique<uint64_t>(0);
    for (int pass = 0; pass < 2; ++pass) {
      *sum = 0;
      for (uint32_t number : numbers) *sum += Mix(number);
      benchmark::DoNotOptimize(*sum);
    }
    return sum;
  }
};

struct Optimized {
  static constexpr char kName[] = "optimized";
  std::unique_ptr<uint64_t> Sum(const Numbers& numbers) const {
    auto sum = std::make_unique<uint64_t>(0);
    for (uint32_t number : numbers) *sum += Mix(number);
#ifdef PAWL_PLANT_SLOWDOWN
    // A twentieth of the numbers once more: 5 %.
    uint64_t again = 0;
    for (size_t i = 0; i < numbers.size() / 20; ++i) again += Mix(numbers[i]);
    benchmark::DoNotOptimize(again);
#endif
#ifdef PAWL_PLANT_ALLOCATION
    auto* block = new char[64];
    benchmark::DoNotOptimize(block);
    delete[] block;
#endif
#ifdef PAWL_PLANT_LEAK
    auto* block = new char[64];
    benchmark::DoNotOptimize(block);
#endif
#ifdef PAWL_PLANT_WRONG_ANSWER
    ++*sum;
#endif
    return sum;
  }
};

template <typename... Impl>
struct List {};

const int kSum = pawl::ForEachImpl<List<Baseline, Optimized>>(
    "selftest/Sum", "numbers", {4096},
    []<typename Impl>(int64_t n) {
      Numbers numbers(static_cast<size_t>(n));
      std::iota(numbers.begin(), numbers.end(), 1U);
      return std::pair(Impl(), std::move(numbers));
    },
    []<typename Fixture>(benchmark::State& state, Fixture& fixture) {
      auto& [impl, numbers] = fixture;
#ifdef PAWL_PLANT_DEAD_LOOP
      if constexpr (std::is_same_v<std::tuple_element_t<0, Fixture>, Optimized>) {
        // 10,000 look-ups whose answers nobody takes, as in many a published table of zeros.
        for (auto _ : state) {
          for (size_t i = 0; i < 10'000; ++i) {
            [[maybe_unused]] const uint64_t answer = Mix(numbers[i % numbers.size()]);
          }
        }
        return;
      }
#endif
      for (auto _ : state) {
        auto sum = impl.Sum(numbers);
        benchmark::DoNotOptimize(sum.get());
      }
    },
    [](auto& fixture) { return std::to_string(*fixture.first.Sum(fixture.second)); });

}  // namespace

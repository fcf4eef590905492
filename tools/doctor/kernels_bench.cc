// What `pawl doctor` times against itself. Fixtures live as long as the process: Google Benchmark calls a function once
// for every slice.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "benchmark/benchmark.h"
#include "tools/doctor/kernels.h"

namespace pawl {
namespace {

constexpr int kSteps = 64;  // of each kernel in one iteration, so that the loop around them costs nothing

// Measures a chain of multiplications and shifts in registers. Does not measure: any load.
void Arithmetic(benchmark::State& state) {
  uint64_t x = 1;
  for (auto _ : state) {
    for (int i = 0; i < kSteps; ++i) x = (x ^ (x >> 29)) * 0x9e3779b97f4a7c15U;
    benchmark::DoNotOptimize(x);
  }
}

// One cache line, which names the next.
struct alignas(64) Line {
  uint32_t next;
};

// A cycle through all lines in an order that no prefetcher follows: of a linear congruential generator, whose period is
// full for a power of two, an odd increment and a multiplier that is 1 modulo 4 (Hull and Dobell, 1962).
std::vector<Line> Cycle(int64_t bytes) {
  std::vector<Line> lines(static_cast<size_t>(bytes) / sizeof(Line));
  for (size_t i = 0; i < lines.size(); ++i) {
    lines[i].next = static_cast<uint32_t>((i * 1664525U + 1013904223U) % lines.size());
  }
  return lines;
}

void Chase(benchmark::State& state, const std::vector<Line>& lines, uint32_t& at) {
  for (auto _ : state) {
    for (int i = 0; i < kSteps; ++i) at = lines[at].next;
    benchmark::DoNotOptimize(at);
  }
}

// Measures the latency of loads that the second-level cache serves. Does not measure: bandwidth, prefetching.
void Cache(benchmark::State& state) {
  static const auto& lines = *new std::vector<Line>(Cycle(kCacheBytes));
  static uint32_t at = 0;
  Chase(state, lines, at);
}

// Measures the latency of loads that main memory serves, page walks included. Does not measure: bandwidth.
void Memory(benchmark::State& state) {
  static const auto& lines = *new std::vector<Line>(Cycle(kMemoryBytes));
  static uint32_t at = 0;
  Chase(state, lines, at);
}

// Measures malloc and free of blocks of many sizes, freed in another order. Does not measure: using the blocks.
void Allocator(benchmark::State& state) {
  std::array<void*, kAllocatorBlocks> blocks{};
  for (auto _ : state) {
    for (size_t i = 0; i < blocks.size(); ++i) {
      blocks[i] = std::malloc(16 + 40 * i);
      benchmark::DoNotOptimize(blocks[i]);
    }
    for (size_t i = 0; i < blocks.size(); ++i) std::free(blocks[(7 * i + 3) % blocks.size()]);
  }
}

const int kRegistered = [] {
  constexpr std::array<void (*)(benchmark::State&), kKernels.size()> kFunctions = {Arithmetic, Cache, Allocator,
                                                                                   Memory};
  for (size_t i = 0; i < kKernels.size(); ++i) benchmark::RegisterBenchmark(kKernels[i].name, kFunctions[i]);
  return 0;
}();

}  // namespace
}  // namespace pawl

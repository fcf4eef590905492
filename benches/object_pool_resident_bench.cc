#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/object_pool/impls.h"
#include "impls/object_pool/manager.h"
#include "tools/perf/for_each_impl.h"

namespace {

namespace corpus = object_pool::corpus;

// A program whose pools are those of a manager, without the thread: it would trim when it likes.
struct Managed {
  static constexpr std::string_view kName = "optimized";

  object_pool::BytePool& pool() { return manager->byte_pool(); }
  void Idle() { manager->ForceGC(); }

  std::unique_ptr<object_pool::Manager> manager = [] {
    object_pool::MemoryConfig config;
    config.monitoring_enabled = false;
    std::unique_ptr<object_pool::Manager> made = object_pool::Manager::Make(config).value();
    made->byte_pool().Get(1).Return();  // makes this thread's cache, which stays
    return made;
  }();
};

// One that has none, and gives back what malloc gives back by itself.
struct Plain {
  static constexpr std::string_view kName = "baseline";

  object_pool::Baseline::Bytes& pool() { return *bytes; }
  void Idle() {}

  std::unique_ptr<object_pool::Baseline::Bytes> bytes =
      std::make_unique<object_pool::Baseline::Bytes>(object_pool::Options());
};

double ResidentBytes() {
  uint64_t pages = 0, resident_pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident_pages;
  return static_cast<double>(resident_pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
}

template <typename Program>
struct Burst {
  using Buffer = decltype(std::declval<Program&>().pool().Get(1));

  Program program;
  std::vector<size_t> live_sizes, burst_sizes;

  // What is in memory after the burst, by what is live.
  double Run() {
    std::vector<Buffer> live, burst;
    live.reserve(live_sizes.size());
    burst.reserve(burst_sizes.size());
    malloc_trim(0);  // so that what an earlier run left is not counted as this one's beginning
    const double before = ResidentBytes();
    const double live_bytes = Fill(live_sizes, live);
    Fill(burst_sizes, burst);
    burst.clear();
    program.Idle();
    const double ratio = (ResidentBytes() - before) / live_bytes;
    live.clear();
    program.Idle();
    return ratio;
  }

 private:
  double Fill(const std::vector<size_t>& sizes, std::vector<Buffer>& buffers) {
    double sum = 0;
    for (const size_t bytes : sizes) {
      buffers.push_back(program.pool().Get(bytes));
      std::memset(buffers.back().data(), 1, bytes);
      sum += static_cast<double>(bytes);
    }
    return sum;
  }
};

// Measures 1000 live buffers of lognormal sizes (64 B to 1 MiB) and a burst of N more, all written to and returned,
// until the pool has been told to give back what it has: `resident_ratio` is what is then in memory by what is live.
// Does not measure: how fast that is among others, or waiting for the manager's thread to do it.
const int kResident = pawl::ForEachImpl<impls::ImplList<Plain, Managed>>(
    "object_pool/Resident", "burst", {10'000},
    []<typename Program>(int burst) {
      return Burst<Program>{{}, corpus::Sizes(1, 1000), corpus::Sizes(2, static_cast<size_t>(burst))};
    },
    [](benchmark::State& state, auto& burst) {
      double worst = 0;
      for (auto _ : state) {
        const double ratio = burst.Run();
        // What is live has been written to. Less would be no memory saved, but one that cannot be seen.
        if (ratio < 0.5) return state.SkipWithError("/proc/self/statm does not show the memory that is in use");
        worst = std::max(worst, ratio);
      }
      state.counters["resident_ratio"] = worst;
    },
    [](auto& burst) { return std::to_string(burst.program.pool().Get(100).size()) + " bytes"; });

}  // namespace

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benches/settled_malloc.h"
#include "benchmark/benchmark.h"
#include "impls/object_pool/config.h"
#include "impls/object_pool/impls.h"
#include "impls/object_pool/peers/peers.h"
#include "tools/perf/for_each_impl.h"

namespace {

using object_pool::Baseline;
using object_pool::Optimized;
namespace corpus = object_pool::corpus;
namespace peers = object_pool::peers;

using Allocators = impls::ImplList<Baseline, Optimized, peers::Jemalloc, peers::Tcmalloc, peers::Mimalloc,
                                   peers::PmrUnsynchronized, peers::PmrSynchronized>;

const int kSettled = benches::SettleMalloc();

constexpr int kBuffers = 64;

// As the manager makes them by default.
object_pool::Options DefaultOptions() { return object_pool::PoolOptions(object_pool::MemoryConfig()); }

// A pool and what a case does with it.
template <typename Impl>
struct Case {
  using Pool = typename Impl::Bytes;
  using Buffer = decltype(std::declval<Pool&>().Get(1));

  explicit Case(const object_pool::Options& options, std::vector<size_t> sizes)
      : pool(std::make_unique<Pool>(options)), sizes(std::move(sizes)) {
    held.reserve(this->sizes.size());
    // Once, so that what is measured is the steady state.
    for (const size_t bytes : this->sizes) held.push_back(pool->Get(bytes));
    held.clear();
  }

  // Gets and returns one buffer of each size.
  void Each() {
    for (const size_t bytes : sizes) {
      Buffer buffer = pool->Get(bytes);  // gcc 12 keeps a const one in memory, at 1 ns
      benchmark::DoNotOptimize(buffer.data());
      benchmark::ClobberMemory();
    }
  }

  // Gets a buffer of each size, then returns them in `order`.
  void All(const std::vector<uint32_t>& order) {
    for (const size_t bytes : sizes) {
      held.push_back(pool->Get(bytes));
      benchmark::DoNotOptimize(held.back().data());
      benchmark::ClobberMemory();
    }
    for (const uint32_t i : order) held[i].Return();
    held.clear();
  }

  // Gets a buffer of each size in the place of one that is held.
  void Replace(const std::vector<uint32_t>& victims) {
    for (size_t i = 0; i < sizes.size(); ++i) {
      held[victims[i]] = pool->Get(sizes[i]);
      benchmark::ClobberMemory();
    }
  }

  std::unique_ptr<Pool> pool;
  std::vector<size_t> sizes;
  std::vector<Buffer> held;
};

constexpr auto kEach = [](benchmark::State& state, auto& fixture) {
  for (auto _ : state) fixture.Each();
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(fixture.sizes.size()));
};

constexpr auto kAnswer = [](auto& fixture) {
  size_t bytes = 0;
  for (const size_t size : fixture.sizes) bytes += fixture.pool->Get(size).size();
  return std::to_string(bytes) + " bytes";
};

// Measures getting a buffer of N bytes and returning it at once, 64 times.
// Does not measure: using it, or memory that has not been touched before.
const int kGetPut = pawl::ForEachImpl<Allocators>(
    "object_pool/GetPut", "bytes", {64, 1024, 4096, 65'536, 1 << 20},
    []<typename Impl>(int bytes) {
      return Case<Impl>(DefaultOptions(), std::vector<size_t>(kBuffers, static_cast<size_t>(bytes)));
    },
    kEach, kAnswer);

// Measures the same of buffers that are overwritten with zeros when they are returned.
const int kGetPutWiped = pawl::ForEachImpl<impls::ImplList<Baseline, Optimized>>(
    "object_pool/GetPutWiped", "bytes", {64, 4096, 65'536},
    []<typename Impl>(int bytes) {
      object_pool::Options options = DefaultOptions();
      options.wipe_on_return = true;
      return Case<Impl>(options, std::vector<size_t>(kBuffers, static_cast<size_t>(bytes)));
    },
    kEach, kAnswer);

// Measures the same of pools that keep nothing: what a pool costs that is switched off.
const int kGetPutOff = pawl::ForEachImpl<impls::ImplList<Baseline, Optimized>>(
    "object_pool/GetPutOff", "bytes", {64, 4096},
    []<typename Impl>(int bytes) {
      object_pool::MemoryConfig config;
      config.pool_enabled = false;
      return Case<Impl>(PoolOptions(config), std::vector<size_t>(kBuffers, static_cast<size_t>(bytes)));
    },
    kEach, kAnswer);

// Measures getting 64 buffers and returning all of them: the last first, the first first, or in random order.
// Does not measure: using them.
const int kHold = pawl::ForEachImpl<Allocators>(
    "object_pool/Hold64", "order",
    {"lifo_64", "fifo_64", "random_64", "lifo_4096", "fifo_4096", "random_4096", "lifo_65536", "fifo_65536",
     "random_65536", "random_1048576"},
    []<typename Impl>(std::string_view order_and_bytes) {
      const size_t at = order_and_bytes.find('_');
      const size_t bytes = std::stoul(std::string(order_and_bytes.substr(at + 1)));
      std::vector<uint32_t> order = corpus::Order(1, kBuffers);
      if (order_and_bytes.starts_with("lifo")) std::sort(order.rbegin(), order.rend());
      if (order_and_bytes.starts_with("fifo")) std::sort(order.begin(), order.end());
      return std::pair(Case<Impl>(DefaultOptions(), std::vector<size_t>(kBuffers, bytes)), order);
    },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) fixture.first.All(fixture.second);
      state.SetItemsProcessed(state.iterations() * kBuffers);
    },
    [](auto& fixture) { return kAnswer(fixture.first); });

// Measures replacing a random one of 100 buffers by another of a lognormal size from 64 B to 1 MiB, 1000 times.
// Does not measure: touching them.
const int kReplace = pawl::ForEachImpl<Allocators>(
    "object_pool/Replace", "live", {100},
    []<typename Impl>(int live) {
      std::pair fixture(Case<Impl>(DefaultOptions(), corpus::Sizes(1, 1000)), std::vector<uint32_t>());
      for (const uint32_t i : corpus::Order(2, 1000)) fixture.second.push_back(i % static_cast<uint32_t>(live));
      for (int i = 0; i < live; ++i) fixture.first.held.push_back(fixture.first.pool->Get(64));
      for (int round = 0; round < 3; ++round) fixture.first.Replace(fixture.second);  // the steady state
      return fixture;
    },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) fixture.first.Replace(fixture.second);
      state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(fixture.second.size()));
    },
    [](auto& fixture) { return kAnswer(fixture.first); });

// Measures a burst: getting N buffers of 4 KiB and returning all of them.
// Does not measure: touching them, or what of them stays in memory (see object_pool/Resident).
const int kBurst = pawl::ForEachImpl<Allocators>(
    "object_pool/Burst", "buffers", {10'000},
    []<typename Impl>(int buffers) {
      const auto count = static_cast<size_t>(buffers);
      return std::pair(Case<Impl>(DefaultOptions(), std::vector<size_t>(count, 4096)), corpus::Order(3, count));
    },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) fixture.first.All(fixture.second);
      state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(fixture.second.size()));
    },
    [](auto& fixture) { return kAnswer(fixture.first); });

}  // namespace

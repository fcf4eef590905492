#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
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
namespace peers = object_pool::peers;

using Allocators =
    impls::ImplList<Baseline, Optimized, peers::Jemalloc, peers::Tcmalloc, peers::Mimalloc, peers::PmrSynchronized>;

const int kSettled = benches::SettleMalloc();

// Threads that live as long as the case and do their part of each iteration at once.
class Team {
 public:
  explicit Team(size_t size) {
    for (size_t i = 1; i < size; ++i)
      threads_.emplace_back([this, i](const std::stop_token& stop) { Follow(stop, i); });
  }
  ~Team() {
    for (std::jthread& thread : threads_) thread.request_stop();
    round_.fetch_add(1);
    round_.notify_all();
  }

  // Calls part(i) on thread i, all at once; the caller is thread 0.
  template <typename Part>
  void Run(Part& part) {
    part_ = &part;
    call_ = [](void* to_call, size_t i) { (*static_cast<Part*>(to_call))(i); };
    left_.store(threads_.size(), std::memory_order_relaxed);
    round_.fetch_add(1);
    round_.notify_all();
    part(0);
    while (left_.load(std::memory_order_acquire) > 0) std::this_thread::yield();
  }

 private:
  void Follow(const std::stop_token& stop, size_t i) {
    for (uint64_t seen = 0;;) {
      // A short wait awake: a sleeper takes longer to wake than most parts to do.
      for (int spins = 0; round_.load() == seen && spins < 2000; ++spins) std::this_thread::yield();
      round_.wait(seen);
      seen = round_.load();
      if (stop.stop_requested()) return;
      call_(part_, i);
      left_.fetch_sub(1, std::memory_order_release);
    }
  }

  std::atomic<uint64_t> round_ = 0;
  std::atomic<size_t> left_ = 0;
  void* part_ = nullptr;
  void (*call_)(void*, size_t) = nullptr;
  std::vector<std::jthread> threads_;
};

// Hands buffers from one thread to another through a ring.
template <typename Buffer>
class Ring {
 public:
  static constexpr size_t kSlots = 1024;

  void Push(Buffer buffer) {
    const size_t at = pushed_.load(std::memory_order_relaxed);
    while (at - popped_.load(std::memory_order_acquire) == slots_.size()) std::this_thread::yield();
    slots_[at % slots_.size()].emplace(std::move(buffer));
    pushed_.store(at + 1, std::memory_order_release);
  }
  // What came is returned to its pool.
  void PopAndReturn() {
    const size_t at = popped_.load(std::memory_order_relaxed);
    while (at == pushed_.load(std::memory_order_acquire)) std::this_thread::yield();
    slots_[at % slots_.size()].reset();
    popped_.store(at + 1, std::memory_order_release);
  }

 private:
  std::vector<std::optional<Buffer>> slots_ = std::vector<std::optional<Buffer>>(kSlots);
  alignas(64) std::atomic<size_t> pushed_ = 0;
  alignas(64) std::atomic<size_t> popped_ = 0;
};

// Each thread's, enough that how long the team takes to meet does not count.
constexpr int kPairs = 50'000;

template <typename Impl>
struct Case {
  using Pool = typename Impl::Bytes;
  using Buffer = decltype(std::declval<Pool&>().Get(1));

  Case(size_t threads, size_t bytes)
      : pool(std::make_unique<Pool>(PoolOptions(object_pool::MemoryConfig()))),
        team(std::make_unique<Team>(threads)),
        ring(std::make_unique<Ring<Buffer>>()),
        threads(threads),
        bytes(bytes) {
    // Once, and more than can be under way, so that what is measured is the steady state.
    std::vector<Buffer> all;
    for (size_t i = 0; i < 2 * Ring<Buffer>::kSlots; ++i) all.push_back(pool->Get(bytes));
    all.clear();
    GetPut();
    if (threads == 2) HandOver();
  }

  void GetPut() {
    auto part = [this](size_t) {
      for (int i = 0; i < kPairs; ++i) {
        auto buffer = pool->Get(bytes);
        benchmark::DoNotOptimize(buffer.data());
        benchmark::ClobberMemory();
      }
    };
    team->Run(part);
  }

  void HandOver() {
    auto part = [this](size_t thread) {
      for (int i = 0; i < kPairs; ++i) {
        if (thread == 0) {
          ring->Push(pool->Get(bytes));
        } else {
          ring->PopAndReturn();
        }
      }
    };
    team->Run(part);
  }

  std::unique_ptr<Pool> pool;
  std::unique_ptr<Team> team;  // ends first
  std::unique_ptr<Ring<Buffer>> ring;
  size_t threads;
  size_t bytes;
};

constexpr auto kAnswer = [](auto& fixture) { return std::to_string(fixture.pool->Get(fixture.bytes).size()); };

// Measures T threads that each get a buffer of N bytes and return it at once, 50,000 times, for "<T>x<N>".
// Does not measure: using it. With more threads than CPUs: they take turns.
const int kGetPut = pawl::ForEachImpl<Allocators>(
    "object_pool/ThreadsGetPut", "threads", {"1x4096", "2x64", "2x4096", "2x65536", "4x4096", "8x4096"},
    []<typename Impl>(std::string_view text) {
      const size_t at = text.find('x');
      return Case<Impl>(std::stoul(std::string(text)), std::stoul(std::string(text.substr(at + 1))));
    },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) fixture.GetPut();
      state.SetItemsProcessed(state.iterations() * kPairs * static_cast<int64_t>(fixture.threads));
    },
    kAnswer, pawl::JudgedBy::kWallTime);

// Measures one thread that gets 50,000 buffers of N bytes and another that returns them, over a ring of 1024.
// Does not measure: using them. Handing over takes time, too, and the same for all.
const int kHandOver = pawl::ForEachImpl<Allocators>(
    "object_pool/HandOver", "bytes", {64, 4096}, []<typename Impl>(int bytes) { return Case<Impl>(2, bytes); },
    [](benchmark::State& state, auto& fixture) {
      for (auto _ : state) fixture.HandOver();
      state.SetItemsProcessed(state.iterations() * kPairs);
    },
    kAnswer, pawl::JudgedBy::kWallTime);

}  // namespace

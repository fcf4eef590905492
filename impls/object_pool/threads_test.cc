// Threads and pools that end in either order, and at once.

#include <atomic>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/object_pool/impls.h"
#include "impls/object_pool/thread_table.h"

namespace object_pool {
namespace {

TEST(ThreadTable, AnIdIsNeverUsedAgainAndAnIndexIs) {
  const PoolKey first = JoinThreadTables();
  EXPECT_TRUE(IsInThreadTables(first));
  LeaveThreadTables(first);
  EXPECT_FALSE(IsInThreadTables(first));
  const PoolKey second = JoinThreadTables();
  EXPECT_EQ(second.index, first.index);
  EXPECT_GT(second.id, first.id);
  EXPECT_FALSE(IsInThreadTables(first));
  EXPECT_EQ(FindThreadCache(second), nullptr);
  LeaveThreadTables(second);
}

TEST(Threads, WhatAThreadHadGoesToTheDepotWhenItEnds) {
  BytePool pool{Options()};
  std::thread([&] { pool.Get(1000).Return(); }).join();
  PoolStats stats = pool.stats();
  EXPECT_EQ(stats.thread_caches, 0u);
  EXPECT_EQ(stats.retained, 1u);
  EXPECT_EQ(stats.misses, 1u);
  std::thread([&] { pool.Get(1000).Return(); }).join();
  stats = pool.stats();
  EXPECT_EQ(stats.hits, 1u);
  EXPECT_EQ(stats.misses, 1u);
}

TEST(Threads, APoolMayEndBeforeAThreadThatUsedIt) {
  auto pool = std::make_unique<BytePool>(Options());
  std::atomic<int> step = 0;
  std::thread user([&] {
    pool->Get(1000).Return();
    step = 1;
    step.notify_all();
    step.wait(1);
  });
  step.wait(0);
  pool.reset();
  step = 2;
  step.notify_all();
  user.join();
}

// Used by a thread_local object's destructor, after the thread has given its caches back.
struct UsesPoolAtEnd {
  BytePool* pool = nullptr;
  ~UsesPoolAtEnd() {
    if (pool != nullptr) pool->Get(500).Return();
  }
};

TEST(Threads, AThreadMayUseAPoolWhileItEnds) {
  BytePool pool{Options()};
  std::thread([&] {
    static thread_local UsesPoolAtEnd at_end;  // made before the thread's table, hence destroyed after it
    at_end.pool = &pool;
    pool.Get(1000).Return();
  }).join();
  const PoolStats stats = pool.stats();
  EXPECT_EQ(stats.gets, 2u);
  EXPECT_EQ(stats.retained, 2u);
  EXPECT_EQ(stats.thread_caches, 0u);
}

TEST(Threads, PoolsAndThreadsMayComeAndGoAtOnce) {
  std::vector<std::thread> threads;
  for (uint64_t seed = 0; seed < 4; ++seed) {
    threads.emplace_back([seed] {
      std::mt19937_64 random(seed);
      for (int round = 0; round < 40; ++round) {
        std::vector<std::unique_ptr<BytePool>> pools(1 + random() % 5);
        for (auto& pool : pools) pool = std::make_unique<BytePool>(Options());
        std::atomic<bool> goes_on = true;
        std::thread user([&] {
          for (size_t i = 0; i < 50; ++i) pools[i % pools.size()]->Get(64 << i % 10).Return();
          goes_on = false;
          goes_on.notify_all();
          // Ends while the pools may already be going.
        });
        goes_on.wait(true);
        if (round % 2 == 0) user.join();
        pools.clear();
        if (user.joinable()) user.join();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Threads, ProducersAndConsumersLoseNothing) {
  BytePool pool{Options()};
  constexpr size_t kBuffers = 20'000;
  std::mutex mutex;
  std::vector<BytePool::Buffer> passed;
  std::atomic<size_t> produced = 0;
  std::atomic<bool> reads = true;
  std::thread reader([&] {
    PoolStats before;
    while (reads) {
      const PoolStats now = pool.stats();
      EXPECT_GE(now.hits, before.hits);
      EXPECT_GE(now.misses, before.misses);
      EXPECT_GE(now.frees, before.frees);
      before = now;
      std::this_thread::yield();
    }
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      while (produced.fetch_add(1) < kBuffers) {
        BytePool::Buffer buffer = pool.Get(256);
        buffer.data()[255] = std::byte{7};
        const std::lock_guard lock(mutex);
        passed.push_back(std::move(buffer));
      }
    });
    threads.emplace_back([&] {
      for (size_t taken = 0; taken < kBuffers / 2;) {
        std::vector<BytePool::Buffer> buffers;
        {
          const std::lock_guard lock(mutex);
          buffers.swap(passed);
        }
        taken += buffers.size();
        for (const auto& buffer : buffers) EXPECT_EQ(buffer.data()[255], std::byte{7});
        if (produced.load() >= kBuffers && buffers.empty()) break;
        std::this_thread::yield();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  passed.clear();
  reads = false;
  reader.join();
  const PoolStats stats = pool.stats();
  EXPECT_EQ(stats.gets, kBuffers);
  EXPECT_EQ(stats.retained + stats.frees, stats.misses);
}

TEST(Threads, TrimsAtOnceWithGetsKeepTheBooks) {
  BytePool pool{Options()};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 300; ++round) {
        std::vector<BytePool::Buffer> held;
        for (int k = 0; k < 70; ++k) held.push_back(pool.Get(4096));
        held.clear();
        if (i == 0) pool.Trim(static_cast<Level>(round % 3));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const PoolStats stats = pool.stats();
  EXPECT_EQ(stats.gets, 3u * 300 * 70);
  EXPECT_EQ(stats.retained + stats.frees, stats.misses);
  EXPECT_EQ(stats.retained_bytes, stats.retained * 4096);
}

}  // namespace
}  // namespace object_pool

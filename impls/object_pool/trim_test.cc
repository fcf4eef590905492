// What Trim() gives back.

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/object_pool/heap_in_use.h"
#include "impls/object_pool/impls.h"
#include "impls/object_pool/size_class.h"

namespace object_pool {
namespace {

void UseMany(BytePool& pool, size_t count, size_t bytes) {
  std::vector<BytePool::Buffer> buffers;
  for (size_t i = 0; i < count; ++i) buffers.push_back(pool.Get(bytes));
}

constexpr size_t kOfThread = 1 + 2 * MagazineOf(4096);

TEST(Trim, CriticalFreesTheDepotAndTheCallersCache) {
  BytePool pool{Options()};
  UseMany(pool, 1000, 4096);
  EXPECT_EQ(pool.stats().retained, 1000u);
  pool.Trim(Level::kCritical);
  EXPECT_EQ(pool.stats().retained, 0u);
  EXPECT_EQ(pool.stats().retained_bytes, 0u);
  EXPECT_EQ(pool.stats().frees, 1000u);
}

// Not only the pool's books: malloc must have it.
TEST(Trim, CriticalReallyFrees) {
  BytePool pool{Options()};
  const size_t before = HeapBytesInUse();
  UseMany(pool, 1000, 4096);
  EXPECT_GE(HeapBytesInUse(), before + 4'096'000);
  pool.Trim(Level::kCritical);
  EXPECT_LE(HeapBytesInUse(), before + 65536);  // the thread's cache itself
}

TEST(Trim, HighFreesTheDepotOnly) {
  BytePool pool{Options()};
  UseMany(pool, 1000, 4096);
  pool.Trim(Level::kHigh);
  EXPECT_GE(pool.stats().retained, kOfThread / 2);
  EXPECT_LE(pool.stats().retained, kOfThread);
}

TEST(Trim, NormalFreesWhatTheDepotHasNotNeededSince) {
  BytePool pool{Options()};
  UseMany(pool, 1000, 4096);
  pool.Trim(Level::kNormal);
  EXPECT_EQ(pool.stats().retained, 1000u) << "all of it was needed";
  UseMany(pool, 300, 4096);
  pool.Trim(Level::kNormal);
  EXPECT_GE(pool.stats().retained, 300u);
  EXPECT_LE(pool.stats().retained, 300u + 2 * kOfThread);
  pool.Trim(Level::kNormal);
  EXPECT_LE(pool.stats().retained, kOfThread) << "nothing was needed";
}

TEST(Trim, AnotherThreadFreesItsCacheWhenItNextNeedsTheDepot) {
  BytePool pool{Options()};
  std::atomic<int> step = 0;
  std::thread other([&] {
    UseMany(pool, 10, 4096);
    step = 1;
    step.notify_all();
    step.wait(1);
    pool.Get(65536).Return();  // another class, of which it has none
    step = 3;
    step.notify_all();
    step.wait(3);
  });
  step.wait(0);
  pool.Trim(Level::kCritical);
  EXPECT_EQ(pool.stats().retained, 10u);
  step = 2;
  step.notify_all();
  step.wait(2);
  EXPECT_EQ(pool.stats().retained, 1u) << "the one of the other class";
  step = 4;
  step.notify_all();
  other.join();
}

TEST(Trim, WhatAThreadHadBeforeACriticalTrimDoesNotRefillTheDepotWhenItEnds) {
  BytePool pool{Options()};
  std::atomic<int> step = 0;
  std::thread other([&] {
    UseMany(pool, 10, 4096);
    step = 1;
    step.notify_all();
    step.wait(1);
  });
  step.wait(0);
  pool.Trim(Level::kCritical);
  step = 2;
  step.notify_all();
  other.join();
  EXPECT_EQ(pool.stats().retained, 0u);
  EXPECT_EQ(pool.stats().frees, 10u);
}

TEST(Trim, TheCountersDoNotFall) {
  BytePool pool{Options()};
  PoolStats before;
  for (int i = 0; i < 30; ++i) {
    std::thread([&] { UseMany(pool, 100, 64u << (i % 8)); }).join();
    UseMany(pool, 50, 1000);
    pool.Trim(static_cast<Level>(i % 3));
    const PoolStats now = pool.stats();
    EXPECT_EQ(now.gets, static_cast<uint64_t>(i + 1) * 150);
    EXPECT_EQ(now.gets, now.hits + now.misses);
    EXPECT_GE(now.hits, before.hits);
    EXPECT_GE(now.misses, before.misses);
    EXPECT_EQ(now.misses, now.frees + now.retained) << "all that was allocated was freed or is here";
    before = now;
  }
}

}  // namespace
}  // namespace object_pool

// What Optimized keeps, and how much at most.

#include "impls/object_pool/cached_pool.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/object_pool/impls.h"
#include "impls/object_pool/size_class.h"

namespace object_pool {
namespace {

using Buffer = BytePool::Buffer;

std::vector<Buffer> Held(BytePool& pool, size_t count, size_t bytes) {
  std::vector<Buffer> buffers;
  for (size_t i = 0; i < count; ++i) buffers.push_back(pool.Get(bytes));
  return buffers;
}

TEST(CachedPool, LendsWhatWasReturnedLast) {
  BytePool pool{Options()};
  Buffer first = pool.Get(1000);
  const std::byte* const data = first.data();
  first.Return();
  EXPECT_EQ(pool.Get(900).data(), data) << "of the same class";
  const PoolStats stats = pool.stats();
  EXPECT_EQ(stats.gets, 2u);
  EXPECT_EQ(stats.hits, 1u);
  EXPECT_EQ(stats.misses, 1u);
  EXPECT_EQ(stats.retained, 1u);
  EXPECT_EQ(stats.retained_bytes, 1024u);
  EXPECT_EQ(stats.thread_caches, 1u);
}

TEST(CachedPool, NothingIsAllocatedInSteadyState) {
  BytePool pool{Options()};
  for (const size_t bytes : {64, 4096, 65536, 1 << 20}) {
    Held(pool, 60, bytes).clear();
    const uint64_t misses = pool.stats().misses;
    for (int i = 0; i < 20; ++i) Held(pool, 60, bytes).clear();
    EXPECT_EQ(pool.stats().misses, misses) << bytes;
  }
}

TEST(CachedPool, AThreadKeepsTwoMagazinesAndOneOfEachClass) {
  Options options;
  options.byte_pool_bytes = 64;  // the depot takes hardly anything
  for (uint32_t i = 1; i < kSizeClasses; ++i) {
    BytePool pool(options);
    const uint32_t magazine = MagazineOf(ClassBytes(i));
    Held(pool, 1 + 2 * magazine, ClassBytes(i)).clear();
    EXPECT_EQ(pool.stats().retained, 1 + 2 * magazine) << ClassBytes(i);
    // One more drives a magazine out, or itself where there is none.
    Held(pool, 2 + 2 * magazine, ClassBytes(i)).clear();
    EXPECT_EQ(pool.stats().retained, magazine == 0 ? 1 : 2 + magazine) << ClassBytes(i);
  }
}

TEST(CachedPool, AThreadKeepsNoMoreThanItsBoundOfAllClasses) {
  Options options;
  options.byte_pool_bytes = 1;  // too little for any buffer
  BytePool pool(options);
  for (uint32_t i = 0; i < kSizeClasses; ++i) {
    for (size_t more = 0; more < 3; ++more) Held(pool, 1 + 2 * MagazineOf(ClassBytes(i)) + more, ClassBytes(i)).clear();
    EXPECT_LE(pool.stats().retained_bytes, kMostThreadBytes);
    Held(pool, 1 + 2 * MagazineOf(ClassBytes(i)), ClassBytes(i)).clear();
  }
  EXPECT_EQ(pool.stats().retained_bytes, kMostThreadBytes);
  EXPECT_LE(kMostThreadBytes, size_t{6} << 20);
}

TEST(CachedPool, TheDepotKeepsNoMoreBytesThanItMay) {
  Options options;
  options.byte_pool_bytes = 1 << 20;
  BytePool pool(options);
  Held(pool, 10'000, 1024).clear();
  const size_t thread_bytes = (1 + 2 * MagazineOf(1024)) * 1024;
  EXPECT_GT(pool.stats().retained_bytes, 1u << 20);
  EXPECT_LE(pool.stats().retained_bytes, (1 << 20) + thread_bytes);
  EXPECT_EQ(pool.stats().retained + pool.stats().frees, 10'000u);
}

TEST(CachedPool, WhatIsTooLargeIsNotKept) {
  Options options;
  options.largest_buffer_bytes = 4096;
  BytePool pool(options);
  pool.Get(4097).Return();
  EXPECT_EQ(pool.stats(), PoolStats());
  pool.Get(4096).Return();
  EXPECT_EQ(pool.stats().retained, 1u);
}

TEST(CachedPool, KeepsAsManyBuildersAndMapsAsItsSizesSay) {
  Options options;
  options.strings = 100;
  options.maps = 10;
  {
    Optimized::Strings pool(options);
    std::vector<decltype(pool.Get())> held;
    for (int i = 0; i < 300; ++i) held.push_back(pool.Get());
    held.clear();
    EXPECT_GT(pool.stats().retained, 100u);
    EXPECT_LE(pool.stats().retained, 100u + 9) << "the depot's, and this thread's two magazines of 4 and one";
  }
  Optimized::Maps pool(options);
  std::vector<decltype(pool.Get())> held;
  for (int i = 0; i < 300; ++i) held.push_back(pool.Get());
  held.clear();
  EXPECT_GT(pool.stats().retained, 10u);
  EXPECT_LE(pool.stats().retained, 10u + 3) << "the depot's, and this thread's two magazines of 1 and one";
}

TEST(CachedPool, BytesOfObjectsAreThoseOfTheirBlocks) {
  Optimized::Strings pool{Options()};
  pool.Get()->Add("short");
  const uint64_t small = pool.stats().retained_bytes;
  EXPECT_GT(small, sizeof(FlatStrings));
  std::vector<decltype(pool.Get())> held;
  for (int i = 0; i < 40; ++i) {
    held.push_back(pool.Get());
    held.back()->Add(std::string(10'000, 'x'));
  }
  EXPECT_EQ(pool.stats().retained_bytes, 0u);
  held.clear();
  EXPECT_EQ(pool.stats().retained, 40u);
  EXPECT_GE(pool.stats().retained_bytes, 40u * 10'000);
  EXPECT_LE(pool.stats().retained_bytes, 40u * 24'000);
  pool.Trim(Level::kCritical);
  EXPECT_EQ(pool.stats().retained_bytes, 0u);
}

TEST(CachedPool, AnObjectThatHasGrownTooLargeIsFreed) {
  Options options;
  options.largest_object_bytes = 10'000;
  Optimized::Strings pool(options);
  pool.Get()->Add(std::string(20'000, 'x'));
  EXPECT_EQ(pool.stats().retained, 0u);
  EXPECT_EQ(pool.stats().frees, 1u);
}

TEST(CachedPool, PoolsOfOneThreadDoNotShareTheirCaches) {
  // Far more than there would be slots, all used in turn.
  std::vector<std::unique_ptr<BytePool>> pools;
  for (int i = 0; i < 200; ++i) pools.push_back(std::make_unique<BytePool>(Options()));
  for (int round = 0; round < 3; ++round) {
    for (const auto& pool : pools) pool->Get(64).Return();
  }
  for (const auto& pool : pools) {
    EXPECT_EQ(pool->stats().misses, 1u);
    EXPECT_EQ(pool->stats().hits, 2u);
  }
}

TEST(CachedPool, APoolInThePlaceOfAnotherStartsEmpty) {
  for (int i = 0; i < 100; ++i) {
    BytePool pool{Options()};
    pool.Get(64).Return();
    EXPECT_EQ(pool.stats().misses, 1u);
    EXPECT_EQ(pool.stats().thread_caches, 1u);
  }
}

}  // namespace
}  // namespace object_pool

#ifndef PAWL_IMPLS_WORKER_POOL_CONTRACT_THREADS_H_
#define PAWL_IMPLS_WORKER_POOL_CONTRACT_THREADS_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/worker_pool/contract.h"

namespace worker_pool {

// What every pool must do where threads wait for each other: windows, nested calls, several callers.
template <typename Pool>
class PoolThreadsContract : public PoolContract<Pool> {};

TYPED_TEST_SUITE_P(PoolThreadsContract);

TYPED_TEST_P(PoolThreadsContract, NoMoreThanTheWindowIsStartedAndSinksNeverOverlap) {
  TypeParam pool(this->kWorkers);
  for (const size_t window : {0, 1, 2, 3, 7, 64, 1000}) {
    Options options;
    options.window = window;
    std::atomic<size_t> handed_out = 0;
    std::atomic<bool> in_sink = false, too_early = false, overlaps = false;
    const auto fn = [&](size_t i) {
      if (i >= handed_out + std::max<size_t>(window, 1)) too_early = true;
      return corpus::Work(i, i % 16 == 0 ? 400 : 1);
    };
    const auto sink = [&](size_t i, uint64_t&& value) {
      if (in_sink.exchange(true)) overlaps = true;
      if (i != handed_out || value != corpus::Work(i, i % 16 == 0 ? 400 : 1)) overlaps = true;
      if (i % 50 == 0) std::this_thread::yield();
      ++handed_out;
      in_sink = false;
    };
    EXPECT_TRUE(pool.Stream(2000, fn, sink, options).ok());
    EXPECT_EQ(handed_out, 2000u);
    EXPECT_FALSE(too_early) << "window " << window;
    EXPECT_FALSE(overlaps) << "window " << window;
  }
}

TYPED_TEST_P(PoolThreadsContract, WhoFellAsleepOverASlowSinkOrItemIsWoken) {
  TypeParam pool(this->kWorkers);
  Options options;
  options.window = 8;
  const auto nap = [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
  size_t sum = 0;
  const auto slow_sink = [&](size_t i, size_t&& value) {
    if (i % 20 == 0) nap();
    sum += value;
  };
  EXPECT_TRUE(pool.Stream(200, [](size_t i) { return i; }, slow_sink, options).ok());
  EXPECT_EQ(sum, 19'900u);
  const auto slow_item = [&](size_t i) {
    if (i % 20 == 0) nap();
    return i;
  };
  EXPECT_TRUE(pool.Stream(200, slow_item, [&](size_t, size_t&& value) { sum -= value; }, options).ok());
  EXPECT_EQ(sum, 0u);
  // Dear items in front: whoever has the cheap rest is done long before.
  std::vector<size_t> results(2000);
  const auto slow_cluster = [&](size_t i) {
    if (i < 20) nap();
    return i;
  };
  EXPECT_TRUE(pool.Map(std::span(results), slow_cluster).ok());
  for (size_t i = 0; i < results.size(); ++i) ASSERT_EQ(results[i], i);
}

TYPED_TEST_P(PoolThreadsContract, CallsMayBeNested) {
  TypeParam pool(this->kWorkers);
  const auto leaf = [](size_t i) { return corpus::Work(i, 5); };
  const auto inner = [&](size_t i) {
    std::vector<uint64_t> results(1 + i % 20);
    EXPECT_TRUE(pool.Map(std::span(results), leaf).ok());
    return corpus::Digest(results);
  };
  const auto middle = [&](size_t i) {
    corpus::Digester digester;
    Options options;
    options.window = 1 + i % 5;
    const auto sink = [&](size_t, uint64_t&& value) { digester.Add(value + inner(3)); };
    EXPECT_TRUE(pool.Stream(4 + i, inner, sink, options).ok());
    return digester.digest();
  };
  std::vector<uint64_t> results(12);
  ASSERT_TRUE(pool.Map(std::span(results), middle).ok());
  for (size_t i = 0; i < results.size(); ++i) ASSERT_EQ(results[i], middle(i)) << i;
}

TYPED_TEST_P(PoolThreadsContract, SeveralThreadsMayCallAtOnce) {
  TypeParam pool(this->kWorkers);
  std::vector<std::jthread> callers;
  for (size_t caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&, caller] {
      for (size_t round = 0; round < 10; ++round) {
        const size_t count = 100 * caller + round;
        const std::vector<size_t> fails = round % 3 == 0 ? std::vector<size_t>{count / 2} : std::vector<size_t>{};
        EXPECT_EQ(this->MapText(pool, count, fails), this->LoopText(count, fails));
        EXPECT_EQ(this->StreamText(pool, count, fails), this->LoopText(count, fails));
      }
    });
  }
}

REGISTER_TYPED_TEST_SUITE_P(PoolThreadsContract, NoMoreThanTheWindowIsStartedAndSinksNeverOverlap,
                            WhoFellAsleepOverASlowSinkOrItemIsWoken, CallsMayBeNested, SeveralThreadsMayCallAtOnce);

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_CONTRACT_THREADS_H_

#ifndef PAWL_IMPLS_WORKER_POOL_CONTRACT_H_
#define PAWL_IMPLS_WORKER_POOL_CONTRACT_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/worker_pool/impls.h"

namespace worker_pool {

// What every pool must do, with contract_stops.h and contract_threads.h. Nothing in them depends on which thread runs
// first.
template <typename Pool>
class PoolContract : public ::testing::Test {
 public:
  static constexpr size_t kWorkers = 3;

  // A map whose items `fails` return errors, in words.
  static std::string MapText(Pool& pool, size_t count, const std::vector<size_t>& fails, const Options& options = {}) {
    std::vector<uint64_t> results(count, 0);
    const Outcome outcome = pool.Map(std::span(results), Failing(fails), options);
    const std::span done = std::span(results).first(outcome.completed);
    return Text(outcome) + ", digest " + std::to_string(corpus::Digest(done));
  }

  static std::string StreamText(Pool& pool, size_t count, const std::vector<size_t>& fails,
                                const Options& options = {}) {
    std::vector<uint64_t> results;
    const Outcome outcome = pool.Stream(
        count, Failing(fails),
        [&](size_t i, uint64_t&& value) {
          EXPECT_EQ(i, results.size());
          results.push_back(value);
        },
        options);
    EXPECT_EQ(outcome.completed, results.size());
    return Text(outcome) + ", digest " + std::to_string(corpus::Digest(results));
  }

  // What both must say, from a loop.
  static std::string LoopText(size_t count, const std::vector<size_t>& fails) {
    const size_t failed = fails.empty() ? count : *std::min_element(fails.begin(), fails.end());
    std::vector<uint64_t> results;
    for (size_t i = 0; i < std::min(failed, count); ++i) results.push_back(corpus::Work(i, 3));
    const std::string text = failed < count ? "OUT_OF_RANGE: item " + std::to_string(failed) + ": refused" : "OK";
    return text + ", " + std::to_string(results.size()) + " done, digest " + std::to_string(corpus::Digest(results));
  }

  static std::string Text(const Outcome& outcome) {
    return outcome.status.ToString() + ", " + std::to_string(outcome.completed) + " done";
  }

 private:
  static auto Failing(const std::vector<size_t>& fails) {
    return [&fails](size_t i) -> absl::StatusOr<uint64_t> {
      if (std::find(fails.begin(), fails.end(), i) != fails.end()) return absl::OutOfRangeError("refused");
      return corpus::Work(i, 3);
    };
  }
};

TYPED_TEST_SUITE_P(PoolContract);

TYPED_TEST_P(PoolContract, ResultsStandInTheOrderOfTheirInputs) {
  for (const size_t workers : {0, 1, 2, 3, 8}) {
    TypeParam pool(workers);
    for (size_t count = 0; count <= 70; ++count) {
      ASSERT_EQ(this->MapText(pool, count, {}), this->LoopText(count, {})) << count << " items";
      ASSERT_EQ(this->StreamText(pool, count, {}), this->LoopText(count, {})) << count << " items";
    }
    ASSERT_EQ(this->MapText(pool, 20'000, {}), this->LoopText(20'000, {}));
    ASSERT_EQ(this->StreamText(pool, 20'000, {}), this->LoopText(20'000, {}));
  }
}

TYPED_TEST_P(PoolContract, EveryItemRunsOnce) {
  TypeParam pool(this->kWorkers);
  std::vector<std::atomic<int>> runs(5000);
  std::vector<int> results(runs.size());
  const auto fn = [&](size_t i) { return ++runs[i]; };
  EXPECT_TRUE(pool.Map(std::span(results), fn).ok());
  EXPECT_TRUE(std::all_of(runs.begin(), runs.end(), [](const auto& n) { return n == 1; }));
  EXPECT_TRUE(pool.Stream(runs.size(), fn, [](size_t, int&&) {}).ok());
  EXPECT_TRUE(std::all_of(runs.begin(), runs.end(), [](const auto& n) { return n == 2; }));
}

TYPED_TEST_P(PoolContract, ResultsMayBeMoveOnlyOrOwnMemory) {
  TypeParam pool(this->kWorkers);
  const auto fn = [](size_t i) { return std::make_unique<std::string>(i, 'x'); };
  std::vector<std::unique_ptr<std::string>> results(100);
  ASSERT_TRUE(pool.Map(std::span(results), fn).ok());
  for (size_t i = 0; i < results.size(); ++i) ASSERT_EQ(results[i]->size(), i);
  size_t bytes = 0;
  const auto sink = [&](size_t, std::unique_ptr<std::string>&& text) { bytes += text->size(); };
  EXPECT_TRUE(pool.Stream(100, fn, sink).ok());
  EXPECT_EQ(bytes, 4950u);
}

TYPED_TEST_P(PoolContract, TheLowestFailureIsTheAnswer) {
  TypeParam pool(this->kWorkers);
  for (const std::vector<size_t>& fails :
       {std::vector<size_t>{0}, {999}, {500}, {500, 501, 502}, {998, 3, 700}, {999, 0}, {333, 666}}) {
    EXPECT_EQ(this->MapText(pool, 1000, fails), this->LoopText(1000, fails));
    EXPECT_EQ(this->StreamText(pool, 1000, fails), this->LoopText(1000, fails));
  }
}

TYPED_TEST_P(PoolContract, AnExceptionIsKeptWithItsItem) {
  TypeParam pool(this->kWorkers);
  const auto fn = [](size_t i) -> int {
    if (i >= 40) throw std::invalid_argument("no " + std::to_string(i));
    return 1;
  };
  std::vector<int> results(1000);
  int handed_out = 0;
  for (const Outcome& outcome :
       {pool.Map(std::span(results), fn), pool.Stream(1000, fn, [&](size_t, int&& one) { handed_out += one; })}) {
    EXPECT_EQ(outcome.status, absl::InternalError("exception in item 40: no 40"));
    EXPECT_EQ(outcome.completed, 40u);
    ASSERT_TRUE(outcome.thrown != nullptr);
    EXPECT_THROW(std::rethrow_exception(outcome.thrown), std::invalid_argument);
  }
  EXPECT_EQ(handed_out, 40);
}

TYPED_TEST_P(PoolContract, WhatIsNoExceptionAndWhatIsOutOfMemoryAreNamed) {
  TypeParam pool(this->kWorkers);
  std::vector<int> results(10);
  const auto no_memory = [](size_t i) -> int { return i == 7 ? throw std::bad_alloc() : 0; };
  EXPECT_EQ(pool.Map(std::span(results), no_memory).status.code(), absl::StatusCode::kResourceExhausted);
  const auto number = [](size_t i) -> int { return i == 7 ? throw 5 : 0; };
  EXPECT_EQ(pool.Map(std::span(results), number).status,
            absl::InternalError("exception in item 7: not a std::exception"));
}

TYPED_TEST_P(PoolContract, APoolWorksOnAfterAFailure) {
  TypeParam pool(this->kWorkers);
  EXPECT_EQ(this->MapText(pool, 300, {5}), this->LoopText(300, {5}));
  EXPECT_EQ(this->MapText(pool, 300, {}), this->LoopText(300, {}));
  EXPECT_EQ(this->StreamText(pool, 300, {5}), this->LoopText(300, {5}));
  EXPECT_EQ(this->StreamText(pool, 300, {}), this->LoopText(300, {}));
}

TYPED_TEST_P(PoolContract, AFailingSinkEndsTheStream) {
  TypeParam pool(this->kWorkers);
  for (const bool throws : {false, true}) {
    size_t calls = 0;
    const auto sink = [&](size_t i, size_t&&) -> absl::Status {
      ++calls;
      if (i < 100) return absl::OkStatus();
      return throws ? throw std::runtime_error("full") : absl::UnavailableError("full");
    };
    const Outcome outcome = pool.Stream(1000, [](size_t i) { return i; }, sink);
    EXPECT_EQ(outcome.status,
              throws ? absl::InternalError("exception in item 100: full") : absl::UnavailableError("item 100: full"));
    EXPECT_EQ(outcome.completed, 100u);
    EXPECT_EQ(calls, 101u) << "nothing comes after the item that was refused";
  }
}

TYPED_TEST_P(PoolContract, HintsChangeNothingButTime) {
  TypeParam pool(this->kWorkers);
  std::mt19937_64 random(6);
  for (const size_t hints : {0, 1, 299, 300, 301}) {
    for (const uint64_t most : {0, 1, 1000, 1'000'000'000}) {
      std::vector<uint32_t> costs(hints);
      for (uint32_t& cost : costs) cost = static_cast<uint32_t>(random() % 50 == 0 ? random() % (most + 1) : most / 99);
      Options options;
      options.cost_hints = costs;
      for (const std::vector<size_t>& fails : {std::vector<size_t>{}, {299, 17}}) {
        EXPECT_EQ(this->MapText(pool, 300, fails, options), this->LoopText(300, fails));
      }
    }
  }
}

TYPED_TEST_P(PoolContract, RandomCallsGiveTheLoopsAnswer) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 60; ++round) {
    TypeParam pool(1 + random() % 5);
    const size_t count = random() % 3000;
    std::vector<size_t> fails;
    for (size_t i = random() % 4; i > 0; --i) fails.push_back(random() % (count + count / 2 + 1));
    std::erase_if(fails, [&](size_t item) { return item >= count; });
    std::vector<uint32_t> costs(count);
    for (uint32_t& cost : costs) cost = random() % 64 == 0 ? 1000 : 1;
    Options options;
    options.window = 1 + random() % 200;
    if (random() % 2 == 0) options.cost_hints = costs;
    ASSERT_EQ(this->MapText(pool, count, fails, options), this->LoopText(count, fails)) << "round " << round;
    ASSERT_EQ(this->StreamText(pool, count, fails, options), this->LoopText(count, fails)) << "round " << round;
  }
}

REGISTER_TYPED_TEST_SUITE_P(PoolContract, ResultsStandInTheOrderOfTheirInputs, EveryItemRunsOnce,
                            ResultsMayBeMoveOnlyOrOwnMemory, TheLowestFailureIsTheAnswer, AnExceptionIsKeptWithItsItem,
                            WhatIsNoExceptionAndWhatIsOutOfMemoryAreNamed, APoolWorksOnAfterAFailure,
                            AFailingSinkEndsTheStream, HintsChangeNothingButTime, RandomCallsGiveTheLoopsAnswer);

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_CONTRACT_H_

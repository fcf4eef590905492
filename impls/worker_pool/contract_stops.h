#ifndef PAWL_IMPLS_WORKER_POOL_CONTRACT_STOPS_H_
#define PAWL_IMPLS_WORKER_POOL_CONTRACT_STOPS_H_

#include <atomic>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/worker_pool/contract.h"

namespace worker_pool {

// What every pool must do when it is asked to stop.
template <typename Pool>
class PoolStopContract : public PoolContract<Pool> {};

TYPED_TEST_SUITE_P(PoolStopContract);

TYPED_TEST_P(PoolStopContract, AStopBeforehandKeepsEverythingBack) {
  TypeParam pool(this->kWorkers);
  std::stop_source source;
  source.request_stop();
  Options options;
  options.stop = source.get_token();
  const std::string text =
      "CANCELLED: a stop was requested: of 500 items the first 0 are done. Begin there to go on, "
      "0 done, digest " +
      std::to_string(corpus::Digest({}));
  EXPECT_EQ(this->MapText(pool, 500, {}, options), text);
  EXPECT_EQ(this->StreamText(pool, 500, {}, options), text);
  EXPECT_EQ(this->MapText(pool, 0, {}, options), this->LoopText(0, {})) << "there was nothing to keep back";
}

TYPED_TEST_P(PoolStopContract, AStopFromAnItemEndsTheCall) {
  TypeParam pool(this->kWorkers);
  for (const size_t at : {0, 10, 4999}) {
    std::stop_source source;
    Options options;
    options.stop = source.get_token();
    std::vector<std::atomic<bool>> ran(5000);
    const auto fn = [&](size_t i) {
      ran[i] = true;
      if (i == at) source.request_stop();
      return i + 1;
    };
    std::vector<size_t> results(5000);
    const Outcome outcome = pool.Map(std::span(results), fn, options);
    for (size_t i = 0; i < outcome.completed; ++i) ASSERT_EQ(results[i], i + 1);
    EXPECT_EQ(outcome.ok(), outcome.completed == 5000);
    if (outcome.ok()) continue;
    EXPECT_EQ(outcome.status.code(), absl::StatusCode::kCancelled);
    EXPECT_FALSE(ran[outcome.completed]);
  }
}

TYPED_TEST_P(PoolStopContract, AStopFromTheSinkEndsTheStreamThere) {
  TypeParam pool(this->kWorkers);
  std::stop_source source;
  Options options;
  options.stop = source.get_token();
  size_t calls = 0;
  const auto sink = [&](size_t i, size_t&&) {
    ++calls;
    if (i == 250) source.request_stop();
  };
  const Outcome outcome = pool.Stream(1000, [](size_t i) { return i; }, sink, options);
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(outcome.completed, 251u);
  EXPECT_EQ(calls, 251u);
}

TYPED_TEST_P(PoolStopContract, AStopFromOutsideReachesWhoeverWaits) {
  TypeParam pool(this->kWorkers);
  for (const bool stream : {false, true}) {
    std::stop_source source;
    Options options;
    options.stop = source.get_token();
    options.window = 4;
    std::atomic<bool> begun = false;
    std::thread stopper([&] {
      begun.wait(false);
      source.request_stop();
    });
    // The first item ends when the stop is there; in a Stream the window is full by then or will be.
    const auto fn = [&](size_t i) {
      if (i == 0) {
        begun = true;
        begun.notify_one();
        while (!source.stop_requested()) std::this_thread::yield();
      }
      return i;
    };
    std::vector<size_t> results(100'000);
    const Outcome outcome = stream ? pool.Stream(
                                         results.size(), fn, [](size_t, size_t&&) {}, options)
                                   : pool.Map(std::span(results), fn, options);
    stopper.join();
    EXPECT_TRUE(outcome.ok() || outcome.status.code() == absl::StatusCode::kCancelled) << outcome.status;
    EXPECT_FALSE(stream && outcome.ok()) << "nothing beyond the window could run";
  }
}

REGISTER_TYPED_TEST_SUITE_P(PoolStopContract, AStopBeforehandKeepsEverythingBack, AStopFromAnItemEndsTheCall,
                            AStopFromTheSinkEndsTheStreamThere, AStopFromOutsideReachesWhoeverWaits);

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_CONTRACT_STOPS_H_

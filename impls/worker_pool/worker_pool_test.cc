#include "impls/worker_pool/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/typed_suite.h"
#include "impls/worker_pool/chunk_size.h"
#include "impls/worker_pool/contract.h"
#include "impls/worker_pool/contract_stops.h"
#include "impls/worker_pool/contract_threads.h"
#include "impls/worker_pool/giants.h"
#include "impls/worker_pool/helpers.h"
#include "impls/worker_pool/impls.h"
#include "impls/worker_pool/shares.h"

namespace worker_pool {
namespace {

PAWL_INSTANTIATE_CONTRACT(PoolContract, Impls);
PAWL_INSTANTIATE_CONTRACT(PoolStopContract, Impls);
PAWL_INSTANTIATE_CONTRACT(PoolThreadsContract, Impls);

TEST(Ledger, AFailureAboveAnItemThatWasKeptBackIsNotTheAnswer) {
  Ledger ledger(10);
  ledger.Fail(7, absl::UnknownError("late"));
  EXPECT_EQ(ledger.limit(), 7u);
  ledger.Stop();
  EXPECT_EQ(ledger.limit(), 0u);
  ledger.Skip(5);
  const Outcome outcome = ledger.Close();
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(outcome.completed, 5u);
}

TEST(Ledger, AFailureBelowAllThatWasKeptBackIs) {
  Ledger ledger(10);
  ledger.Fail(3, absl::UnknownError("early"));
  ledger.Fail(6, absl::UnknownError("late"));
  ledger.Skip(4);
  const Outcome outcome = ledger.Close();
  EXPECT_EQ(outcome.status, absl::UnknownError("item 3: early"));
  EXPECT_EQ(outcome.completed, 3u);
}

// Takes, steals and gives back in random order: each item comes up exactly once.
TEST(Shares, EveryItemIsTakenOnceInWhateverOrderPlacesTakeTurns) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    const auto count = static_cast<uint32_t>(random() % (round % 10 == 0 ? 20'000 : 200));
    const size_t places = 1 + random() % 6;
    Shares shares(count, places);
    std::vector<int> runs(count);
    std::vector<bool> over(places);
    for (size_t left = places; left > 0;) {
      const size_t place = random() % places;
      Shares::Chunk chunk;
      if (over[place]) continue;
      if (!shares.Take(place, chunk)) {
        // Others put nothing back that they have begun, and hold nothing between turns.
        EXPECT_TRUE(shares.IsEmpty());
        over[place] = true;
        --left;
        continue;
      }
      ASSERT_LT(chunk.begin, chunk.end);
      ASSERT_LE(chunk.end - chunk.begin, Shares::kMostItems);
      uint32_t end = chunk.end;
      for (uint32_t i = chunk.begin; i < end; ++i) {
        ++runs[i];
        if (random() % 16 == 0 && i + 1 < end) {
          shares.GiveBack(place, i + 1);
          end = i + 1;
        }
      }
    }
    ASSERT_TRUE(std::all_of(runs.begin(), runs.end(), [](int n) { return n == 1; })) << "round " << round;
  }
}

TEST(Shares, EveryItemIsTakenOnceByThreads) {
  constexpr uint32_t kCount = 200'000;
  constexpr size_t kPlaces = 4;
  Shares shares(kCount, kPlaces);
  std::vector<std::atomic<uint8_t>> runs(kCount);
  {
    std::vector<std::jthread> threads;
    for (size_t place = 0; place < kPlaces; ++place) {
      threads.emplace_back([&, place] {
        std::mt19937_64 random(place);
        for (Shares::Chunk chunk; shares.Take(place, chunk);) {
          const uint32_t kept = 1 + random() % (chunk.end - chunk.begin);
          if (chunk.begin + kept < chunk.end) shares.GiveBack(place, chunk.begin + kept);
          for (uint32_t i = chunk.begin; i < chunk.begin + kept; ++i) ++runs[i];
        }
      });
    }
  }
  EXPECT_TRUE(std::all_of(runs.begin(), runs.end(), [](const auto& n) { return n == 1; }));
}

TEST(Shares, AThiefTakesTheRearHalfOfTheLargest) {
  Shares shares(300, 3);  // [0, 100) [100, 200) [200, 300)
  Shares::Chunk chunk;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(shares.Take(0, chunk, 1));
  ASSERT_TRUE(shares.Take(1, chunk, 1));  // leaves 99 there and 100 in the third
  ASSERT_TRUE(shares.Take(0, chunk, 1));
  EXPECT_EQ(chunk.begin, 250u);
}

TEST(Giants, AreThoseAboveASixtyFourthOfAFairPartDearestFirst) {
  std::vector<uint32_t> costs(1000, 10);
  costs[400] = 500;
  costs[900] = 700;
  Giants giants(costs, 2);  // sum 11180: above 87
  uint32_t item = 0;
  ASSERT_TRUE(giants.Take(item));
  EXPECT_EQ(item, 900u);
  ASSERT_TRUE(giants.Take(item));
  EXPECT_EQ(item, 400u);
  EXPECT_FALSE(giants.HasLeft());
  EXPECT_FALSE(giants.Take(item));
  EXPECT_TRUE(giants.Has(900));
  EXPECT_FALSE(giants.Has(901));
}

double MakespanRatio(std::span<const uint32_t> costs, size_t workers, bool hinted) {
  return static_cast<double>(Optimized::Makespan(costs, workers, hinted)) /
         static_cast<double>(IdealMakespan(costs, workers));
}

TEST(Makespan, TheSkewedSetsAreWithinThreePercentOfIdeal) {
  for (const char* set : {"uniform", "pareto", "stride"}) {
    EXPECT_LE(MakespanRatio(corpus::Costs(set), 2, false), 1.03) << set;
    EXPECT_LE(MakespanRatio(corpus::Costs(set), 2, true), 1.03) << set;
  }
  EXPECT_LE(MakespanRatio(corpus::Costs("giant"), 2, true), 1.001);
}

TEST(Makespan, TheStaticSplitNeedsNearlyTwiceTheIdealOnTheStride) {
  const std::vector<uint32_t> costs = corpus::Costs("stride");
  EXPECT_EQ(Baseline::Makespan(costs, 2, false), 12'000'000u);
  EXPECT_EQ(IdealMakespan(costs, 2), 6'300'000u);
  EXPECT_EQ(FunctionQueue::Makespan(costs, 2, false), 6'300'000u);
}

// A few dear neighbours among very many cheap ones: what is in one chunk must not stay there.
TEST(Makespan, ADearClusterIsShared) {
  for (const size_t at : {0, 3000, 9900}) {
    std::vector<uint32_t> costs(10'000, 1);
    for (size_t i = at; i < at + 100; ++i) costs[i] = 100'000;
    EXPECT_LE(MakespanRatio(costs, 2, false), 1.05) << at;
    EXPECT_LE(MakespanRatio(costs, 4, false), 1.10) << at;
  }
}

// No schedule without foresight can promise more than one item beyond the even split (Graham 1966); a chunk adds what
// waits behind that item.
TEST(Makespan, RandomCostsStayNearTheBound) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 200; ++round) {
    std::vector<uint32_t> costs(1 + random() % 2000);
    for (uint32_t& cost : costs) cost = random() % 20 == 0 ? random() % 10'000 : random() % 10;
    const size_t workers = 1 + random() % 8;
    const uint64_t sum = std::accumulate(costs.begin(), costs.end(), uint64_t{0});
    const uint64_t longest = *std::max_element(costs.begin(), costs.end());
    for (const bool hinted : {false, true}) {
      const uint64_t makespan = Optimized::Makespan(costs, workers, hinted);
      EXPECT_GE(makespan, IdealMakespan(costs, workers));
      EXPECT_LE(makespan, sum * 21 / 20 / workers + 2 * longest) << "round " << round << ", workers " << workers;
    }
    EXPECT_EQ(Optimized::Makespan(costs, 1, false), sum);
  }
}

TEST(ChunkSize, GrowsWhileChunksAreShortAndShrinksWhenOneIsLong) {
  using std::chrono::microseconds;
  ChunkSize size(1, 8);
  size.Took(1, microseconds(1));
  size.Took(2, microseconds(1));
  EXPECT_EQ(size.items(), 4u);
  size.Took(2, microseconds(1));
  EXPECT_EQ(size.items(), 4u) << "a chunk that the window cut short says nothing of longer ones";
  size.Took(4, microseconds(10));
  EXPECT_EQ(size.items(), 4u);
  size.Took(4, microseconds(4));
  size.Took(8, microseconds(4));
  EXPECT_EQ(size.items(), 8u) << "the most";
  for (int i = 0; i < 9; ++i) size.Took(size.items(), microseconds(1000));
  EXPECT_EQ(size.items(), 1u);
}

TEST(Corpus, IsTheSameEverywhere) {
  EXPECT_EQ(corpus::Costs("empty").size(), 200'000u);
  const std::vector<uint32_t> pareto = corpus::Costs("pareto");
  EXPECT_EQ(std::accumulate(pareto.begin(), pareto.end(), uint64_t{0}), 10'262'119u);
  EXPECT_EQ(corpus::Costs("giant").back(), 5'999'700u);
  EXPECT_EQ(corpus::Work(5, 300), 12'654'948'692'684'822'824u);
}

}  // namespace
}  // namespace worker_pool

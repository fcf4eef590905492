#ifndef PAWL_IMPLS_MEMORY_PRESSURE_CONTRACT_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_CONTRACT_H_

#include <cstdint>
#include <memory>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/memory_pressure/impls.h"

namespace memory_pressure {

inline constexpr uint64_t kMiB = uint64_t{1} << 20;

// What every checker must do. Each test has a made-up kernel of its own, with a group that may use 1000 MiB.
template <typename Checker>
class CheckerContract : public ::testing::Test {
 protected:
  CheckerContract() : root_(corpus::MadeUpRoot::Make().value()) {
    root_.SetLimit(1000 * kMiB);
    root_.SetUsed(0);
    options_.root = root_.path();
    options_.refresh = std::chrono::nanoseconds(0);  // no test waits
  }

  std::unique_ptr<Monitor> MakeMonitor() const { return Monitor::Make(options_).value(); }

  // The level when the group uses this much, by a chunk that no checker lets pass unseen: more than it ever reserves.
  static Level LevelAt(const corpus::MadeUpRoot& root, Checker& checker, uint64_t used_bytes) {
    constexpr uint64_t kSeenBytes = 70 * kMiB;
    root.SetUsed(used_bytes - kSeenBytes);
    return checker.OnChunk(kSeenBytes);
  }

  // Streams that take chunks in random order until memory is critical. The group's usage grows by each chunk when its
  // stream turns to the next one, so that every stream has one in hand which was announced and is not yet taken.
  void FillWithStreams(uint32_t streams, uint64_t most_chunk_bytes, uint64_t seed) {
    const std::unique_ptr<Monitor> monitor = MakeMonitor();
    std::vector<std::unique_ptr<Checker>> checkers;
    for (uint32_t i = 0; i < streams; ++i) checkers.push_back(std::make_unique<Checker>(*monitor));
    std::vector<uint64_t> sizes = corpus::ChunkSizes(seed, 8000, most_chunk_bytes);
    std::vector<uint64_t> in_hand(streams);
    std::mt19937_64 random(seed);
    for (size_t i = 0; i < sizes.size(); i += 2) sizes[i] = 1 + random() % most_chunk_bytes;  // more large ones
    uint64_t used_bytes = 760 * kMiB;
    for (const uint64_t bytes : sizes) {
      const size_t stream = random() % streams;
      used_bytes += std::exchange(in_hand[stream], bytes);
      root_.SetUsed(used_bytes);
      const Level level = checkers[stream]->OnChunk(bytes);
      const uint64_t announced_bytes = std::accumulate(in_hand.begin(), in_hand.end(), used_bytes);
      if (level == Level::kCritical) return;
      const uint64_t threshold_bytes = (level == Level::kHigh ? 900 : 800) * kMiB;  // of the level that was not reached
      ASSERT_LE(announced_bytes, threshold_bytes + 4 * kMiB) << streams << " streams, seed " << seed;
    }
    ADD_FAILURE() << "memory never became critical: the chunks are too small for this test";
  }

  corpus::MadeUpRoot root_;
  Options options_;
};

TYPED_TEST_SUITE_P(CheckerContract);

TYPED_TEST_P(CheckerContract, LevelsBeginAndEndAtTheirThresholds) {
  const std::unique_ptr<Monitor> monitor = this->MakeMonitor();
  TypeParam checker(*monitor);
  constexpr std::pair<uint64_t, Level> kSteps[] = {
      {100, Level::kNormal},   {799, Level::kNormal},    {800, Level::kHigh},  {751, Level::kHigh},
      {749, Level::kNormal},   {799, Level::kNormal},    {899, Level::kHigh},  {900, Level::kCritical},
      {851, Level::kCritical}, {849, Level::kHigh},      {899, Level::kHigh},  {2000, Level::kCritical},
      {760, Level::kHigh},     {1000, Level::kCritical}, {100, Level::kNormal}};
  for (const auto& [used_mib, level] : kSteps) {
    EXPECT_EQ(this->LevelAt(this->root_, checker, used_mib * kMiB), level) << used_mib << " of 1000 MiB";
    EXPECT_EQ(monitor->level(), level);
  }
}

TYPED_TEST_P(CheckerContract, TheFirstChunkIsJudgedToo) {
  this->root_.SetUsed(899 * kMiB);
  const std::unique_ptr<Monitor> monitor = this->MakeMonitor();
  TypeParam checker(*monitor);
  EXPECT_EQ(checker.OnChunk(1), Level::kHigh);
  TypeParam second(*monitor);
  EXPECT_EQ(second.OnChunk(2 * kMiB), Level::kCritical) << "with the chunk it is 901 MiB";
}

TYPED_TEST_P(CheckerContract, AHugeChunkIsJudgedBeforeItIsTaken) {
  const std::unique_ptr<Monitor> monitor = this->MakeMonitor();
  TypeParam checker(*monitor);
  EXPECT_EQ(checker.OnChunk(1), Level::kNormal);
  EXPECT_EQ(checker.OnChunk(950 * kMiB), Level::kCritical);
  EXPECT_EQ(checker.OnChunk(UINT64_MAX), Level::kCritical);
}

TYPED_TEST_P(CheckerContract, OneStreamOvershootsByNoMoreThan4MiB) {
  for (const uint64_t most_chunk_bytes : {uint64_t{1} << 18, kMiB, 4 * kMiB, 64 * kMiB}) {
    for (const uint64_t seed : {1, 2, 3}) this->FillWithStreams(1, most_chunk_bytes, seed * most_chunk_bytes);
  }
}

TYPED_TEST_P(CheckerContract, SeveralStreamsTogetherOvershootByNoMoreThan4MiB) {
  for (const uint32_t streams : {2, 3, 8}) {
    for (const uint64_t most_chunk_bytes : {kMiB / 4, 2 * kMiB, 32 * kMiB}) {
      this->FillWithStreams(streams, most_chunk_bytes, streams * most_chunk_bytes);
    }
  }
}

TYPED_TEST_P(CheckerContract, WhatTheTrackersUsersHoldIsNoticedWithin10Chunks) {
  this->options_.tracked_limit_bytes = 1000;
  const std::unique_ptr<Monitor> monitor = this->MakeMonitor();
  Tracker::User user = monitor->tracker().Join("test");
  TypeParam checker(*monitor);
  EXPECT_EQ(checker.OnChunk(1), Level::kNormal);
  user.Add(950);
  for (int i = 0; i < 9; ++i) checker.OnChunk(1);
  EXPECT_EQ(checker.OnChunk(1), Level::kCritical);
  user.Remove(950);
  for (int i = 0; i < 9; ++i) checker.OnChunk(1);
  EXPECT_EQ(checker.OnChunk(1), Level::kNormal);
}

TYPED_TEST_P(CheckerContract, ALimitMayComeAndGoWhileItRuns) {
  const std::unique_ptr<Monitor> monitor = this->MakeMonitor();
  TypeParam checker(*monitor);
  EXPECT_EQ(this->LevelAt(this->root_, checker, 500 * kMiB), Level::kNormal);
  this->root_.SetLimit(520 * kMiB);
  EXPECT_EQ(this->LevelAt(this->root_, checker, 500 * kMiB), Level::kCritical);
  this->root_.Set("sys/fs/cgroup/app/memory.max", "max\n");
  EXPECT_EQ(this->LevelAt(this->root_, checker, 500 * kMiB), Level::kNormal);
}

TYPED_TEST_P(CheckerContract, WithoutAnySourceAllIsNormal) {
  this->root_.Remove("proc");
  this->root_.Remove("sys");
  const std::unique_ptr<Monitor> monitor = this->MakeMonitor();
  TypeParam checker(*monitor);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(checker.OnChunk(kMiB), Level::kNormal);
}

REGISTER_TYPED_TEST_SUITE_P(CheckerContract, LevelsBeginAndEndAtTheirThresholds, TheFirstChunkIsJudgedToo,
                            AHugeChunkIsJudgedBeforeItIsTaken, OneStreamOvershootsByNoMoreThan4MiB,
                            SeveralStreamsTogetherOvershootByNoMoreThan4MiB,
                            WhatTheTrackersUsersHoldIsNoticedWithin10Chunks, ALimitMayComeAndGoWhileItRuns,
                            WithoutAnySourceAllIsNormal);

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_CONTRACT_H_

// What IsSound says of tables that were damaged behind a right checksum.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/cache_members.h"
#include "impls/sample_table/cache_tracks.h"

namespace sample_table {
namespace {

using corpus::kChunkGroups, corpus::kPackedOffsets, corpus::kRows, corpus::kRuns, corpus::kSearchedChunks,
    corpus::kSearchedTimes;

struct Damage {
  // Of the member itself, or of bytes [at, at + bytes) of an array's elements.
  size_t track;
  const char* member;
  uint64_t value;
  int at = -8;
  size_t bytes = 8;
};

constexpr uint64_t kAllOnes = UINT64_MAX, kSteep = (uint64_t{1} << 54) + 1;

const Damage kDamages[] = {
    {kRuns, "samples", 2999},
    {kSearchedTimes, "samples", 20},
    {kChunkGroups, "samples", 499},
    {kChunkGroups, "gaps.size", 5},
    {kChunkGroups, "prefix.size", 500},
    {kChunkGroups, "prefix.base_bits", 58},
    {kChunkGroups, "prefix.slope_bits", 55},
    {kChunkGroups, "prefix.position_bits", 58},
    {kChunkGroups, "prefix.least_slope", kSteep},
    {kChunkGroups, "prefix.least_slope", -kSteep},
    {kChunkGroups, "prefix.block_bytes", 40},
    {kChunkGroups, "prefix.blocks", kAllOnes, 8},  // behind the base: slope, position and width
    // A run of chunks: first_sample, first_chunk, samples_per_chunk, padding, per_chunk.
    {kRuns, "chunks.runs", 1, 0, 4},
    {kRuns, "chunks.runs", 1, 4, 4},
    {kRuns, "chunks.runs", 0, 8, 4},
    {kRuns, "chunks.runs", 5, 16, 8},
    {kRuns, "chunks.runs", 0, 24 + 4, 4},
    {kChunkGroups, "chunks.group_samples", 0},
    {kChunkGroups, "chunks.group_samples", 8},
    {kChunkGroups, "chunks.group_chunks", 2},
    {kChunkGroups, "chunks.per_group", 5},
    {kChunkGroups, "chunks.chunk_in_group", 1, 0, 1},
    {kChunkGroups, "chunks.first_in_group", 1, 0, 2},
    {kChunkGroups, "chunks.first_in_group", 0, 2, 2},
    {kChunkGroups, "chunks.first_in_group", 8, 2, 2},
    {kSearchedChunks, "chunks.firsts.size", 5},
    {kSearchedChunks, "chunks.firsts.least_base", 1},
    {kSearchedChunks, "chunks.firsts.least_slope", 0},
    {kSearchedChunks, "chunks.chunk_bits", 5},
    {kSearchedChunks, "chunks.chunk_of_block", kAllOnes, 0, 2},
    {kRuns, "times.samples", 2999},
    // A run of times: dts, first_sample, samples, duration, padding, per_sample.
    {kRuns, "times.runs", 1, 0, 8},
    {kRuns, "times.runs", 1, 8, 4},
    {kRuns, "times.runs", 0, 12, 4},
    {kRuns, "times.runs", 9, 16, 4},
    {kRuns, "times.runs", 5, 24, 8},
    {kRuns, "times.runs", 1999, 32 + 12, 4},
    {kSearchedTimes, "times.times.size", 5},
    {kSearchedTimes, "times.end", 5},
    {kSearchedTimes, "times.bucket_shift", 64},
    {kSearchedTimes, "times.bucket_shift", kAllOnes},
    {kSearchedTimes, "times.bucket_shift", 0},
    {kSearchedTimes, "times.bucket_bits", 8},
    {kSearchedTimes, "times.buckets", kAllOnes, 0, 2},
    {kPackedOffsets, "composition.period", 0},
    {kPackedOffsets, "composition.period", 499},
    {kPackedOffsets, "composition.per_period", 5},
    {kPackedOffsets, "composition.bits", kAllOnes},
    {kPackedOffsets, "composition.bits", 33},
    {kPackedOffsets, "composition.bits", 2},
    {kPackedOffsets, "composition.step", uint64_t{1} << 60},
    {kRows, "composition.step", 2},
    {kRows, "composition.bits", 31},
    {kPackedOffsets, "sync.step", 0},
    {kPackedOffsets, "sync.step", 25},
    {kPackedOffsets, "sync.per_step", 5},
};

class MapsChecks : public ::testing::Test {
 protected:
  MapsChecks() {
    for (const corpus::Track& track : corpus::TracksOfEveryMap()) caches_.push_back(CacheOf(track));
  }

  static void ExpectContradiction(const std::string& cache, const std::string& what) {
    const absl::Status status = Decoded(cache);
    EXPECT_TRUE(absl::IsDataLoss(status)) << what << ": " << status;
    EXPECT_NE(status.message().find("contradicts itself"), std::string::npos) << what << ": " << status;
  }

  // Whether the track's array has elements.
  bool Has(size_t track, const std::string& member) const {
    return WordAt(caches_[track], Members(caches_[track]).At(member)) != 0;
  }

  std::vector<std::string> caches_;
};

TEST_F(MapsChecks, TheTracksHaveEveryMapAndAreSound) {
  for (const std::string& cache : caches_) EXPECT_TRUE(Decoded(cache).ok()) << Decoded(cache);
  EXPECT_TRUE(Has(kRuns, "chunks.runs"));
  EXPECT_TRUE(Has(kRuns, "times.runs"));
  EXPECT_TRUE(Has(kChunkGroups, "chunks.chunk_in_group"));
  EXPECT_TRUE(Has(kSearchedChunks, "chunks.chunk_of_block"));
  EXPECT_TRUE(Has(kSearchedTimes, "times.buckets"));
  EXPECT_TRUE(Has(kRows, "sync.bits"));
  EXPECT_TRUE(Has(kPackedOffsets, "composition.packed"));
  const std::string& rows = caches_[kRows];
  EXPECT_EQ(WordAt(rows, Members(rows).At("composition.packed")), 4u * (2 + 127) + 8);
}

TEST_F(MapsChecks, EveryContradictionIsNoticed) {
  for (const Damage& damage : kDamages) {
    std::string cache = caches_[damage.track];
    const size_t at = Members(cache).At(damage.member) + sizeof(uint64_t) + static_cast<size_t>(damage.at);
    std::memcpy(cache.data() + at, &damage.value, damage.bytes);
    ExpectContradiction(cache, std::string(damage.member) + " of track " + std::to_string(damage.track) + ", byte " +
                                   std::to_string(damage.at) + ", is " + std::to_string(damage.value));
  }
}

// By so little that its padding stays as long, and the members behind it where they are.
TEST_F(MapsChecks, AnArrayOfAnotherLengthIsNoticed) {
  const std::pair<size_t, const char*> arrays[] = {
      {kChunkGroups, "prefix.blocks"},         {kChunkGroups, "prefix.residuals"},
      {kChunkGroups, "chunks.chunk_in_group"}, {kSearchedChunks, "chunks.chunk_of_block"},
      {kSearchedTimes, "times.buckets"},       {kRows, "composition.packed"},
      {kPackedOffsets, "composition.packed"},  {kRows, "sync.bits"},
  };
  for (const auto& [track, member] : arrays) {
    std::string cache = caches_[track];
    const size_t at = Members(cache).At(member);
    const uint64_t size = WordAt(cache, at), other = size % 8 == 1 ? size + 1 : size - 1;
    std::memcpy(cache.data() + at, &other, sizeof other);
    ExpectContradiction(cache, std::string(member) + " of " + std::to_string(size) + " bytes");
  }
}

// Right in everything else: but look-ups scan them.
TEST_F(MapsChecks, MoreRunsThanAreBuiltAreNoticed) {
  corpus::Track track = corpus::ConstantSize(3200);
  for (uint32_t i = 0; i < 3200; ++i) track.durations[i] = 1 + i / 200;  // 16 runs of 200
  std::string cache = CacheOf(track);
  const size_t runs_at = Members(cache).At("times.runs");
  ASSERT_EQ(WordAt(cache, runs_at), 16u);
  ASSERT_TRUE(Decoded(cache).ok());
  // The last run's last sample becomes a run of its own.
  const size_t last_at = runs_at + sizeof(uint64_t) + 15 * 32;
  std::string another = cache.substr(last_at, 32);
  const auto set = [](std::string& bytes, size_t at, auto number) {
    std::memcpy(bytes.data() + at, &number, sizeof number);
  };
  set(another, 0, WordAt(another, 0) + 199 * 16);
  set(another, 8, uint32_t{3199});
  set(another, 12, uint32_t{1});
  set(cache, last_at + 12, uint32_t{199});
  set(cache, runs_at, uint64_t{17});
  cache.insert(last_at + 32, another);
  set(cache, kCacheSummedOffset, uint64_t{cache.size()});
  ExpectContradiction(cache, "17 runs");
}

}  // namespace
}  // namespace sample_table

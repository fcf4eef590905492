#include "impls/sample_table/sample_cache.h"

#include <cstdint>
#include <memory>
#include <vector>

#include "gtest/gtest.h"

namespace sample_table {
namespace {

// A block whose samples' sizes begin with this.
std::unique_ptr<SampleBlock> Sizes(uint32_t first) {
  auto block = std::make_unique<SampleBlock>();
  for (uint32_t i = 0; i <= SampleBlock::kSamples; ++i) block->records[i] = {0, i, first + i, 0};
  return block;
}

void Put(SampleCache& cache, uint32_t block) { cache.Put(block, SampleBlock::kSamples, *Sizes(block * 1000)); }

// The blocks that are there, by asking for a sample in each: uses them in this order.
std::vector<uint32_t> Held(SampleCache& cache) {
  std::vector<uint32_t> held;
  Sample sample;
  for (uint32_t block = 0; block < 20; ++block) {
    if (!cache.Get(block * SampleBlock::kSamples + 7, sample)) continue;
    EXPECT_EQ(sample.size, block * 1000 + 7);
    held.push_back(block);
  }
  return held;
}

using Blocks = std::vector<uint32_t>;

TEST(SampleCache, HoldsTheEightBlocksUsedLast) {
  SampleCache cache;
  for (uint32_t block = 0; block < 10; ++block) Put(cache, block);
  EXPECT_EQ(Held(cache), (Blocks{2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(SampleCache, DropsWhatWasNotUsedForTheLongestTime) {
  SampleCache cache;
  for (uint32_t block = 0; block < 8; ++block) Put(cache, block);
  Sample sample;
  ASSERT_TRUE(cache.Get(0, sample));
  ASSERT_TRUE(cache.Get(2 * SampleBlock::kSamples, sample));
  ASSERT_TRUE(cache.Get(1, sample));
  for (const uint32_t block : {10u, 11u, 12u}) Put(cache, block);
  EXPECT_EQ(Held(cache), (Blocks{0, 2, 5, 6, 7, 10, 11, 12}));
}

TEST(SampleCache, FreesWhatIsBeyondALowerLimitAtOnce) {
  SampleCache cache;
  for (uint32_t block = 0; block < 8; ++block) Put(cache, block);
  Sample sample;
  ASSERT_TRUE(cache.Get(SampleBlock::kSamples, sample));
  cache.SetMost(4);
  EXPECT_EQ(cache.allocated_bytes(), 4 * sizeof(SampleBlock));
  EXPECT_EQ(Held(cache), (Blocks{1, 5, 6, 7}));
  cache.SetMost(2);
  EXPECT_EQ(Held(cache), (Blocks{6, 7}));
  Put(cache, 9);
  EXPECT_EQ(Held(cache), (Blocks{7, 9}));
  cache.SetMost(8);
  for (uint32_t block = 10; block < 16; ++block) Put(cache, block);
  EXPECT_EQ(Held(cache).size(), 8u);
}

TEST(SampleCache, OfNoBlocksHoldsNone) {
  SampleCache cache;
  cache.SetMost(0);
  Put(cache, 3);
  EXPECT_EQ(Held(cache), Blocks());
  EXPECT_EQ(cache.allocated_bytes(), 0u);
}

TEST(SampleCache, AShortBlockEndsWithItsLastSample) {
  SampleCache cache;
  SampleBlock block;
  block.records[0] = {100 | SampleBlock::kSync, 50, 10, -1};
  block.records[1] = {110, 57, 20, 2};
  block.records[2].dts = 60;
  cache.Put(4, 2, block);
  Sample sample;
  ASSERT_TRUE(cache.Get(4 * SampleBlock::kSamples, sample));
  EXPECT_EQ(sample, (Sample{100, 10, 7, 50, -1, true}));
  ASSERT_TRUE(cache.Get(4 * SampleBlock::kSamples + 1, sample));
  EXPECT_EQ(sample, (Sample{110, 20, 3, 57, 2, false}));
  SampleBlock copy;
  ASSERT_TRUE(cache.GetBlock(4, 2, copy));
  EXPECT_EQ(copy.At(1), sample);
}

}  // namespace
}  // namespace sample_table

#ifndef PAWL_IMPLS_SAMPLE_TABLE_CONTRACT_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CONTRACT_H_

#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/contract_fixture.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/sample_table.h"

// What every implementation must do. The truth is what a track was made from, never another reading of its boxes.
namespace sample_table {

TYPED_TEST_SUITE_P(SampleTableContract);

TYPED_TEST_P(SampleTableContract, AnswersForATrackMadeByHand) {
  corpus::Track track;
  track.sizes = {10, 0, 30, 40, 50};
  track.durations = {100, 100, 0, 0, 7};
  track.samples_per_chunk = {2, 2, 1};
  track.chunk_offsets = {1000, 20, 500};
  track.composition_offsets = {{0, -5, 5, 0, 2'000'000'000}};
  track.sync_samples = {{1, 4}};
  const uint64_t media = corpus::Mp4({track}).media_offset;
  const TypeParam table = this->Of(track);
  ASSERT_EQ(table.size(), 5u);
  EXPECT_EQ(table.At(0), (Sample{media + 1000, 10, 100, 0, 0, false}));
  EXPECT_EQ(table.At(1), (Sample{media + 1010, 0, 100, 100, -5, true}));
  EXPECT_EQ(table.At(2), (Sample{media + 20, 30, 0, 200, 5, false}));
  EXPECT_EQ(table.At(3), (Sample{media + 50, 40, 0, 200, 0, false}));
  EXPECT_EQ(table.At(4), (Sample{media + 500, 50, 7, 200, 2'000'000'000, true}));
  EXPECT_EQ(table.ChunkOf(1), 0u);
  EXPECT_EQ(table.ChunkOf(2), 1u);
  EXPECT_EQ(table.ChunkOf(4), 2u);
  EXPECT_EQ(table.AtTime(0), 0u);
  EXPECT_EQ(table.AtTime(99), 0u);
  EXPECT_EQ(table.AtTime(100), 1u);
  EXPECT_EQ(table.AtTime(199), 1u);
  EXPECT_EQ(table.AtTime(200), 4u);
  EXPECT_EQ(table.AtTime(207), 4u);
  this->ExpectTrue(track, "by hand");
}

TYPED_TEST_P(SampleTableContract, ATrackMayHaveNoSamples) {
  EXPECT_EQ(this->Of({}).size(), 0u);
  corpus::Track all;
  all.composition_offsets.emplace();
  all.sync_samples.emplace();
  EXPECT_EQ(this->Of(all).size(), 0u);
}

TYPED_TEST_P(SampleTableContract, EverySizeAroundABlockIsWhole) {
  for (const uint32_t samples : {1u, 2u, 127u, 128u, 129u, 255u, 256u, 257u, 384u, 385u}) {
    this->ExpectTrue(corpus::Vfr1M(samples), "VFR of " + std::to_string(samples));
    this->ExpectTrue(corpus::Aac2h(samples), "AAC of " + std::to_string(samples));
  }
}

TYPED_TEST_P(SampleTableContract, NoSyncSampleAtAllIsNotTheSameAsAll) {
  corpus::Track track = corpus::Aac2h(100);
  EXPECT_TRUE(this->Of(track).At(3).sync);
  track.sync_samples.emplace();
  this->ExpectTrue(track, "none");
  EXPECT_FALSE(this->Of(track).At(3).sync);
}

TYPED_TEST_P(SampleTableContract, UnevenSyncSamplesMayBeAnyOfEight) {
  corpus::Track track = corpus::Aac2h(100);
  track.sync_samples = {{0, 7, 15, 23, 24, 31, 99}};
  this->ExpectTrue(track, "the last of each eight");
}

TYPED_TEST_P(SampleTableContract, ChunksThatNearlyRepeatAreNotTakenToRepeat) {
  corpus::Track track = corpus::Aac2h(15'000);
  const auto expect = [&](const std::vector<uint32_t>& samples_per_chunk, const std::string& what) {
    track.samples_per_chunk = samples_per_chunk;
    corpus::PlaceChunks(track);
    this->ExpectTrue(track, what);
  };
  std::vector<uint32_t> chunks;
  for (int i = 0; i < 5000; ++i) chunks.insert(chunks.end(), {1, 2});
  expect(chunks, "to the end");
  chunks[9000] = 2;
  chunks[9001] = 1;
  expect(chunks, "exchanged once, late");
  chunks[9000] = 1;
  chunks[9001] = 2;
  chunks[9998] = 3;  // takes the last one's samples, too
  chunks.pop_back();
  expect(chunks, "a larger last one");
  chunks[9998] = 1;
  chunks.insert(chunks.end(), {1, 1});
  expect(chunks, "a smaller last one, and one before");
  chunks.pop_back();
  track.sizes.pop_back();
  track.durations.pop_back();
  expect(chunks, "a smaller last one");
}

TYPED_TEST_P(SampleTableContract, CompositionOffsetsThatNearlyRepeatAreNotTakenToRepeat) {
  corpus::Track track = corpus::Aac2h(20'000);
  const std::vector<int32_t> groups[] = {{-2000, 4000, 0}, {7, 7, INT32_MIN, 7}, {INT32_MAX, INT32_MIN}};
  for (const std::vector<int32_t>& group : groups) {
    track.composition_offsets.emplace();
    for (size_t i = 0; i < track.sizes.size(); ++i) track.composition_offsets->push_back(group[i % group.size()]);
    this->ExpectTrue(track, "to the end");
    std::swap((*track.composition_offsets)[15'000], (*track.composition_offsets)[15'001]);
    std::swap((*track.composition_offsets)[15'001], (*track.composition_offsets)[15'002]);
    this->ExpectTrue(track, "exchanged once, late");
  }
  track.composition_offsets->assign(track.sizes.size(), 5);
  track.composition_offsets->back() = -5;
  this->ExpectTrue(track, "another at the end");
}

TYPED_TEST_P(SampleTableContract, TimesBeyond32BitsAreExact) {
  corpus::Track track = corpus::Aac2h(1000);
  track.durations.assign(1000, 4'000'000'000);
  this->ExpectTrue(track, "one duration");
  for (uint32_t i = 0; i < 1000; ++i) track.durations[i] = i % 2 == 0 ? 4'294'967'295 : 1;
  this->ExpectTrue(track, "two durations");
}

TYPED_TEST_P(SampleTableContract, TheWorkloadsAreAnsweredExactly) {
  this->ExpectTrue(corpus::Seed100k(5000), "S100k-seed");
  this->ExpectTrue(corpus::Aac2h(20'000), "AAC-2h");
  this->ExpectTrue(corpus::H264At60(20'000), "H264-2h60");
  this->ExpectTrue(corpus::Vfr1M(20'000), "VFR-1M");
  this->ExpectTrue(corpus::ConstantSize(20'000), "constant size");
}

TYPED_TEST_P(SampleTableContract, AnyTrackIsAnsweredExactly) {
  for (uint64_t seed = 1; seed <= 200 && !this->HasFailure(); ++seed) {
    this->ExpectTrue(corpus::Random(seed, 6000), "seed " + std::to_string(seed));
  }
}

TYPED_TEST_P(SampleTableContract, AMovedTableAnswersOn) {
  const corpus::Track track = corpus::H264At60(1000);
  TypeParam table = this->Of(track);
  const Sample before = table.At(700);
  const TypeParam moved = std::move(table);
  EXPECT_EQ(moved.At(700), before);
  EXPECT_EQ(typename TypeParam::Cursor(moved, 700).Next(), before);
}

TYPED_TEST_P(SampleTableContract, ManyThreadsMayAskAtOnce) {
  const corpus::Track track = corpus::Vfr1M(3000);
  const TypeParam table = this->Of(track);
  const std::vector<Sample> truth = corpus::Expand(track, corpus::Mp4({track}).media_offset);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&] {
      typename TypeParam::Cursor cursor(table, 0);
      for (uint32_t i = 0; i < truth.size(); ++i) {
        count += table.At(i) != truth[i] || cursor.Next() != truth[i] || table.AtTime(truth[i].dts) != i;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

REGISTER_TYPED_TEST_SUITE_P(SampleTableContract, AnswersForATrackMadeByHand, ATrackMayHaveNoSamples,
                            EverySizeAroundABlockIsWhole, NoSyncSampleAtAllIsNotTheSameAsAll,
                            UnevenSyncSamplesMayBeAnyOfEight, ChunksThatNearlyRepeatAreNotTakenToRepeat,
                            CompositionOffsetsThatNearlyRepeatAreNotTakenToRepeat, TimesBeyond32BitsAreExact,
                            TheWorkloadsAreAnsweredExactly, AnyTrackIsAnsweredExactly, AMovedTableAnswersOn,
                            ManyThreadsMayAskAtOnce);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CONTRACT_H_

#include "impls/sample_table/run_map.h"

#include <cstdint>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/movie.h"

namespace sample_table {
namespace {

// Maps of a track with these chunks answer as the list itself does.
void ExpectTrue(const RunMap& map, const std::vector<uint32_t>& chunks, const char* what) {
  uint32_t sample = 0;
  for (uint32_t chunk = 0; chunk < chunks.size(); ++chunk) {
    const uint32_t first = sample;
    for (; sample < first + chunks[chunk]; ++sample) {
      const ChunkPlace place = map.Find(sample);
      ASSERT_EQ(place.chunk, chunk) << what << ", sample " << sample;
      ASSERT_EQ(place.first_sample, first) << what << ", sample " << sample;
      ASSERT_EQ(place.samples, chunks[chunk]) << what << ", sample " << sample;
      if (place.next_is_same()) {
        ASSERT_EQ(chunks[chunk + 1], place.samples) << what << ", sample " << sample;
      }
    }
  }
}

struct Made {
  corpus::File file;
  Tables tables;

  explicit Made(const std::vector<uint32_t>& chunks) {
    corpus::Track track;
    track.samples_per_chunk = chunks;
    for (const uint32_t samples : chunks) track.sizes.insert(track.sizes.end(), samples, 5);
    track.durations.assign(track.sizes.size(), 1);
    corpus::PlaceChunks(track);
    file = corpus::Mp4({track});
    tables = ReadMovie(file.view(), file.file_bytes).value().tracks[0].tables;
  }
};

std::vector<uint32_t> Repeat(const std::vector<uint32_t>& pattern, int times) {
  std::vector<uint32_t> chunks;
  for (int i = 0; i < times; ++i) chunks.insert(chunks.end(), pattern.begin(), pattern.end());
  return chunks;
}

size_t MergedBytes(const std::vector<uint32_t>& chunks) {
  const Made made(chunks);
  const RunMap merged = RunMap::Make(made.tables, /*merged=*/true).value();
  ExpectTrue(merged, chunks, "merged at once");
  RunMap map = RunMap::Make(made.tables, /*merged=*/false).value();
  ExpectTrue(map, chunks, "not merged");
  map.Merge();
  ExpectTrue(map, chunks, "merged later");
  EXPECT_EQ(map.allocated_bytes(), merged.allocated_bytes());
  return merged.allocated_bytes();
}

TEST(RunMap, RunsThatTakeTurnsBecomeOne) {
  EXPECT_EQ(RunMap::Make(Made(Repeat({23, 23, 24}, 100)).tables, false)->allocated_bytes(), 200 * 12u);
  EXPECT_EQ(MergedBytes(Repeat({23, 23, 24}, 100)), 24u);
}

TEST(RunMap, ATurnMayEndBeforeItsEnd) {
  std::vector<uint32_t> chunks = Repeat({3, 3, 3, 5, 5}, 10);
  for (int cut = 0; cut < 6; ++cut) {
    EXPECT_EQ(MergedBytes(chunks), 24u) << cut;
    chunks.pop_back();
  }
}

TEST(RunMap, AnythingElseBeginsANewEntry) {
  std::vector<uint32_t> chunks = Repeat({2, 3}, 20);
  chunks.push_back(7);
  const std::vector<uint32_t> more = Repeat({2, 3}, 20);
  chunks.insert(chunks.end(), more.begin(), more.end());
  EXPECT_EQ(MergedBytes(chunks), 3 * 24u);
}

TEST(RunMap, WhatDoesNotTakeTurnsStaysAsItWas) {
  EXPECT_EQ(MergedBytes({1, 2, 3, 4, 5, 6, 7, 8}), 8 * 12u);
  EXPECT_EQ(MergedBytes(Repeat({9}, 50)), 12u);
  EXPECT_EQ(MergedBytes({1}), 12u);
}

TEST(RunMap, TakesNoMoreThanItMay) {
  const Made made(Repeat({23, 23, 24}, 100));
  EXPECT_FALSE(RunMap::Make(made.tables, false, 199 * 12).has_value());
  EXPECT_TRUE(RunMap::Make(made.tables, false, 200 * 12).has_value());
  EXPECT_TRUE(RunMap::Make(made.tables, true, 24).has_value());
  EXPECT_FALSE(RunMap::Make(made.tables, true, 23).has_value());
}

// As some writers make them: an entry for each chunk, although those beside it say the same.
TEST(RunMap, EntriesThatSayTheSameAgainHinderNoMerging) {
  const std::vector<uint32_t> chunks = Repeat({23, 23, 24}, 100);
  Made made(chunks);
  std::vector<uint8_t> entries;
  for (uint32_t i = 1; i <= chunks.size(); ++i) {
    for (const uint32_t number : {i, chunks[i - 1], 1u}) {
      for (int shift = 24; shift >= 0; shift -= 8) entries.push_back(static_cast<uint8_t>(number >> shift));
    }
  }
  made.tables.sample_to_chunk.count = static_cast<uint32_t>(chunks.size());
  made.tables.sample_to_chunk.entries = entries.data();
  const RunMap merged = RunMap::Make(made.tables, /*merged=*/true).value();
  ExpectTrue(merged, chunks, "merged");
  EXPECT_EQ(merged.allocated_bytes(), 24u);
  const RunMap kept = RunMap::Make(made.tables, /*merged=*/false).value();
  ExpectTrue(kept, chunks, "not merged");
  EXPECT_EQ(kept.allocated_bytes(), 200 * 12u);
}

TEST(RunMap, EntriesThatContradictTheOtherTablesHaveNone) {
  const Made made(Repeat({23, 23, 24}, 100));
  // Of an entry: the first chunk's lowest byte, and that of the samples to a chunk.
  for (const size_t at : {size_t{3}, size_t{7}, size_t{12 * 5 + 3}, size_t{12 * 5 + 7}, size_t{12 * 199 + 7}}) {
    for (const uint8_t value : {0, 255}) {
      Tables tables = made.tables;
      std::vector<uint8_t> entries(tables.sample_to_chunk.entries, tables.sample_to_chunk.entries + 12 * 200);
      entries[at] = value;
      tables.sample_to_chunk.entries = entries.data();
      for (const bool merged : {false, true}) EXPECT_FALSE(RunMap::Make(tables, merged).has_value()) << at;
    }
  }
}

TEST(RunMap, AnyChunksAreFound) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300 && !testing::Test::HasFailure(); ++round) {
    std::vector<uint32_t> chunks;
    const auto kinds = static_cast<uint32_t>(1 + random() % 3);
    for (uint64_t left = 1 + random() % 200; left > 0; --left) {
      const auto samples = static_cast<uint32_t>(1 + random() % kinds);
      for (uint64_t same = random() % 3; same < 3; ++same) chunks.push_back(samples);
      if (random() % 4 == 0 && chunks.size() > 4) {
        const std::vector<uint32_t> turn(chunks.end() - 3, chunks.end());
        for (int i = 0; i < 5; ++i) chunks.insert(chunks.end(), turn.begin(), turn.end());
      }
    }
    MergedBytes(chunks);
  }
}

}  // namespace
}  // namespace sample_table

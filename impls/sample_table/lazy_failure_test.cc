#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/opened_table.h"

// What an opened table says when its file is not to be read, or no longer what it was.
namespace sample_table {
namespace {

using memory_pressure::Level;

TEST(LazyFailure, ALookUpThatCannotReadHasNoAnswerAndSaysWhy) {
  const corpus::Track track = corpus::Vfr1M(5000);
  const TablesInMemory file = FileOf(track);
  const Optimized table = OpenAll(file);
  file.source->fails = true;
  EXPECT_EQ(table.At(4000), Optimized::kUnreadable);
  EXPECT_EQ(table.AtTime(1'000'000), Optimized::kNowhere);
  const absl::Status status = table.Lookup(4000).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(status.message(), "movie.mp4: the disk is gone");
  EXPECT_TRUE(absl::IsUnavailable(table.LookupTime(1'000'000).status()));
  EXPECT_EQ(table.status(), status);
}

TEST(LazyFailure, WhenTheDiskIsBackSoAreTheAnswers) {
  const corpus::Track track = corpus::H264At60(5000);
  const std::vector<Sample> truth = corpus::Expand(track, corpus::Mp4({track}).media_offset);
  const TablesInMemory file = FileOf(track);
  const Optimized table = OpenAll(file);
  Optimized::Cursor cursor(table, 0);
  for (uint32_t i = 0; i < 256; ++i) ASSERT_EQ(cursor.Next(), truth[i]);
  EXPECT_EQ(table.At(0), truth[0]);
  file.source->fails = true;
  EXPECT_EQ(table.At(1), truth[1]);  // is in memory
  EXPECT_EQ(table.At(4999), Optimized::kUnreadable);
  EXPECT_EQ(cursor.Next(), Optimized::kUnreadable);
  file.source->fails = false;
  EXPECT_EQ(table.At(4999), truth[4999]);
  for (uint32_t i = 257; i < truth.size(); ++i) ASSERT_EQ(cursor.Next(), truth[i]) << i;
  EXPECT_EQ(table.Lookup(3000).value(), truth[3000]);
  EXPECT_TRUE(absl::IsUnavailable(table.status())) << "the first error stays";
}

// The n-th read of one look-up fails so that there is no memory even to say so, for each n: what the tables stand at is
// then of different samples, and must not serve any later look-up.
TEST(LazyFailure, WhereverALookUpBreaksOffLaterAnswersAreRight) {
  corpus::Track track = corpus::H264At60(6000);
  std::mt19937_64 random(3);
  for (uint32_t& duration : track.durations) duration = static_cast<uint32_t>(1 + random() % 2000);
  const std::vector<Sample> truth = corpus::Expand(track, corpus::Mp4({track}).media_offset);
  const TablesInMemory file = FileOf(track);
  // In order, so that the look-up that breaks off, and the next one, go on from where the last one ended.
  constexpr uint32_t kBefore = 512;
  int broken = 0;
  for (bool breaks = true; breaks; ++broken) {
    const Optimized table = OpenAll(file, {.batch_entries = 256, .cache = false});
    Optimized::Cursor cursor(table, 0);
    for (uint32_t i = 0; i < kBefore; ++i) ASSERT_EQ(cursor.Next(), truth[i]);
    file.source->left = broken;
    const Sample found = cursor.Next();
    breaks = file.source->left < 0;
    file.source->left = -1;
    ASSERT_EQ(found, breaks ? Optimized::kUnreadable : truth[kBefore]);
    if (breaks) {
      EXPECT_TRUE(absl::IsResourceExhausted(table.status())) << table.status();
    }
    for (const uint32_t i : {kBefore, kBefore + 1, 0u, 5999u}) ASSERT_EQ(table.At(i), truth[i]) << broken;
    Optimized::Cursor again(table, kBefore);
    for (uint32_t i = kBefore; i < truth.size(); ++i) ASSERT_EQ(again.Next(), truth[i]) << broken << ", sample " << i;
    ASSERT_EQ(table.AtTime(truth[3000].dts), 3000u);
  }
  EXPECT_GT(broken, 3);
}

TEST(LazyFailure, AFileThatWasChangedBeforeItIsOpenedIsRefused) {
  const TablesInMemory file = FileOf(corpus::Aac2h(3000));
  file.source->changed = true;
  const absl::Status status = Optimized::Open(file.source, file.source->bytes, file.tables).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
}

TEST(LazyFailure, TablesOfOtherBytesThanTheFilesAreRefused) {
  const TablesInMemory file = FileOf(corpus::H264At60(3000));
  const std::vector<uint8_t>& bytes = file.source->bytes;
  for (const Bytes part : {Bytes(bytes).first(bytes.size() - 1), Bytes(bytes).subspan(2), Bytes()}) {
    const absl::Status status = Optimized::Open(file.source, part, file.tables).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  }
}

TEST(LazyFailure, AFileThatWasChangedAnswersNothingAnyMore) {
  const TablesInMemory file = FileOf(corpus::H264At60(50'000));
  const Optimized table = OpenAll(file);
  const Sample before = table.At(0);
  file.source->changed = true;
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(absl::IsDataLoss(table.Lookup(30'000).status()));
    EXPECT_TRUE(absl::IsDataLoss(table.Lookup(30'001).status()));
    EXPECT_EQ(Optimized::Cursor(table, 20'000).Next(), Optimized::kUnreadable);
  }
  EXPECT_EQ(table.Lookup(0).value(), before) << "what was read before the change is still what was opened";
}

TEST(LazyFailure, ACutFileIsAnError) {
  const TablesInMemory file = FileOf(corpus::Aac2h(20'000));
  const Optimized table = OpenAll(file);
  file.source->bytes.resize(file.source->bytes.size() / 8);
  EXPECT_TRUE(absl::IsDataLoss(table.Lookup(19'999).status()));
}

void Damage(std::vector<uint8_t>& bytes, std::mt19937_64& random) {
  for (uint64_t left = 1 + random() % 50; left > 0; --left) {
    bytes[random() % bytes.size()] = static_cast<uint8_t>(random() % 2 == 0 ? random() : 0);
  }
}

// Bytes that contradict each other, in a file of which nothing else tells that it was changed: after Open, or before.
TEST(LazyFailure, WhateverTheFileSaysNowLookUpsEndAndStayWithinTheirMemory) {
  std::mt19937_64 random(5);
  int contradictions[2] = {0, 0};
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const TablesInMemory file = FileOf(corpus::Random(seed, 3000));
    if (file.tables.size() == 0) continue;
    const bool before = seed > 150;
    if (before) Damage(file.source->bytes, random);
    const Optimized table = OpenAll(file, {.cache = seed % 2 == 0, .pressure = static_cast<Level>(seed % 3)});
    if (!before) Damage(file.source->bytes, random);
    for (int i = 0; i < 100; ++i) {
      const auto sample = static_cast<uint32_t>(random() % table.size());
      contradictions[before ? 1 : 0] += table.Lookup(sample).ok() ? 0 : 1;
      table.ChunkOf(sample);
      const absl::StatusOr<uint32_t> at = table.LookupTime(random() >> random() % 64);
      if (at.ok()) {
        EXPECT_LT(*at, table.size());
      }
    }
    Optimized::Cursor cursor(table, 0);
    for (uint32_t i = 0; i < table.size(); ++i) cursor.Next();
  }
  for (const int count : contradictions) EXPECT_GT(count, 0);
}

TEST(LazyFailure, ABatchThatIsNoNumberOfBlocksIsRefused) {
  const TablesInMemory file = FileOf(corpus::Aac2h(100));
  for (const uint32_t batch : {0u, 100u, 300u, 2048u}) {
    const absl::Status status =
        Optimized::Open(file.source, file.source->bytes, file.tables, {.batch_entries = batch}).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << batch;
    EXPECT_NE(status.message().find("batch_entries"), std::string::npos) << status;
  }
}

TEST(LazyFailure, InOrderEachBatchIsReadOnce) {
  const TablesInMemory file = FileOf(corpus::Vfr1M(100'000));
  for (const bool prefetch : {false, true}) {
    const Optimized table = OpenAll(file, {.prefetch = prefetch});
    file.source->reads = 0;
    for (uint32_t i = 0; i < table.size(); ++i) ASSERT_NE(table.At(i), Optimized::kUnreadable);
    const auto batches = [](uint32_t entries, uint32_t bytes) {
      const uint32_t batch = 4096 / bytes;
      return static_cast<int>((entries + batch - 1) / batch);
    };
    EXPECT_EQ(file.source->reads, batches(table.size(), 4) + batches(file.tables.durations.count, 8) +
                                      batches(file.tables.chunk_offsets.count, 8));
  }
}

// The blocks in memory: of those, samples are to be had while the file is not.
std::vector<uint32_t> BlocksHeld(const TablesInMemory& file, const Optimized& table) {
  std::vector<uint32_t> held;
  file.source->fails = true;
  for (uint32_t block = 0; 256 * block < table.size(); ++block) {
    if (table.Lookup(256 * block).ok()) held.push_back(block);
  }
  file.source->fails = false;
  return held;
}

TEST(LazyPrefetch, TheThirdBlockInARowBringsThreeMore) {
  const TablesInMemory file = FileOf(corpus::Vfr1M(10'000));
  for (const bool prefetch : {false, true}) {
    const Optimized table = OpenAll(file, {.prefetch = prefetch});
    file.source->will_reads = 0;
    for (const uint32_t block : {10u, 11u}) ASSERT_TRUE(table.Lookup(256 * block).ok());
    EXPECT_EQ(file.source->will_reads, 0);
    EXPECT_EQ(BlocksHeld(file, table), (std::vector<uint32_t>{10, 11}));
    for (const uint32_t block : {20u, 21u, 22u}) ASSERT_TRUE(table.Lookup(256 * block).ok());
    EXPECT_EQ(file.source->will_reads > 0, prefetch);
    EXPECT_EQ(BlocksHeld(file, table), prefetch ? (std::vector<uint32_t>{10, 11, 20, 21, 22, 23, 24, 25})
                                                : (std::vector<uint32_t>{10, 11, 20, 21, 22}));
  }
}

TEST(LazyPrefetch, WhatIsInMemoryIsNotReadTwice) {
  const TablesInMemory file = FileOf(corpus::Vfr1M(10'000));
  const Optimized table = OpenAll(file, {.prefetch = true});
  for (const uint32_t block : {7u, 6u, 5u, 0u, 1u, 2u}) ASSERT_TRUE(table.Lookup(256 * block).ok());
  EXPECT_EQ(BlocksHeld(file, table), (std::vector<uint32_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

// Without an index a walk begins at the beginning: right, and slow.
TEST(LazyFailure, WithoutATimeIndexTheAnswersAreTheSame) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const corpus::Track track = corpus::Random(seed, 500);
    const std::vector<Sample> truth = corpus::Expand(track, corpus::Mp4({track}).media_offset);
    const TablesInMemory file = FileOf(track);
    const Optimized opened = OpenAll(file, {.time_index = false});
    const Optimized built = Optimized::Build(file.tables, {.time_index = false}).value();
    const Baseline baseline = Baseline::Build(file.tables).value();
    for (uint32_t i = 0; i < truth.size(); ++i) {
      ASSERT_EQ(opened.At(i), truth[i]) << "seed " << seed << ", sample " << i;
      ASSERT_EQ(built.At(i), truth[i]) << "seed " << seed << ", sample " << i;
      ASSERT_EQ(opened.AtTime(truth[i].dts), baseline.AtTime(truth[i].dts)) << "seed " << seed << ", sample " << i;
      ASSERT_EQ(built.AtTime(truth[i].dts), baseline.AtTime(truth[i].dts)) << "seed " << seed << ", sample " << i;
    }
  }
}

}  // namespace
}  // namespace sample_table

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

// Bytes that contradict each other, in a file of which nothing else tells that it was changed.
TEST(LazyFailure, WhateverTheFileSaysNowLookUpsEndAndStayWithinTheirMemory) {
  std::mt19937_64 random(5);
  int contradictions = 0;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    const TablesInMemory file = FileOf(corpus::Random(seed, 3000));
    if (file.tables.size() == 0) continue;
    const Optimized table = OpenAll(file, {.cache = seed % 2 == 0, .pressure = static_cast<Level>(seed % 3)});
    std::vector<uint8_t>& bytes = file.source->bytes;
    for (uint64_t left = 1 + random() % 50; left > 0; --left) {
      bytes[random() % bytes.size()] = static_cast<uint8_t>(random() % 2 == 0 ? random() : 0);
    }
    for (int i = 0; i < 100; ++i) {
      const auto sample = static_cast<uint32_t>(random() % table.size());
      contradictions += table.Lookup(sample).ok() ? 0 : 1;
      table.ChunkOf(sample);
      const absl::StatusOr<uint32_t> at = table.LookupTime(random() >> random() % 64);
      if (at.ok()) {
        EXPECT_LT(*at, table.size());
      }
    }
    Optimized::Cursor cursor(table, 0);
    for (uint32_t i = 0; i < table.size(); ++i) cursor.Next();
  }
  EXPECT_GT(contradictions, 0);
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

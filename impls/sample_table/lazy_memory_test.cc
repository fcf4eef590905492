#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/allocations.h"
#include "impls/sample_table/opened_table.h"

namespace {

std::atomic<int> clock_reads{0};

}  // namespace

// Every clock of the standard library's and of C's comes by here.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  ++clock_reads;
  return static_cast<int>(syscall(SYS_clock_gettime, clock, time));
}

// What opened tables hold, how much that is at most, and what they do when there is none to be had.
namespace sample_table {
namespace {

using memory_pressure::Level;

void AskAll(const Optimized& table, int times) {
  std::mt19937_64 random(9);
  for (int i = 0; i < times; ++i) {
    const auto sample = static_cast<uint32_t>(random() % table.size());
    const Sample found = table.Lookup(sample).value();
    ASSERT_NE(table.ChunkOf(sample), Optimized::kNowhere);
    ASSERT_LE(sample, table.LookupTime(found.dts).value());
  }
}

// Every table has an entry for each sample or chunk, none of which can be merged, and one chunk is large.
corpus::Track Worst(uint32_t samples) {
  std::mt19937_64 random(1);
  corpus::Track track = corpus::Vfr1M(samples);
  track.composition_offsets.emplace();
  track.sync_samples.emplace();
  for (uint32_t i = 0; i < samples; ++i) {
    track.composition_offsets->push_back(static_cast<int32_t>(i));
    if (random() % 2 == 0) track.sync_samples->push_back(i);
  }
  track.samples_per_chunk = {3000};
  for (uint32_t left = samples - 3000; left > 0; left -= track.samples_per_chunk.back()) {
    track.samples_per_chunk.push_back(std::min(left, static_cast<uint32_t>(1 + random() % 4)));
  }
  corpus::PlaceChunks(track);
  return track;
}

TEST(LazyMemory, TheFootprintIsWhatTheAllocatorGave) {
  OpenAll(FileOf(corpus::Aac2h(10)));  // what all tables share is there from now on
  for (const corpus::Track& track : {corpus::Aac2h(50'000), corpus::H264At60(20'000), corpus::Vfr1M(20'000),
                                     corpus::ConstantSize(20'000), Worst(20'000), corpus::Random(7, 5000)}) {
    const TablesInMemory file = FileOf(track);
    const int64_t before = allocations::live_bytes;
    const auto held = [&] { return allocations::live_bytes - before; };
    const Optimized table = OpenAll(file);
    EXPECT_EQ(static_cast<int64_t>(table.footprint() - sizeof table), held());
    AskAll(table, 2000);
    EXPECT_EQ(static_cast<int64_t>(table.footprint() - sizeof table), held());
    for (const Level level : {Level::kHigh, Level::kCritical, Level::kNormal}) {
      table.SetPressure(level);
      EXPECT_EQ(static_cast<int64_t>(table.footprint() - sizeof table), held()) << Name(level);
      AskAll(table, 2000);
      EXPECT_EQ(static_cast<int64_t>(table.footprint() - sizeof table), held()) << Name(level);
    }
  }
}

TEST(LazyMemory, UnderCriticalPressureItIsAtMost64KiBWhateverTheSize) {
  for (const corpus::Track& track : {corpus::Vfr1M(300'000), Worst(150'000)}) {
    const TablesInMemory file = FileOf(track);
    const Optimized opened = OpenAll(file, {.pressure = Level::kCritical});
    AskAll(opened, 300);
    EXPECT_LE(opened.footprint(), 64u << 10);
    const Optimized shrunk = OpenAll(file);
    AskAll(shrunk, 300);
    shrunk.SetPressure(Level::kCritical);
    EXPECT_LE(shrunk.footprint(), 64u << 10);
    AskAll(shrunk, 300);
    EXPECT_LE(shrunk.footprint(), 64u << 10);
  }
}

TEST(LazyMemory, TakesATenthOfABuiltTableAtFirst) {
  for (const corpus::Track& track :
       {corpus::Seed100k(), corpus::Aac2h(60'000), corpus::H264At60(60'000), corpus::Vfr1M(60'000)}) {
    const TablesInMemory file = FileOf(track);
    const Optimized built = Optimized::Build(file.tables).value();
    EXPECT_LE(OpenAll(file).footprint() * 10, built.footprint());
  }
}

TEST(LazyMemory, WithoutAnyTheAnswersComeFromTheFile) {
  for (const corpus::Track& track : {corpus::H264At60(5000), Worst(5000)}) {
    const std::vector<Sample> truth = corpus::Expand(track, corpus::Mp4({track}).media_offset);
    const TablesInMemory file = FileOf(track);
    const Optimized table = OpenAll(file, {.prefetch = true});
    const size_t at_first = table.footprint();
    allocations::none = true;
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < truth.size(); i += 3) wrong += table.At(i) != truth[i] ? 1 : 0;
    Optimized::Cursor cursor(table, 0);
    for (const Sample& sample : truth) wrong += cursor.Next() != sample ? 1 : 0;
    wrong += table.At(table.AtTime(truth[777].dts)) != truth[777] ? 1 : 0;
    table.SetPressure(Level::kHigh);
    wrong += table.At(4000) != truth[4000] ? 1 : 0;
    allocations::none = false;
    EXPECT_EQ(wrong, 0u);
    table.SetPressure(Level::kNormal);
    EXPECT_LE(table.footprint(), at_first);
    EXPECT_EQ(table.At(4000), truth[4000]);
    EXPECT_GT(table.footprint(), at_first) << "now there is memory for a block";
  }
}

TEST(LazyMemory, AnchorsThatCouldNotMoveToLessMemoryDoSoLater) {
  const TablesInMemory file = FileOf(Worst(150'000));
  const Optimized table = OpenAll(file), other = OpenAll(file);
  other.SetPressure(Level::kCritical);
  allocations::none = true;
  table.SetPressure(Level::kCritical);
  allocations::none = false;
  EXPECT_GT(table.footprint(), other.footprint());
  table.SetPressure(Level::kCritical);
  EXPECT_EQ(table.footprint(), other.footprint());
  AskAll(table, 300);
}

TEST(LazyMemory, WithoutAnyEvenAFailureIsAnAnswer) {
  const TablesInMemory file = FileOf(Worst(5000));
  const Optimized table = OpenAll(file);
  file.source->fails = true;
  allocations::none = true;
  const Sample found = table.At(3000);
  const uint32_t at = table.AtTime(123'456);
  allocations::none = false;
  EXPECT_EQ(found, Optimized::kUnreadable);
  EXPECT_EQ(at, Optimized::kNowhere);
  EXPECT_TRUE(absl::IsResourceExhausted(table.status())) << table.status();
}

TEST(LazyMemory, NoneToOpenWithIsAnErrorWhicheverAllocationFails) {
  const TablesInMemory file = FileOf(Worst(4000));
  OpenAll(file);  // what all tables share is there from now on
  const int64_t before = allocations::count, live_before = allocations::live_bytes;
  {
    const Optimized table = OpenAll(file);
  }
  const int64_t needed = allocations::count - before;
  ASSERT_GT(needed, 5);
  for (int64_t i = 0; i < needed; ++i) {
    allocations::left = i;
    const absl::Status status = Optimized::Open(file.source, file.source->bytes, file.tables).status();
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << i << ": " << status;
  }
  EXPECT_EQ(allocations::live_bytes, live_before);
}

TEST(LazyMemory, LookUpsReadNoClock) {
  const TablesInMemory file = FileOf(Worst(20'000));
  const Optimized built = Optimized::Build(file.tables).value();
  const Optimized opened = OpenAll(file, {.prefetch = true});
  clock_reads = 0;
  std::chrono::steady_clock::now();
  ASSERT_EQ(clock_reads, 1) << "clocks are read past this test";
  AskAll(built, 5000);
  AskAll(opened, 5000);
  opened.SetPressure(Level::kCritical);
  Optimized::Cursor cursor(opened, 0);
  for (uint32_t i = 0; i < opened.size(); ++i) cursor.Next();
  EXPECT_EQ(clock_reads, 1);
}

}  // namespace
}  // namespace sample_table

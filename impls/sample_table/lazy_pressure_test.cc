#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/memory_pressure/impls.h"
#include "impls/sample_table/opened_table.h"

// How opened tables follow memory pressure.
namespace sample_table {
namespace {

using memory_pressure::Level;

// So that every block that may be held is.
void AskEverywhere(const Optimized& table) {
  for (uint32_t i = 0; i < table.size(); i += 256) ASSERT_TRUE(table.Lookup(i).ok());
}

TEST(LazyPressure, Holds8Then4Then2Blocks) {
  const TablesInMemory file = FileOf(corpus::Seed100k(10'000));
  const Optimized table = OpenAll(file);
  AskEverywhere(table);
  const size_t normal = table.footprint();
  table.SetPressure(Level::kHigh);
  EXPECT_EQ(table.footprint(), normal - 4 * sizeof(SampleBlock));
  AskEverywhere(table);
  EXPECT_EQ(table.footprint(), normal - 4 * sizeof(SampleBlock));
  table.SetPressure(Level::kCritical);
  AskEverywhere(table);
  EXPECT_LE(table.footprint(), normal - 6 * sizeof(SampleBlock));
  table.SetPressure(Level::kNormal);
  AskEverywhere(table);
  EXPECT_GT(table.footprint(), normal - sizeof(SampleBlock));
}

TEST(LazyPressure, HighMergesRunsOfChunks) {
  const TablesInMemory file = FileOf(corpus::Aac2h(30'000));
  using Merge = Optimized::Options::Merge;
  const Optimized normal = OpenAll(file, {.merge = Merge::kUnderPressure}),
                  kept = OpenAll(file, {.merge = Merge::kNever});
  const Optimized high = OpenAll(file, {.merge = Merge::kUnderPressure, .pressure = Level::kHigh});
  EXPECT_LT(high.footprint() + 8000, normal.footprint());
  const size_t before = kept.footprint();
  normal.SetPressure(Level::kHigh);
  EXPECT_EQ(normal.footprint(), high.footprint());
  kept.SetPressure(Level::kHigh);
  EXPECT_EQ(kept.footprint(), before);
  const Optimized::Options at_high = {.merge = Merge::kUnderPressure, .pressure = Level::kHigh};
  EXPECT_LT(Optimized::Build(file.tables, at_high)->footprint() + 8000,
            Optimized::Build(file.tables, {.merge = Merge::kUnderPressure})->footprint());
}

TEST(LazyPressure, AMonitorIsFollowedUntilTheTableGoes) {
  constexpr uint64_t kMiB = uint64_t{1} << 20;
  const auto root = memory_pressure::corpus::MadeUpRoot::Make().value();
  root.SetLimit(1000 * kMiB);
  root.SetUsed(950 * kMiB);
  memory_pressure::Options options;
  options.root = root.path();
  options.refresh = std::chrono::nanoseconds(0);
  const std::unique_ptr<memory_pressure::Monitor> monitor = memory_pressure::Monitor::Make(options).value();
  ASSERT_EQ(monitor->Sample(), Level::kCritical);
  const TablesInMemory file = FileOf(corpus::Seed100k(10'000));
  {
    const Optimized table = OpenAll(file, {.monitor = monitor.get()});
    AskEverywhere(table);
    const size_t critical = table.footprint();
    root.SetUsed(100 * kMiB);
    ASSERT_EQ(monitor->Sample(), Level::kNormal);
    AskEverywhere(table);
    EXPECT_EQ(table.footprint(), critical + 6 * sizeof(SampleBlock));
    root.SetUsed(850 * kMiB);
    ASSERT_EQ(monitor->Sample(), Level::kHigh);
    EXPECT_EQ(table.footprint(), critical + 2 * sizeof(SampleBlock));
  }
  root.SetUsed(950 * kMiB);
  EXPECT_EQ(monitor->Sample(), Level::kCritical);  // calls nobody
}

TEST(LazyPressure, ManyReadersAndChangesOfPressureAtOnceAnswerRight) {
  const corpus::Track track = corpus::H264At60(20'000);
  const std::vector<Sample> truth = corpus::Expand(track, corpus::Mp4({track}).media_offset);
  const TablesInMemory file = FileOf(track);
  const Optimized table = OpenAll(file, {.prefetch = true});
  std::atomic<int> wrong{0}, reading{4};
  std::vector<std::thread> threads;
  for (uint64_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937_64 random(thread);
      Optimized::Cursor cursor(table, 0);
      uint32_t sample = 0;
      for (uint32_t i = 0; i < 20'000; ++i) {
        // Near the last one, mostly: several threads in the same few blocks.
        sample = static_cast<uint32_t>((i % 100 == 0 ? random() : sample + random() % 64) % truth.size());
        wrong += table.At(sample) != truth[sample] || cursor.Next() != truth[i] ? 1 : 0;
        if (i % 16 == 0) wrong += table.AtTime(truth[sample].dts) != sample ? 1 : 0;
      }
      --reading;
    });
  }
  while (reading > 0) {
    for (const Level level : {Level::kHigh, Level::kCritical, Level::kNormal}) {
      table.SetPressure(level);
      wrong += table.footprint() > 200'000 ? 1 : 0;
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace sample_table

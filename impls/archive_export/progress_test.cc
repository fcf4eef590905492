#include "impls/archive_export/progress.h"

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace archive_export {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

Progress At(double elapsed_s, uint64_t files, uint64_t bytes, Stage stage = Stage::kWriting) {
  Progress progress;
  progress.stage = stage;
  progress.files = files;
  progress.bytes = bytes;
  progress.total_files = 100;
  progress.total_bytes = 100 * kMiB;
  progress.elapsed_s = elapsed_s;
  return progress;
}

TEST(ProgressMeter, TellsFilesBytesRateAndTimeLeft) {
  ProgressMeter meter({});
  ASSERT_TRUE(meter.Update(At(0, 0, 0)).has_value());
  Progress progress = At(2, 25, 25 * kMiB);
  progress.path = "a/b";
  const std::optional<Snapshot> snapshot = meter.Update(progress);
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->files, 25u);
  EXPECT_EQ(snapshot->bytes, 25 * kMiB);
  EXPECT_DOUBLE_EQ(snapshot->percent, 25);
  EXPECT_DOUBLE_EQ(snapshot->bytes_per_s, 12.5 * kMiB);
  EXPECT_DOUBLE_EQ(snapshot->files_per_s, 12.5);
  EXPECT_DOUBLE_EQ(snapshot->left_s.value(), 6);
  EXPECT_EQ(snapshot->path, "a/b");
}

TEST(ProgressMeter, MakesNoForecastOfTheFirstFiles) {
  ProgressMeter meter({});
  EXPECT_FALSE(meter.Update(At(0, 0, 0))->left_s.has_value());
  EXPECT_FALSE(meter.Update(At(0.4, 50, 50 * kMiB))->left_s.has_value());
  ProgressMeter slow({});
  EXPECT_FALSE(slow.Update(At(100, 0, kMiB / 2))->left_s.has_value());
}

TEST(ProgressMeter, MakesAtMostTwentySnapshotsPerSecond) {
  ProgressMeter meter({});
  size_t made = 0;
  for (int ms = 0; ms < 10'000; ++ms) {
    made += meter.Update(At(ms / 1000.0, 0, static_cast<uint64_t>(ms) * 1000)).has_value() ? 1 : 0;
  }
  EXPECT_LE(made, 200u);
  EXPECT_GE(made, 190u);
  EXPECT_EQ(meter.snapshots(), made);
}

TEST(ProgressMeter, TellsBeginAndEndOfAStageAtOnceAndOnce) {
  ProgressMeter meter({.reads_first = true});
  EXPECT_TRUE(meter.Update(At(0, 0, 0, Stage::kReading)).has_value());
  EXPECT_FALSE(meter.Update(At(0.001, 50, kMiB, Stage::kReading)).has_value());
  EXPECT_TRUE(meter.Update(At(0.002, 100, 100 * kMiB, Stage::kReading)).has_value());
  EXPECT_FALSE(meter.Update(At(0.003, 100, 100 * kMiB, Stage::kReading)).has_value());
  EXPECT_TRUE(meter.Update(At(0.004, 0, 0)).has_value());
  EXPECT_FALSE(meter.Update(At(0.005, 1, 1)).has_value());
  const auto end = meter.Update(At(0.006, 100, 100 * kMiB));
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->percent, 100);
}

TEST(ProgressMeter, StagesShareThePercentageAndOnlyTheLastReaches100) {
  ProgressMeter meter({.reads_first = true, .verifies = true});
  EXPECT_DOUBLE_EQ(meter.Update(At(1, 100, 100 * kMiB, Stage::kReading))->percent, 100.0 / 6);
  EXPECT_DOUBLE_EQ(meter.Update(At(2, 50, 50 * kMiB))->percent, 300.0 / 6);
  EXPECT_DOUBLE_EQ(meter.Update(At(3, 100, 100 * kMiB))->percent, 500.0 / 6);
  EXPECT_DOUBLE_EQ(meter.Update(At(4, 50, 50 * kMiB, Stage::kVerifying))->percent, 550.0 / 6);
  EXPECT_DOUBLE_EQ(meter.Update(At(5, 100, 100 * kMiB, Stage::kVerifying))->percent, 100);
}

// Whatever the exporter says: times that stand still or go back, files that grew beyond what was counted.
TEST(ProgressMeter, ThePercentageNeverFallsNorLeavesItsRange) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round) {
    ProgressMeter meter({.reads_first = round % 2 == 0, .verifies = round % 3 == 0});
    double before = 0;
    for (const Stage stage : {Stage::kReading, Stage::kWriting, Stage::kVerifying}) {
      for (int i = 0; i < 50; ++i) {
        const auto snapshot = meter.Update(
            At(static_cast<double>(random() % 1000) / 100, random() % 150, random() % (150 * kMiB), stage));
        if (!snapshot.has_value()) continue;
        EXPECT_GE(snapshot->percent, before);
        EXPECT_LE(snapshot->percent, 100);
        EXPECT_LE(snapshot->files, 100u);
        EXPECT_LE(snapshot->bytes, 100 * kMiB);
        before = snapshot->percent;
      }
    }
  }
}

TEST(ProgressMeter, EmptyFilesProgressToo) {
  ProgressMeter meter({});
  Progress progress;
  progress.total_files = 10;
  progress.files = 5;
  progress.elapsed_s = 1;
  EXPECT_DOUBLE_EQ(meter.Update(progress)->percent, 50);
}

TEST(ProgressMeter, UnknownTotalsGiveNoPercentage) {
  ProgressMeter meter({});
  Progress progress;
  progress.files = 5;
  progress.bytes = 1000;
  progress.elapsed_s = 2;
  const auto snapshot = meter.Update(progress);
  EXPECT_EQ(snapshot->percent, 0);
  EXPECT_EQ(snapshot->files, 5u);
  EXPECT_EQ(snapshot->bytes, 1000u);
  EXPECT_DOUBLE_EQ(snapshot->bytes_per_s, 500);
  EXPECT_FALSE(snapshot->left_s.has_value());
  // Such a stage has no end that could be told from its middle.
  EXPECT_FALSE(meter.Update(progress).has_value());
}

TEST(NameOf, NamesEachStage) {
  EXPECT_EQ(NameOf(Stage::kReading), "reading");
  EXPECT_EQ(NameOf(Stage::kWriting), "writing");
  EXPECT_EQ(NameOf(Stage::kVerifying), "verifying");
}

}  // namespace
}  // namespace archive_export

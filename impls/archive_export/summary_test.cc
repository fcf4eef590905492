#include "impls/archive_export/summary.h"

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace archive_export {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

ProjectStatistics Project() {
  ProjectStatistics project;
  project.files = {2000, 100 * kMiB};
  project.memory_bytes = 200 * kMiB;
  return project;
}

Report Streamed() {
  Report report;
  report.method = "streaming";
  report.archive = "out/pawl.zip";
  report.files = 1990;
  report.directories = 20;
  report.links = 3;
  report.input_bytes = 99 * kMiB;
  report.archive_bytes = 495 * kMiB / 10;
  report.threads = 2;
  report.lowest_concurrency = 2;
  report.seconds = 0.25;
  report.peak_memory_bytes = 10 * kMiB;
  return report;
}

Decision Decided(Wish wish = Wish::kAuto) { return Decide(Project(), {}, wish, 2); }

TEST(StatisticsOf, AreTheSeeds) {
  const ExportStatistics statistics = StatisticsOf(Streamed(), Project());
  EXPECT_EQ(statistics.files, 1990u);
  EXPECT_EQ(statistics.total_files, 2000u);
  EXPECT_EQ(statistics.bytes, 99 * kMiB);
  EXPECT_EQ(statistics.total_bytes, 100 * kMiB);
  EXPECT_DOUBLE_EQ(statistics.bytes_per_s, 396.0 * kMiB);
  EXPECT_DOUBLE_EQ(statistics.files_per_s, 7960);
  EXPECT_DOUBLE_EQ(statistics.efficiency, 0.95);
}

TEST(StatisticsOf, InventsNeitherRateNorEfficiency) {
  Report report = Streamed();
  report.seconds = 0;
  report.peak_memory_bytes = 300 * kMiB;
  const ExportStatistics statistics = StatisticsOf(report, Project());
  EXPECT_EQ(statistics.bytes_per_s, 0);
  EXPECT_EQ(statistics.files_per_s, 0);
  EXPECT_EQ(statistics.efficiency, 0);
}

TEST(Summary, NamesPathMethodSizesRatioSpeedAndMemory) {
  EXPECT_EQ(Summary(Streamed(), Project(), Decided()),
            "archive      out/pawl.zip\n"
            "method       streaming: total size 100.0 MiB is over 50.0 MiB\n"
            "size         99.0 MiB of 100.0 MiB -> 49.5 MiB (50.0 %)\n"
            "files        1990 of 2000; 20 directories, 3 symbolic links\n"
            "time         0.2 s; 396.0 MiB/s, 7960.0 files/s; 2 threads\n"
            "peak memory  10.0 MiB; the standard method would take some 200.0 MiB: efficiency 95.0 %\n");
}

TEST(Summary, TellsOfWhatWasDoneBeside) {
  Report report = Streamed();
  report.stored_files = 7;
  report.duplicate_files = 5;
  report.duplicate_bytes = 3 * kMiB;
  report.verified_entries = 2013;
  report.verify_seconds = 0.04;
  report.lowest_concurrency = 1;
  report.peak_memory_bytes = 200 * kMiB;
  report.archive = "out/\x1b[2J.zip";
  EXPECT_EQ(
      Summary(report, Project(), Decided(Wish::kStreaming)),
      "archive      out/\\x1b[2J.zip\n"
      "method       streaming: streaming was asked for\n"
      "size         99.0 MiB of 100.0 MiB -> 49.5 MiB (50.0 %)\n"
      "files        1990 of 2000, 7 stored, 5 duplicates (3.0 MiB); 20 directories, 3 symbolic links\n"
      "time         0.2 s; 396.0 MiB/s, 7960.0 files/s; 2 threads, down to 1 file at once for want of descriptors\n"
      "verified     2013 entries in 0.0 s\n"
      "peak memory  200.0 MiB\n");
}

TEST(Summary, SaysWhenTheOtherMethodTookOver) {
  Thresholds thresholds;
  thresholds.total_bytes = 100 * kMiB;
  thresholds.files = 2000;
  const Decision decision = Decide(Project(), thresholds, Wish::kAuto, 2);
  ASSERT_EQ(decision.method, Method::kStandard);
  EXPECT_NE(Summary(Streamed(), Project(), decision).find("method       streaming: the standard one could not\n"),
            std::string::npos);
}

TEST(ProblemLine, TellsWhatIsInTheArchive) {
  EXPECT_EQ(ProblemLine({"a", absl::PermissionDeniedError("a: permission denied. Run as its owner"), false}),
            "skipped: a: permission denied. Run as its owner\n");
  EXPECT_EQ(ProblemLine({"a", absl::AbortedError("a\n: grew"), true}), "changed: a\\x0a: grew\n");
  EXPECT_EQ(ProblemLine({"a", absl::FailedPreconditionError("a: links to /"), true}), "archived: a: links to /\n");
}

}  // namespace
}  // namespace archive_export

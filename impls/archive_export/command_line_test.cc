#include "impls/archive_export/command_line.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace archive_export {
namespace {

using Words = std::vector<std::string>;

std::string ErrorOf(const Words& words) {
  const auto settings = ParseCommandLine(words);
  return settings.ok() ? "ok" : std::string(settings.status().message());
}

TEST(ParseCommandLine, ADirectoryIsEnough) {
  const Settings settings = ParseCommandLine({"project"}).value();
  EXPECT_EQ(settings.root, "project");
  EXPECT_EQ(settings.output, ".");
  EXPECT_EQ(settings.pattern, "{name}_{date}");
  EXPECT_EQ(settings.options.format, Format::kZip);
  EXPECT_EQ(settings.options.level, Level::Auto());
  EXPECT_EQ(settings.options.threads, 0u);
  EXPECT_EQ(settings.options.chunk_bytes, size_t{64} << 10);
  EXPECT_EQ(settings.wish, Wish::kAuto);
  EXPECT_FALSE(settings.explain || settings.dry_run || settings.quiet || settings.force || settings.options.verify ||
               settings.options.deduplicate);
  EXPECT_EQ(settings.help, "");
}

TEST(ParseCommandLine, ReadsWhatTheArchiveIsToBeLike) {
  const Settings settings = ParseCommandLine({"-o",
                                              "out",
                                              "-n",
                                              "x_{hash}",
                                              "-f",
                                              "tar.gz",
                                              "-l",
                                              "9",
                                              "-t",
                                              "3",
                                              "--read-ahead",
                                              "4",
                                              "--chunk",
                                              "128KiB",
                                              "--deduplicate",
                                              "--verify",
                                              "--fixed-time",
                                              "-5",
                                              "--top",
                                              "t",
                                              "--force",
                                              "p"})
                                .value();
  EXPECT_EQ(settings.root, "p");
  EXPECT_EQ(settings.output, "out");
  EXPECT_EQ(settings.pattern, "x_{hash}");
  EXPECT_EQ(settings.options.format, Format::kTarGz);
  EXPECT_EQ(settings.options.level, Level::Number(9));
  EXPECT_EQ(settings.options.threads, 3u);
  EXPECT_EQ(settings.options.read_ahead, 4u);
  EXPECT_EQ(settings.options.chunk_bytes, size_t{128} << 10);
  EXPECT_EQ(settings.options.fixed_time_s, -5);
  EXPECT_EQ(settings.options.top, "t");
  EXPECT_TRUE(settings.options.deduplicate && settings.options.verify && settings.force);
}

TEST(ParseCommandLine, EveryThresholdIsAnOption) {
  const Settings settings =
      ParseCommandLine({"p", "--stream-over-size", "1MiB", "--stream-over-memory", "2MB", "--stream-over-large-files",
                        "3", "--stream-over-depth", "4", "--stream-over-files", "5", "--stream-over-mix", "6",
                        "--large-file", "7KiB", "--memory-limit", "8GiB", "--method", "standard"})
          .value();
  EXPECT_EQ(settings.thresholds.total_bytes, 1u << 20);
  EXPECT_EQ(settings.thresholds.memory_bytes, 2'000'000u);
  EXPECT_EQ(settings.thresholds.large_files, 3u);
  EXPECT_EQ(settings.thresholds.depth, 4u);
  EXPECT_EQ(settings.thresholds.files, 5u);
  EXPECT_EQ(settings.thresholds.mix_percent, 6u);
  EXPECT_EQ(settings.analysis.large_file_bytes, 7u << 10);
  EXPECT_EQ(settings.options.memory_limit_bytes, uint64_t{8} << 30);
  EXPECT_EQ(settings.wish, Wish::kStandard);
  EXPECT_EQ(ParseCommandLine({"p", "--method", "streaming"})->wish, Wish::kStreaming);
}

TEST(ParseCommandLine, HelpIsAllThatWasAskedFor) {
  const Settings settings = ParseCommandLine({"--help"}).value();
  EXPECT_NE(settings.help.find("Exit codes:"), std::string::npos);
  EXPECT_NE(settings.help.find("--stream-over-size"), std::string::npos);
}

TEST(ParseCommandLine, SaysWhatIsWrongAndTheWayOut) {
  EXPECT_EQ(ErrorOf({}), "directory is required. Run `pawl_export --help` for what there is");
  EXPECT_EQ(ErrorOf({"p", "--method", "fast"}), "--method: there is no 'fast'. Use auto, standard or streaming");
  EXPECT_NE(ErrorOf({"p", "--stream-over-mix", "51"}).find("--stream-over-mix"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--stream-over-size", "much"}).find("much"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--chunk", "99999999999GB"}).find("99999999999"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--threads", "many"}).find("many"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "q"}).find("not expected: q"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--none"}).find("--none"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--name", "{nam}"}).find("byte 1: there is no placeholder '{nam}'"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--name", "../x"}).find("byte 3"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--level", "10"}).find("10"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--format", "cab"}).find("cab"), std::string::npos);
  EXPECT_NE(ErrorOf({"p", "--top", "../x"}).find("../x"), std::string::npos);
}

TEST(ParseCommandLine, TakesNoNegativeNumberForALargeOne) {
  for (const char* const option :
       {"--stream-over-size", "--stream-over-memory", "--large-file", "--memory-limit", "--chunk",
        "--stream-over-files", "--stream-over-depth", "--stream-over-large-files", "--threads", "--read-ahead"}) {
    EXPECT_EQ(ErrorOf({"p", option, "-1"}),
              std::string(option) + ": -1 is negative. Give 0 or more. Run `pawl_export --help` for what there is");
  }
  EXPECT_NE(ErrorOf({"p", "--stream-over-mix", "-1"}), "ok");
}

TEST(ParseCommandLine, NobodyWritesRar) {
  const auto settings = ParseCommandLine({"p", "--format", "rar"});
  EXPECT_EQ(settings.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_NE(settings.status().message().find("zip"), std::string::npos) << settings.status();
}

}  // namespace
}  // namespace archive_export

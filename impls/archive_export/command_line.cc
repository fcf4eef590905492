#include "impls/archive_export/command_line.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "impls/archive_export/name_pattern.h"

namespace archive_export {
namespace {

constexpr char kDescription[] = "Writes a directory into an archive, in memory that does not grow with it.";

constexpr char kFooter[] =
    "Sizes are bytes, or numbers with a unit: 64KiB, 50MB. While standard error is a terminal, progress is drawn "
    "there. An\n"
    "archive is no part of itself, but earlier ones are exported if they lie in the directory: give another --output.\n"
    "Exit codes:\n"
    "  0    all of the directory is in the archive\n"
    "  1    there is no archive, for the reason on standard error\n"
    "  2    the command line is wrong\n"
    "  3    the archive is there and sound, but without what standard error says was skipped or changed meanwhile\n"
    "  129, 130, 143  stopped by SIGHUP, SIGINT, SIGTERM: there is no archive";

// CLI11 2.1 reads "-1" as the largest number there is. Given by transform() after all others, so that it comes first.
CLI::Validator NotNegative() {
  return {[](std::string& text) {
            return text.starts_with('-') ? fmt::format("{} is negative. Give 0 or more", text) : std::string();
          },
          ""};
}

// The words that the contract's own parsers read.
struct Texts {
  std::string format = "zip", level = "auto", method = "auto";
};

void AddArchiveOptions(CLI::App& app, Settings& settings, Texts& texts) {
  Options& options = settings.options;
  app.add_option("directory", settings.root, "what to export")->required();
  app.add_option("-o,--output", settings.output, "folder that the archive is put into")->capture_default_str();
  app.add_option("-n,--name", settings.pattern,
                 "name of the archive: {date}, {name} of the directory, {hash} of its listing")
      ->capture_default_str();
  app.add_flag("--force", settings.force, "replace a file of that name");
  app.add_option("-f,--format", texts.format, "zip, tar, tar.gz, tar.zst or 7z")->capture_default_str();
  app.add_option("-l,--level", texts.level, "auto, store, small, or 1 (fast) to 9 (small)")->capture_default_str();
  app.add_option("-t,--threads", options.threads, "threads that read and compress; 0: by the project and the cores")
      ->transform(NotNegative())
      ->capture_default_str();
  app.add_option("--read-ahead", options.read_ahead, "segments of 512 KiB that each thread may be ahead")
      ->transform(NotNegative())
      ->capture_default_str();
  app.add_option("--chunk", options.chunk_bytes, "bytes of a single read")
      ->transform(CLI::AsSizeValue(/*kb_is_1000=*/true))
      ->transform(NotNegative())
      ->capture_default_str();
  app.add_flag("--deduplicate", options.deduplicate, "files of the same content become hard links (tar formats)");
  app.add_flag("--verify", options.verify, "read the archive back and compare every entry");
  app.add_option("--fixed-time", options.fixed_time_s, "seconds since 1970 that all entries get as their time");
  app.add_option("--top", options.top, "directory that all names in the archive stand in");
}

void AddDecisionOptions(CLI::App& app, Settings& settings, Texts& texts) {
  const auto sizes = CLI::AsSizeValue(/*kb_is_1000=*/true);
  Thresholds& over = settings.thresholds;
  app.add_option("--method", texts.method, "auto, standard (all in memory) or streaming")->capture_default_str();
  const auto add_size = [&](const char* name, uint64_t& value, const char* text) {
    app.add_option(name, value, text)->transform(sizes)->transform(NotNegative())->capture_default_str();
  };
  const auto add_count = [&](const char* name, uint64_t& value, const char* text) {
    app.add_option(name, value, text)->transform(NotNegative())->capture_default_str();
  };
  add_size("--stream-over-size", over.total_bytes, "stream what is larger in total");
  add_size("--stream-over-memory", over.memory_bytes, "stream what would take more memory otherwise");
  add_size("--large-file", settings.analysis.large_file_bytes, "a file over this size is a large one");
  add_count("--stream-over-large-files", over.large_files, "stream what has more large files");
  add_count("--stream-over-depth", over.depth, "stream what is deeper");
  add_count("--stream-over-files", over.files, "stream what has more files");
  app.add_option("--stream-over-mix", over.mix_percent,
                 "stream a mix: of the bytes in large files and in others, the smaller part's share; 50: never")
      ->check(CLI::Range(0, 50))
      ->capture_default_str();
  add_size("--memory-limit", settings.options.memory_limit_bytes, "memory that is never exceeded; 0: none");
}

absl::Status ReadTexts(const Texts& texts, Settings& settings) {
  const absl::StatusOr<Format> format = ParseFormat(texts.format);
  if (!format.ok()) return format.status();
  settings.options.format = *format;
  const absl::StatusOr<Level> level = ParseLevel(texts.level);
  if (!level.ok()) return level.status();
  settings.options.level = *level;
  if (texts.method == "standard") {
    settings.wish = Wish::kStandard;
  } else if (texts.method == "streaming") {
    settings.wish = Wish::kStreaming;
  } else if (texts.method != "auto") {
    return absl::InvalidArgumentError(
        fmt::format("--method: there is no '{}'. Use auto, standard or streaming", texts.method));
  }
  if (absl::Status status = CheckPattern(settings.pattern); !status.ok()) return status;
  return CheckOptions(settings.options);
}

}  // namespace

absl::StatusOr<Settings> ParseCommandLine(const std::vector<std::string>& words) {
  Settings settings;
  Texts texts;
  CLI::App app(kDescription, "pawl_export");
  app.footer(kFooter);
  AddArchiveOptions(app, settings, texts);
  AddDecisionOptions(app, settings, texts);
  app.add_flag("--explain", settings.explain, "say what the directory holds, and which rule decided for the method");
  app.add_flag("--dry-run", settings.dry_run, "write nothing; say what would be written");
  app.add_flag("-q,--quiet", settings.quiet, "neither progress nor summary");
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 takes them from the back
  } catch (const CLI::CallForHelp&) {
    settings.help = app.help();
    return settings;
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(fmt::format("{}. Run `pawl_export --help` for what there is", error.what()));
  }
  if (absl::Status status = ReadTexts(texts, settings); !status.ok()) return status;
  return settings;
}

}  // namespace archive_export

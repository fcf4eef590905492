#include "impls/archive_export/summary.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "impls/archive_export/figures.h"

namespace archive_export {
namespace {

double PerSecond(uint64_t count, double seconds) { return seconds > 0 ? static_cast<double>(count) / seconds : 0; }

// Of the files that are not simply compressed, how many are what.
std::string FilesText(const Report& report, const ExportStatistics& statistics) {
  std::string text = fmt::format("{} of {}", statistics.files, statistics.total_files);
  if (report.stored_files > 0) text += fmt::format(", {} stored", report.stored_files);
  if (report.duplicate_files > 0) {
    text += fmt::format(", {} duplicates ({})", report.duplicate_files, BytesText(report.duplicate_bytes));
  }
  return text + fmt::format("; {} directories, {} symbolic links", report.directories, report.links);
}

std::string ThreadsText(const Report& report) {
  std::string text = fmt::format("{} thread{}", report.threads, report.threads == 1 ? "" : "s");
  if (report.lowest_concurrency < report.threads) {
    text += fmt::format(", down to {} file{} at once for want of descriptors", report.lowest_concurrency,
                        report.lowest_concurrency == 1 ? "" : "s");
  }
  return text;
}

}  // namespace

ExportStatistics StatisticsOf(const Report& report, const ProjectStatistics& project) {
  ExportStatistics statistics;
  statistics.files = report.files;
  statistics.total_files = project.files.files;
  statistics.bytes = report.input_bytes;
  statistics.total_bytes = project.files.bytes;
  statistics.bytes_per_s = PerSecond(report.input_bytes, report.seconds);
  statistics.files_per_s = PerSecond(report.files, report.seconds);
  if (project.memory_bytes > report.peak_memory_bytes) {
    statistics.efficiency =
        1 - static_cast<double>(report.peak_memory_bytes) / static_cast<double>(project.memory_bytes);
  }
  return statistics;
}

std::string Summary(const Report& report, const ProjectStatistics& project, const Decision& decision) {
  const ExportStatistics statistics = StatisticsOf(report, project);
  std::string text;
  const auto add = [&](std::string_view name, std::string_view value) {
    text += fmt::format("{:<12} {}\n", name, value);
  };
  add("archive", Printable(report.archive.string()));
  // The exporter says what it did; the decision only why, if that is what was decided.
  add("method", report.method == NameOf(decision.method)
                    ? fmt::format("{}: {}", report.method, Reason(decision))
                    : fmt::format("{}: the {} one could not", report.method, NameOf(decision.method)));
  add("size", fmt::format("{} of {} -> {} ({:.1f} %)", BytesText(statistics.bytes), BytesText(statistics.total_bytes),
                          BytesText(report.archive_bytes), 100 * report.ratio()));
  add("files", FilesText(report, statistics));
  add("time", fmt::format("{}; {}/s, {:.1f} files/s; {}", DurationText(report.seconds),
                          BytesText(static_cast<uint64_t>(statistics.bytes_per_s)), statistics.files_per_s,
                          ThreadsText(report)));
  if (report.verified_entries > 0) {
    add("verified", fmt::format("{} entries in {}", report.verified_entries, DurationText(report.verify_seconds)));
  }
  add("peak memory", statistics.efficiency > 0
                         ? fmt::format("{}; the standard method would take some {}: efficiency {:.1f} %",
                                       BytesText(report.peak_memory_bytes), BytesText(project.memory_bytes),
                                       100 * statistics.efficiency)
                         : BytesText(report.peak_memory_bytes));
  return text;
}

std::string ProblemLine(const Problem& problem) {
  const std::string_view what = !problem.archived                                     ? "skipped"
                                : problem.status.code() == absl::StatusCode::kAborted ? "changed"
                                                                                      : "archived";
  return fmt::format("{}: {}\n", what, Printable(std::string(problem.status.message())));
}

}  // namespace archive_export

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/archive_export/impls.h"

// Exports one directory. Prints the archive's and the content's bytes.
//
//   archive_export_program IMPL FORMAT LEVEL THREADS ROOT ARCHIVE [verify] [dedup] [fixed]
//   archive_export_program tree BYTES ROOT      writes a tree of the corpus
//   archive_export_program small FILES ROOT     files of 1 KiB
namespace {

namespace corpus = archive_export::corpus;

int Say(const absl::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}

template <typename Impl>
int Export(int count, char** arguments) {
  archive_export::Options options;
  const absl::StatusOr<archive_export::Format> format = archive_export::ParseFormat(arguments[2]);
  const absl::StatusOr<archive_export::Level> level = archive_export::ParseLevel(arguments[3]);
  if (!format.ok()) return Say(format.status());
  if (!level.ok()) return Say(level.status());
  options.format = *format;
  options.level = *level;
  options.threads = std::strtoul(arguments[4], nullptr, 10);
  for (int i = 7; i < count; ++i) {
    const std::string_view word = arguments[i];
    if (word == "verify") options.verify = true;
    if (word == "dedup") options.deduplicate = true;
    if (word == "fixed") options.fixed_time_s = 1'600'000'000;
  }
  const absl::StatusOr<archive_export::Report> report = Impl().Export(arguments[5], arguments[6], options);
  if (!report.ok()) return Say(report.status());
  std::printf("%llu of %llu bytes, %.3f s, %.3f s of it to verify %llu, %.1f MB at most, %zu problems\n",
              static_cast<unsigned long long>(report->archive_bytes),
              static_cast<unsigned long long>(report->input_bytes), report->seconds, report->verify_seconds,
              static_cast<unsigned long long>(report->verified_entries),
              static_cast<double>(report->peak_memory_bytes) / 1e6, report->problems.size());
  for (const archive_export::Problem& problem : report->problems) Say(problem.status);
  return report->problems.empty() ? 0 : 2;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  if (what == "tree" && count == 4) {
    return Say(corpus::WriteTree(arguments[3], {.total_bytes = std::strtoull(arguments[2], nullptr, 10)}));
  }
  if (what == "small" && count == 4) {
    return Say(corpus::WriteManySmall(arguments[3], std::strtoull(arguments[2], nullptr, 10), 1024));
  }
  if (what == "baseline" && count >= 7) return Export<archive_export::Baseline>(count, arguments);
  if (what == "optimized" && count >= 7) return Export<archive_export::Optimized>(count, arguments);
  std::fprintf(stderr,
               "usage: archive_export_program IMPL FORMAT LEVEL THREADS ROOT ARCHIVE [verify] [dedup] [fixed]\n");
  return 64;
}

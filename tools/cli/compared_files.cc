#include "tools/cli/compared_files.h"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tools/cli/files.h"
#include "tools/gate/policy.h"
#include "tools/model/case_name.h"
#include "tools/model/google_benchmark.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// 100,000 cases of Google Benchmark with ten repetitions each; parsing takes some ten times as much memory.
constexpr std::uintmax_t kMostBytes = 256 << 20;

absl::Status Refuse(const std::string& path, const std::string& why) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", path, why));
}

absl::Status CheckKind(const std::string& path, std::string_view text) {
  if (text.starts_with("\x7f"
                       "ELF")) {
    return Refuse(path, "is a program; two builds are compared live: pawl compare --against=OTHER " + path);
  }
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return Refuse(path, "is UTF-16, as PowerShell's > writes it: use --benchmark_out=FILE, or save it as UTF-8");
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Refuse(path, "is empty: was the run killed that wrote it?");
  }
  return absl::OkStatus();
}

std::string Known(const GoogleBenchmarkRun& run, const std::string& field) {
  const auto found = run.context.find(field);
  return found == run.context.end() ? "unknown" : found->second;
}

std::string Cases(size_t count) { return fmt::format("{} {}", count, count == 1 ? "case" : "cases"); }

std::string Describe(const StoredRun& run) {
  if (const auto* result = std::get_if<Result>(&run)) {
    return fmt::format("Pawl, {}, {}, {} processes, commit {}{}", result->target, Cases(result->evidence.cases.size()),
                       result->processes, result->environment.commit.empty() ? "unknown" : result->environment.commit,
                       result->environment.dirty ? " with changes" : "");
  }
  const auto& other = std::get<GoogleBenchmarkRun>(run);
  return fmt::format("Google Benchmark {}, {}, one process, of {} on {}", Known(other, "library_version"),
                     Cases(other.cases.size()), Known(other, "date"), Known(other, "host_name"));
}

absl::Status Filter(const std::string& filter, std::vector<Row>& rows) {
  if (filter.empty()) return absl::OkStatus();
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.case_name);
  try {
    const std::regex wanted(filter);
    std::erase_if(rows, [&](const Row& row) { return !std::regex_search(row.case_name, wanted); });
  } catch (const std::regex_error& error) {
    return absl::InvalidArgumentError(fmt::format("--filter={} is no regular expression: {}", filter, error.what()));
  }
  if (!rows.empty()) return absl::OkStatus();
  const std::string nearest = Nearest(filter, names);
  return absl::NotFoundError(fmt::format("--filter={} matches no case of either file{}", filter,
                                         nearest.empty() ? "" : "; did you mean " + nearest + "?"));
}

}  // namespace

absl::StatusOr<ComparedFile> ReadComparedFile(const std::string& path) {
  const std::string place = FromWorkingDirectory(path);
  std::error_code error;
  if (!fs::exists(place, error)) return absl::NotFoundError(path + ": there is no such file");
  if (fs::is_directory(place, error)) return Refuse(path, "is a folder: name the file, such as result.json in it");
  if (const std::uintmax_t size = fs::file_size(place, error); !error && size > kMostBytes) {
    return Refuse(path, fmt::format("is {} MiB, more than {}: write fewer cases or repetitions to a file", size >> 20,
                                    kMostBytes >> 20));
  }
  absl::StatusOr<std::string> text = ReadFile(place);
  if (!text.ok()) return text.status();
  if (absl::Status status = CheckKind(path, *text); !status.ok()) return status;
  ComparedFile file{path, *std::move(text), {}};
  if (IsGoogleBenchmarkJson(file.text)) {
    absl::StatusOr<GoogleBenchmarkRun> run = ParseGoogleBenchmark(file.text, path);
    if (!run.ok()) return run.status();
    file.run = *std::move(run);
    return file;
  }
  absl::StatusOr<Result> result = ResultFromJson(file.text, path);
  if (!result.ok()) {
    return absl::Status(result.status().code(),
                        fmt::format("{}. Files that can be compared are a gate's result.json (in "
                                    "bazel-testlogs/<package>/<name>/test.outputs) and what Google Benchmark's "
                                    "--benchmark_out writes as JSON",
                                    std::string(result.status().message())));
  }
  file.run = *std::move(result);
  if (absl::Status status = CheckStored(file.run, path); !status.ok()) return status;
  return file;
}

absl::StatusOr<Result> CompareFiles(const ComparedFile& before, const ComparedFile& now,
                                    const FileComparisonOptions& options) {
  StoredComparison comparison = CompareStored(before.run, now.run);
  if (absl::Status status = Filter(options.filter, comparison.rows); !status.ok()) return status;
  Result result;
  result.target = now.path;
  result.against = before.path;
  result.filter = options.filter;
  result.pawl = "//tools/cli:pawl";
  if (const auto* measured = std::get_if<Result>(&now.run)) {
    result.environment = measured->environment;
    result.evidence = measured->evidence;
    result.processes = measured->processes;
    result.measured_s = measured->measured_s;
  }
  result.rows = std::move(comparison.rows);
  result.warnings = std::move(comparison.warnings);
  result.errors = std::move(comparison.errors);
  result.notes = {fmt::format("A is {} ({})", before.path, Describe(before.run)),
                  fmt::format("B is {} ({})", now.path, Describe(now.run))};
  result.notes.insert(result.notes.end(), comparison.notes.begin(), comparison.notes.end());
  if (before.text == now.text) {
    result.errors.emplace_back("A and B hold the same bytes, so nothing was compared: one of them is the wrong file");
  }
  ApplyPolicy({.ratchet = options.ratchet, .strict = options.strict}, {}, result.rows);
  BlockIfNothingIsDecided(result.rows);
  return result;
}

}  // namespace pawl

// `pawl compare A.json B.json`: stored results, nothing is run.
#include "tools/cli/compare_files_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/command_support.h"
#include "tools/cli/compared_files.h"
#include "tools/cli/compared_view.h"
#include "tools/gate/policy.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

constexpr char kTwoWays[] =
    "name two files of results, `pawl compare A.json B.json`, or another build to compare this tree with, live: "
    "`bazel run //:compare -- --against=origin/main`";

bool IsJson(const std::string& subject) { return subject.ends_with(".json"); }

std::vector<std::string> Typed(const CompareArguments& arguments, std::vector<std::string> given) {
  std::erase_if(given, [&](const std::string& flag) { return arguments.configured.contains(flag); });
  return given;
}

std::vector<std::string> LiveOptions(const CompareArguments& arguments) {
  std::vector<std::string> given;
  if (arguments.sweep) given.emplace_back("--sweep");
  if (arguments.fine) given.emplace_back("--fine");
  if (arguments.budget_s) given.emplace_back("--budget");
  if (arguments.seed) given.emplace_back("--seed");
  if (!arguments.results.empty()) given.emplace_back("--results");
  if (arguments.counter != CompareArguments().counter) given.emplace_back("--counter");
  return Typed(arguments, given);
}

std::vector<std::string> FileOptions(const CompareArguments& arguments) {
  std::vector<std::string> given;
  if (arguments.format != CompareArguments().format) given.emplace_back("--format");
  if (!arguments.group_by.empty()) given.emplace_back("--group-by");
  if (!arguments.pivot.empty()) given.emplace_back("--pivot");
  return Typed(arguments, given);
}

absl::Status CheckLive(const CompareArguments& arguments) {
  for (const std::string& subject : arguments.subjects) {
    if (!IsJson(subject)) continue;
    return absl::InvalidArgumentError(
        fmt::format("{} is a file of results, and --against={} is measured: {}", subject, arguments.against, kTwoWays));
  }
  if (IsJson(arguments.against)) {
    return absl::InvalidArgumentError(fmt::format(
        "--against={} is a file of results, with which nothing can be measured: {}", arguments.against, kTwoWays));
  }
  const std::vector<std::string> given = FileOptions(arguments);
  if (given.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("{} is of a comparison of two files, and --against={} is measured: leave one of them out",
                  fmt::join(given, ", "), arguments.against));
}

absl::Status CheckFiles(const CompareArguments& arguments) {
  const std::vector<std::string>& subjects = arguments.subjects;
  for (const std::string& subject : subjects) {
    if (!subject.starts_with("//") && !subject.starts_with("@")) continue;
    return absl::InvalidArgumentError(
        fmt::format("{} is a perf_test, and --against doesn't say what to compare it with: {}", subject, kTwoWays));
  }
  if (subjects.size() != 2) {
    return absl::InvalidArgumentError(
        fmt::format("compare takes two files, here are {}: {}", subjects.size(), kTwoWays));
  }
  const std::vector<std::string> given = LiveOptions(arguments);
  if (!given.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("{} is of a live comparison, and nothing is measured of two files: leave it out, or name a build "
                    "with --against",
                    fmt::join(given, ", ")));
  }
  const std::vector<std::string> arranged = FileOptions(arguments);
  if (arguments.format == "json" && std::any_of(arranged.begin(), arranged.end(), [](const std::string& flag) {
        return flag == "--group-by" || flag == "--pivot";
      })) {
    return absl::InvalidArgumentError(
        "--group-by and --pivot arrange tables, and --format=json has every row: use terminal or markdown");
  }
  return absl::OkStatus();
}

// A damaged file is no mistake in the command line.
int CodeOf(const absl::Status& status) { return absl::IsNotFound(status) ? kExitUsage : kExitError; }

}  // namespace

bool AsksForFiles(const CompareArguments& arguments) {
  const std::vector<std::string>& subjects = arguments.subjects;
  const bool two_files = subjects.size() == 2 && std::all_of(subjects.begin(), subjects.end(), IsJson);
  return arguments.against.empty() || (two_files && arguments.configured.contains("--against"));
}

absl::Status CheckCompareArguments(const CompareArguments& arguments) {
  return AsksForFiles(arguments) ? CheckFiles(arguments) : CheckLive(arguments);
}

int CompareFilesCommand(const CompareArguments& arguments, Output output) {
  FileComparisonOptions options;
  options.filter = arguments.filter;
  options.ratchet = arguments.ratchet;
  for (const std::string& word : arguments.strict) {
    const absl::StatusOr<Verdict> verdict = ParseStrict(word);
    if (!verdict.ok()) return Fail(output, verdict.status(), kExitUsage);
    options.strict.insert(*verdict);
  }
  const absl::StatusOr<ComparedFile> before = ReadComparedFile(arguments.subjects[0]);
  if (!before.ok()) return Fail(output, before.status(), CodeOf(before.status()));
  const absl::StatusOr<ComparedFile> now = ReadComparedFile(arguments.subjects[1]);
  if (!now.ok()) return Fail(output, now.status(), CodeOf(now.status()));
  const absl::StatusOr<Result> result = CompareFiles(*before, *now, options);
  if (!result.ok()) return Fail(output, result.status(), kExitUsage);
  if (arguments.format == "json") {
    output.out << ToJson(*result);
    return result->ExitCode();
  }
  const TextStyle style = arguments.format == "markdown" ? TextStyle::kMarkdown : TextStyle::kTerminal;
  const absl::StatusOr<std::string> text = RenderCompared(*result, {arguments.group_by, arguments.pivot}, style);
  if (!text.ok()) return Fail(output, text.status(), kExitUsage);
  output.out << *text;
  return result->ExitCode();
}

}  // namespace pawl

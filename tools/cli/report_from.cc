// `pawl report --from`: what test runs, shards and CI jobs left, without measuring.
#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/merged_results.h"
#include "tools/cli/report_command.h"
#include "tools/cli/result_files.h"
#include "tools/model/commands.h"

namespace pawl {
namespace {

std::string CommandOf(const ReportArguments& arguments, const std::string& workspace, const std::string& pawl) {
  std::string command = workspace.empty() || pawl.empty() ? "pawl report" : fmt::format("bazel run {} -- report", pawl);
  for (const std::string& place : arguments.from) command += " --from=" + ShellQuoted(place);
  return command;
}

// Holds what could not be read, in place of the results that may have been there.
Result Unread(const std::vector<absl::Status>& errors) {
  Result result;
  for (const absl::Status& error : errors) result.errors.push_back(Shown(error));
  return result;
}

// The newest first: of a case that several runs profiled, it is the one that speaks.
std::vector<FoundResult> BesideProfiles(std::vector<ResultFile> files) {
  std::stable_sort(files.begin(), files.end(),
                   [](const ResultFile& a, const ResultFile& b) { return a.modified > b.modified; });
  std::vector<FoundResult> found;
  for (ResultFile& file : files) found.push_back({std::move(file.folder), std::move(file.result)});
  return found;
}

}  // namespace

int ReportFrom(const ReportArguments& arguments, Output output) {
  std::vector<std::string> places;
  for (const std::string& place : arguments.from) places.push_back(FromWorkingDirectory(place));
  const absl::StatusOr<ScratchFolder> unpacked = ScratchFolder::Create();
  if (!unpacked.ok())
    output.err << fmt::format("pawl: warning: no flame graphs from archives: {}\n", Shown(unpacked.status()));
  const FoundResults found = FindResultFiles(places, unpacked.ok() ? unpacked->path() : std::filesystem::path());
  const Result unread = Unread(found.errors);
  for (const std::string& error : unread.errors) Fail(output, absl::InvalidArgumentError(error));
  for (const absl::Status& warning : found.warnings) output.err << fmt::format("pawl: warning: {}\n", Shown(warning));
  MergedResults merged = MergeResults(found.files);
  if (merged.smoke > 0) {
    output.out << fmt::format("Left out: {} smoke {} that passed and measured nothing\n", merged.smoke,
                              merged.smoke == 1 ? "test" : "tests");
  }
  if (merged.results.empty()) {
    if (!found.errors.empty()) return kExitError;
    return Fail(output, absl::NotFoundError(fmt::format(
                            "there is nothing to report in {}: run the gates, `bazel test //...`, and not only "
                            "smoke tests",
                            fmt::join(places, ", "))));
  }
  for (const Result& result : merged.results) PrintResult(result, arguments, output);
  const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
  ReportInput input{"Pawl report", {}, CommandOf(arguments, workspace, merged.results.front().pawl)};
  input.script = arguments.page;
  AddExplanations(BesideProfiles(found.files), input, output);
  input.results = std::move(merged.results);
  AddHistories(workspace, input, output);
  if (!found.errors.empty()) input.results.insert(input.results.begin(), unread);
  return WriteReport(input, arguments, workspace, output);
}

}  // namespace pawl

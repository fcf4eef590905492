// `pawl explain`: what was last measured of a case.
#include <filesystem>

#include "fmt/format.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/terminal.h"
#include "tools/model/case_name.h"
#include "tools/model/result.h"

namespace pawl {

int ExplainCommand(const ExplainArguments& arguments, Output output) {
  std::string folder = arguments.results;
  if (folder.empty()) {
    const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
    if (workspace.empty()) {
      return Fail(output,
                  absl::FailedPreconditionError("results are looked for in the work space: run it as `bazel run "
                                                "//tools/cli:pawl -- explain CASE`, or say where with --results"),
                  kExitUsage);
    }
    folder = workspace + "/bazel-testlogs";
  }
  std::error_code error;
  std::vector<std::string> names;
  bool found = false;
  bool damaged = false;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename() != "result.json") continue;
    const absl::StatusOr<std::string> text = ReadFile(at->path());
    const absl::StatusOr<Result> result =
        text.ok() ? ResultFromJson(*text, at->path()) : absl::StatusOr<Result>(text.status());
    if (!result.ok()) {
      output.err << "pawl: skipped: " << std::string(result.status().message()) << "\n";
      damaged = true;  // it may have been the result that was asked for
      continue;
    }
    for (const Row& row : result->rows) {
      names.push_back(row.case_name);
      if (row.case_name != arguments.case_name) continue;
      found = true;
      output.out << DescribeRow(row, *result);
    }
  }
  if (found) return damaged ? kExitError : kExitOk;
  const std::string nearest = Nearest(arguments.case_name, names);
  return Fail(
      output,
      absl::NotFoundError(fmt::format("no result under {} has the case {}{} Run its perf test first", folder,
                                      arguments.case_name, nearest.empty() ? "." : "; did you mean " + nearest + "?")),
      kExitUsage);
}

}  // namespace pawl

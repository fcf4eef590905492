// `pawl explain`: what was last measured of a case.
#include <filesystem>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/terminal.h"
#include "tools/model/case_name.h"
#include "tools/model/result.h"

namespace pawl {
namespace {

class Explanation {
 public:
  // An empty target: of every perf_test that has such a case.
  Explanation(std::string target, std::string case_name, Output output)
      : target_(std::move(target)), case_name_(std::move(case_name)), output_(output) {}

  int Of(const std::string& folder) {
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      if (at->path().filename() == "result.json") Read(at->path());
    }
    if (!found_) return Fail(output_, absl::NotFoundError(WhatIsUnknown(folder)), kExitUsage);
    return damaged_ ? kExitError : kExitOk;
  }

 private:
  void Read(const std::string& path) {
    const absl::StatusOr<std::string> text = ReadFile(path);
    const absl::StatusOr<Result> result =
        text.ok() ? ResultFromJson(*text, path) : absl::StatusOr<Result>(text.status());
    if (!result.ok()) {
      output_.err << "pawl: skipped: " << std::string(result.status().message()) << "\n";
      damaged_ = true;  // it may have been the result that was asked for
      return;
    }
    targets_.push_back(result->target);
    if (!target_.empty() && result->target != target_) return;
    target_exists_ = true;
    for (const Row& row : result->rows) {
      names_.push_back(row.case_name);
      if (row.case_name != case_name_) continue;
      found_ = true;
      output_.out << DescribeRow(row, *result);
    }
  }

  std::string WhatIsUnknown(const std::string& folder) const {
    const bool no_target = !target_.empty() && !target_exists_;
    const std::string nearest = no_target ? Nearest(target_, targets_) : Nearest(case_name_, names_);
    const std::string unknown = no_target ? "is of " + target_ : "has the case " + case_name_;
    return fmt::format("no result {}under {} {}{} Run its perf test first",
                       no_target || target_.empty() ? "" : "of " + target_ + " ", folder, unknown,
                       nearest.empty() ? "." : "; did you mean " + nearest + "?");
  }

  std::string target_;
  std::string case_name_;
  Output output_;
  std::vector<std::string> targets_;
  std::vector<std::string> names_;
  bool target_exists_ = false;
  bool found_ = false;
  bool damaged_ = false;
};

}  // namespace

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
  const bool of_target = !arguments.case_name.empty();
  return Explanation(of_target ? arguments.target_or_case : "",
                     of_target ? arguments.case_name : arguments.target_or_case, output)
      .Of(folder);
}

}  // namespace pawl

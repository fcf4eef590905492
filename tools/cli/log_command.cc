// `pawl log`: the accepted values of a case, from version control.
#include <set>
#include <sstream>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/cli/accept_log.h"
#include "tools/cli/baseline_files.h"
#include "tools/cli/command_support.h"
#include "tools/cli/git.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

class Log {
 public:
  Log(std::string workspace, std::string case_name, Output output)
      : workspace_(std::move(workspace)), case_name_(std::move(case_name)), output_(output) {}

  int Run() {
    const absl::StatusOr<std::vector<std::string>> paths = FindPaths();
    if (!paths.ok()) return Fail(output_, paths.status());
    bool found = false;
    for (const std::string& path : *paths) {
      const absl::Status status = Print(path, found);
      if (!status.ok()) return Fail(output_, status);
    }
    if (!found) return Fail(output_, Unknown(), kExitUsage);
    return damaged_ ? kExitError : kExitOk;
  }

 private:
  // Of the work tree; for a case that is no more, of every commit that mentions it.
  absl::StatusOr<std::vector<std::string>> FindPaths() {
    if (absl::Status status = CheckRepository(workspace_); !status.ok()) return status;
    const absl::StatusOr<std::vector<BaselineFile>> files = FindBaselines(workspace_);
    if (!files.ok()) return files.status();
    std::set<std::string> paths;
    for (const BaselineFile& file : *files) {
      if (IsAnchor(file.path)) continue;
      for (const Record& record : file.baseline.records) {
        names_.push_back(record.case_name);
        if (record.case_name == case_name_) paths.insert(file.path);
      }
    }
    if (paths.empty()) {
      const std::string record = "\"case\":" + nlohmann::json(case_name_).dump();
      const auto names = RunGit(
          workspace_, {"log", "--format=", "--name-only", "--relative", "-S" + record, "--", ":(glob)**/*.json"});
      if (!names.ok()) return names.status();
      std::istringstream lines(*names);
      for (std::string path; std::getline(lines, path);) {
        if (!path.empty() && !IsAnchor(path)) paths.insert(path);
      }
    }
    return std::vector<std::string>(paths.begin(), paths.end());
  }

  absl::Status Print(const std::string& path, bool& found) {
    const absl::StatusOr<BaselineHistory> history = ReadBaselineHistory(workspace_, path);
    if (!history.ok()) return history.status();
    for (const absl::Status& damage : history->damaged) {
      output_.err << "pawl: skipped: " << std::string(damage.message()) << "\n";
      damaged_ = true;
    }
    const std::string text = RenderLog(history->revisions, case_name_);
    if (text.empty()) return absl::OkStatus();
    found = true;
    output_.out << path << "\n" << text;
    const absl::StatusOr<bool> shallow = IsShallow(workspace_);
    if (!shallow.ok()) return shallow.status();
    if (*shallow) output_.out << "Older values were cut off with a shallow clone: git fetch --unshallow\n";
    return absl::OkStatus();
  }

  absl::Status Unknown() const {
    const std::string nearest = Nearest(case_name_, names_);
    return absl::NotFoundError(fmt::format("no stored baseline has or had the case {}{}", case_name_,
                                           nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }

  std::string workspace_;
  std::string case_name_;
  Output output_;
  std::vector<std::string> names_;
  bool damaged_ = false;
};

}  // namespace

int LogCommand(const LogArguments& arguments, Output output) {
  const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
  if (workspace.empty()) {
    return Fail(output,
                absl::FailedPreconditionError(
                    "this reads the history of the source tree: run it as `bazel run //tools/cli:pawl -- log CASE`"),
                kExitUsage);
  }
  return Log(workspace, arguments.case_name, output).Run();
}

}  // namespace pawl

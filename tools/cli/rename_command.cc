// `pawl rename`: stored numbers follow a case to its new name.
#include <algorithm>

#include "fmt/format.h"
#include "tools/cli/baseline_files.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/rename.h"
#include "tools/model/commands.h"

namespace pawl {

int RenameCommand(const RenameArguments& arguments, Output output) {
  const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
  const std::string command = RenameCommand("//tools/cli:pawl", arguments.old_name, arguments.new_name);
  if (workspace.empty()) {
    return Fail(output, absl::FailedPreconditionError("this writes into the source tree: run it as `" + command + "`"),
                kExitUsage);
  }
  const absl::StatusOr<std::vector<BaselineFile>> files = FindBaselines(workspace);
  if (!files.ok()) return Fail(output, files.status());
  const absl::StatusOr<std::vector<BaselineFile>> renamed =
      RenameCase(*files, {arguments.old_name, arguments.new_name, arguments.target});
  if (!renamed.ok()) return Fail(output, renamed.status(), kExitUsage);
  for (const BaselineFile& file : *renamed) {
    const absl::Status written = WriteFile(workspace + "/" + file.path, FormatStoredBaseline(file.baseline));
    if (!written.ok()) return Fail(output, written);
    output.out << fmt::format("{}: {} records are those of {} now\n", file.path,
                              std::count_if(file.baseline.records.begin(), file.baseline.records.end(),
                                            [&](const Record& r) { return r.case_name == arguments.new_name; }),
                              arguments.new_name);
  }
  for (const std::string& place : FindInBuildFiles(workspace, arguments.old_name)) {
    output.out << fmt::format("{} still says {}: rename it there, too\n", place, arguments.old_name);
  }
  output.out << fmt::format(
      "The benchmark's source changed with the name, so its numbers are incomparable until they are accepted; those "
      "within their limits stay:\n  {}\n",
      AcceptCommand(renamed->front().baseline.target));
  return kExitOk;
}

}  // namespace pawl

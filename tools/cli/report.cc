// `pawl report`: measured or found results as one HTML file, and in the forms that pull requests and CIs show.
#include "fmt/format.h"
#include "tools/cli/command_support.h"
#include "tools/cli/report_command.h"

namespace pawl {
namespace {

absl::Status CheckOptions(const ReportArguments& arguments) {
  const bool to_gitlab = arguments.annotations == "gitlab";
  if (to_gitlab && arguments.annotations_file.empty()) {
    return absl::InvalidArgumentError(
        "--annotations=gitlab needs a file for the Code Quality report: "
        "--annotations-file=gl-code-quality-report.json");
  }
  if (!to_gitlab && !arguments.annotations_file.empty() && !arguments.configured.contains("--annotations-file")) {
    return absl::InvalidArgumentError("--annotations-file is for --annotations=gitlab; github's go to standard output");
  }
  if (arguments.from.empty()) return absl::OkStatus();
  if (!arguments.targets.empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "--from reports what was found, whatever its targets are: leave {} out, or, if it is a file, give it by "
        "another --from",
        arguments.targets.front()));
  }
  if (arguments.sweep && !arguments.configured.contains("--sweep")) {
    return absl::InvalidArgumentError("--sweep is about measuring, and --from measures nothing: leave one of them out");
  }
  return absl::OkStatus();
}

}  // namespace

int ReportCommand(const ReportArguments& arguments, Output output) {
  if (absl::Status status = CheckOptions(arguments); !status.ok()) return Fail(output, status, kExitUsage);
  return arguments.from.empty() ? ReportMeasured(arguments, output) : ReportFrom(arguments, output);
}

}  // namespace pawl

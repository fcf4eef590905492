// `pawl gate` and `pawl smoke`: what `bazel test` runs.
#include <charconv>
#include <chrono>
#include <random>

#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/junit.h"
#include "tools/cli/run.h"
#include "tools/cli/terminal.h"

namespace pawl {
namespace {

using SteadyClock = std::chrono::steady_clock;

// 80 % of the test's time limit: what is left must do for judging and writing. Unlimited outside a test.
SteadyClock::time_point Deadline() {
  const std::string limit = EnvironmentVariable("TEST_TIMEOUT");
  int seconds = 0;
  const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), seconds);
  if (error != std::errc() || seconds <= 0) return SteadyClock::time_point::max();
  return SteadyClock::now() + std::chrono::milliseconds(800) * seconds;
}

// Writes the views of a result to wherever Bazel wants them.
absl::Status WriteResult(const Result& result, const std::string& result_path) {
  const std::string outputs = EnvironmentVariable("TEST_UNDECLARED_OUTPUTS_DIR");
  const std::string path = result_path.empty() && !outputs.empty() ? outputs + "/result.json" : result_path;
  if (!path.empty()) {
    if (absl::Status status = WriteFile(path, ToJson(result)); !status.ok()) return status;
  }
  if (const std::string xml = EnvironmentVariable("XML_OUTPUT_FILE"); !xml.empty()) {
    return WriteFile(xml, RenderJUnit(result));
  }
  return absl::OkStatus();
}

int Finish(const Result& result, const std::string& result_path, Output output) {
  output.out << RenderTerminal(result) << std::flush;
  if (absl::Status status = WriteResult(result, result_path); !status.ok()) return Fail(output, status);
  return result.ExitCode();
}

}  // namespace

int GateCommand(const GateArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  RunOptions options;
  options.scope = arguments.scope;
  options.filter = arguments.filter.empty() ? EnvironmentVariable("TESTBRIDGE_TEST_ONLY") : arguments.filter;
  options.seed = arguments.seed ? *arguments.seed : std::random_device()();
  options.deadline = Deadline();
  options.progress = Progress(output);
  Result result;
  const absl::Status status =
      WithWorkers(*plan, arguments.against, [&](WorkerFactory& factory, const std::optional<Against>& against) {
        options.against = against;
        result = RunPlan(*plan, options, factory);
      });
  EndProgress(output);
  if (!status.ok()) return Fail(output, status, absl::IsNotFound(status) ? kExitUsage : kExitError);
  return Finish(result, arguments.result, output);
}

int SmokeCommand(const SmokeArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  Result result;
  const absl::Status status = WithWorkers(
      *plan, "", [&](WorkerFactory& factory, const std::optional<Against>&) { result = SmokePlan(*plan, factory); });
  if (!status.ok()) return Fail(output, status);
  return Finish(result, "", output);
}

}  // namespace pawl

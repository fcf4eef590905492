#include "tools/cli/commands.h"

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "fmt/format.h"
#include "tools/cli/accept.h"
#include "tools/cli/files.h"
#include "tools/cli/junit.h"
#include "tools/cli/plan.h"
#include "tools/cli/run.h"
#include "tools/cli/terminal.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/model/verdict.h"
#include "tools/runner/process_worker.h"

namespace pawl {
namespace {

using SteadyClock = std::chrono::steady_clock;

std::string EnvironmentVariable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int Fail(Output output, const absl::Status& status, int code = kExitError) {
  output.err << "pawl: " << std::string(status.message()) << "\n";
  return code;
}

// 80 % of the test's time limit: what is left must do for judging and writing. Unlimited outside a test.
SteadyClock::time_point Deadline() {
  const std::string limit = EnvironmentVariable("TEST_TIMEOUT");
  int seconds = 0;
  const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), seconds);
  if (error != std::errc() || seconds <= 0) return SteadyClock::time_point::max();
  return SteadyClock::now() + std::chrono::milliseconds(800) * seconds;
}

std::function<void(const std::string&)> Progress(Output output) {
  if (isatty(STDERR_FILENO) == 0) return [](const std::string&) {};
  return [output](const std::string& line) { output.err << "\r\033[K" << line << std::flush; };
}

void EndProgress(Output output) {
  if (isatty(STDERR_FILENO) != 0) output.err << "\r\033[K" << std::flush;
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

// Runs `use` with a factory of real workers of the plan's binary.
absl::Status WithWorkers(const Plan& plan, const std::function<void(WorkerFactory&)>& use) {
  absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return scratch.status();
  ProcessWorkerOptions options;
  options.binary = plan.binary;
  options.counter = std::filesystem::absolute(plan.counter);
  options.scratch = scratch->path();
  const auto factory = NewProcessWorkerFactory(options);
  use(*factory);
  return absl::OkStatus();
}

int Finish(const Result& result, const std::string& result_path, Output output) {
  output.out << RenderTerminal(result) << std::flush;
  if (absl::Status status = WriteResult(result, result_path); !status.ok()) return Fail(output, status);
  return result.ExitCode();
}

// A complete measurement for `.accept`: as a gate, but each ratio over as many processes as its limit is about, twice.
Result MeasureForAccept(const Plan& plan, WorkerFactory& factory, Output output, const std::string& which) {
  RunOptions options;
  options.seed = std::random_device()();
  options.min_processes = 2 * kRatioProcesses;
  const auto progress = Progress(output);
  options.progress = [&](const std::string& line) { progress(which + " measurement: " + line); };
  return RunPlan(plan, options, factory);
}

// Where `.accept` writes: the source tree, not the runfiles' link to it.
absl::StatusOr<std::string> SourceFile(const Plan& plan) {
  const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
  if (workspace.empty()) {
    return absl::FailedPreconditionError("this writes into the source tree: run it as `" + plan.AcceptCommand() + "`");
  }
  return workspace + "/" + plan.baseline_file;
}

// What `.accept` changes. A damaged file is replaced when everything is accepted; when only a part is, or when the file
// is not ours to judge, what it holds must not be lost.
absl::StatusOr<StoredBaseline> ReadStored(const std::string& file, const Plan& plan, const AcceptOptions& options,
                                          Output output) {
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (absl::IsNotFound(text.status())) return StoredBaseline();
  if (!text.ok()) return text.status();
  absl::StatusOr<StoredBaseline> stored = ParseStoredBaseline(*text, plan.baseline_file, plan.AcceptCommand());
  const bool everything = options.case_pattern.empty() && options.metric.empty();
  if (stored.ok() || !everything || !absl::IsInvalidArgument(stored.status())) return stored;
  output.out << "Replacing a damaged file. " << std::string(stored.status().message()) << "\n";
  return StoredBaseline();
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
      WithWorkers(*plan, [&](WorkerFactory& factory) { result = RunPlan(*plan, options, factory); });
  EndProgress(output);
  if (!status.ok()) return Fail(output, status);
  return Finish(result, arguments.result, output);
}

int SmokeCommand(const SmokeArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  Result result;
  const absl::Status status = WithWorkers(*plan, [&](WorkerFactory& factory) { result = SmokePlan(*plan, factory); });
  if (!status.ok()) return Fail(output, status);
  return Finish(result, "", output);
}

int AcceptCommand(const AcceptArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  const absl::StatusOr<std::string> file = SourceFile(*plan);
  if (!file.ok()) return Fail(output, file.status(), kExitUsage);
  const AcceptOptions options{arguments.case_pattern, arguments.metric, arguments.reason, plan->AcceptCommand()};
  if (absl::Status status = CheckOptions(options); !status.ok()) return Fail(output, status, kExitUsage);
  const absl::StatusOr<StoredBaseline> stored = ReadStored(*file, *plan, options, output);
  if (!stored.ok()) return Fail(output, stored.status());
  Result first;
  Result second;
  const absl::Status status = WithWorkers(*plan, [&](WorkerFactory& factory) {
    first = MeasureForAccept(*plan, factory, output, "first");
    if (first.errors.empty()) second = MeasureForAccept(*plan, factory, output, "second");
  });
  EndProgress(output);
  if (!status.ok()) return Fail(output, status);
  std::vector<std::string> cases;
  for (const CaseEvidence& one : first.evidence.cases) cases.push_back(one.case_name);
  const absl::StatusOr<Acceptance> acceptance = Accept(*stored, first, second, cases, options);
  if (!acceptance.ok()) {
    return Fail(output, acceptance.status(), absl::IsInvalidArgument(acceptance.status()) ? kExitUsage : kExitError);
  }
  for (const std::string& change : acceptance->changes) output.out << change << "\n";
  if (acceptance->changes.empty()) {
    output.out << "Nothing to change: every number is within what is stored.\n";
    return kExitOk;
  }
  if (absl::Status written = WriteFile(*file, FormatStoredBaseline(acceptance->baseline)); !written.ok()) {
    return Fail(output, written);
  }
  output.out << fmt::format("Wrote {}. Review it with: git diff {}\n", plan->baseline_file, plan->baseline_file);
  return kExitOk;
}

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

int ExitCodesCommand(Output output) {
  output.out << "code  verdict       blocks  means\n";
  output.out << fmt::format("{:<6}{:<14}{:<8}{}\n", kExitUsage, "-", "yes",
                            "the command line, a claim or a filter is wrong");
  for (const VerdictInfo& info : kVerdicts) {
    output.out << fmt::format("{:<6}{:<14}{:<8}{}\n", info.exit_code, info.word, info.blocks ? "yes" : "no",
                              info.meaning);
  }
  output.out << "The most severe wins: 1, 2, 3, 6, 5, 4. A run in which nothing was gated exits 6.\n";
  return kExitOk;
}

}  // namespace pawl

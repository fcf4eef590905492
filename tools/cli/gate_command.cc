// `pawl gate` and `pawl smoke`: what `bazel test` runs.
#include <chrono>
#include <random>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "reports/html.h"
#include "tools/cli/budget.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/junit.h"
#include "tools/cli/plan_input.h"
#include "tools/cli/run.h"
#include "tools/cli/smoke_run.h"
#include "tools/cli/terminal.h"
#include "tools/cli/test_environment.h"
#include "tools/gate/policy.h"
#include "tools/model/commands.h"

namespace pawl {
namespace {

// The day everywhere on earth at zero longitude, YYYY-MM-DD: a mute expires for everybody at once.
std::string Today() {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(today.year()), static_cast<unsigned>(today.month()),
                     static_cast<unsigned>(today.day()));
}

// Writes the views of a result to wherever Bazel wants them, or its JSON to `result_path` alone.
absl::Status WriteResult(const Result& result, const RunProfiles& profiles, const std::string& result_path,
                         const TestEnvironment& test) {
  std::vector<std::pair<std::string, std::string>> files;
  const std::string written =
      !result_path.empty() || test.outputs.empty() ? result_path : test.outputs + "/result.json";
  for (const auto& [side, suffix] : {std::pair(&profiles.contender, ""), std::pair(&profiles.against, "_against")}) {
    const bool any = !side->profiles.empty() || !side->missing.empty();
    if (any && !written.empty()) files.emplace_back(ProfilesPath(written, suffix), ToJson(*side));
  }
  if (!result_path.empty()) {
    files.emplace_back(result_path, ToJson(result));
  } else if (!test.outputs.empty()) {
    files.emplace_back(test.outputs + "/result.json", ToJson(result));
    files.emplace_back(test.outputs + "/summary.txt", RenderTerminal(result));
    files.emplace_back(test.outputs + "/report.html",
                       RenderHtml({result.target, {result}, ReproduceCommand(result.target, "")}));
  }
  if (!test.xml.empty()) files.emplace_back(test.xml, RenderJUnit(result));
  for (const auto& [path, text] : files) {
    if (absl::Status status = WriteFile(path, text); !status.ok()) return status;
  }
  return absl::OkStatus();
}

int Finish(const Result& result, const RunProfiles& profiles, const std::string& result_path,
           const TestEnvironment& test, Output output) {
  output.out << RenderTerminal(result) << std::flush;
  if (absl::Status status = WriteResult(result, profiles, result_path, test); !status.ok()) return Fail(output, status);
  return result.ExitCode();
}

// Fails the second attempt like the first: to measure until it passes is to start the sequential tests again and again,
// and their error rates hold only for a test that is continued.
Result RefuseAttempt(const Plan& plan, const TestEnvironment& test) {
  Result result = StartResult(plan);
  result.errors = {
      "an attempt before this one failed, and a gate is not repeated until it passes: its verdict stands in " +
      test.earlier_attempt + ". Run it without --flaky_test_attempts"};
  return result;
}

// What `report --from` finds where a gate never came to its end, and no other file would tell of it.
absl::Status WriteUnfinished(const Plan& plan, const TestEnvironment& test) {
  if (test.outputs.empty()) return absl::OkStatus();
  Result result = StartResult(plan);
  result.errors = {
      "the gate ended before it had a result: it was killed, or ran beyond its time limit, or its log says why"};
  return WriteFile(test.outputs + "/result.json", ToJson(result));
}

}  // namespace

int GateCommand(const GateArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  const absl::StatusOr<TestEnvironment> test = ReadTestEnvironment();
  if (!test.ok()) return Fail(output, test.status());
  if (!test->shard_status_file.empty()) {
    if (absl::Status status = WriteFile(test->shard_status_file, ""); !status.ok()) return Fail(output, status);
  }
  if (!test->earlier_attempt.empty()) {
    TestEnvironment left = *test;
    if (ReadFile(test->outputs + "/result.json").ok()) left.outputs.clear();  // the first one's, whose verdict stands
    return Finish(RefuseAttempt(*plan, *test), {}, arguments.result, left, output);
  }
  if (arguments.result.empty()) {
    if (absl::Status status = WriteUnfinished(*plan, *test); !status.ok()) return Fail(output, status);
  }
  RunOptions options;
  options.scope = arguments.scope;
  options.filter = arguments.filter.empty() ? test->filter : arguments.filter;
  options.shard = test->shard;
  options.strict_environment = arguments.strict_environment;
  options.seed = arguments.seed ? *arguments.seed : std::random_device()();
  options.time_limit = test->time_limit;
  options.deadline = DeadlineOf(test->time_limit);
  options.progress = Progress(output);
  options.today = Today();
  options.ratchet = arguments.ratchet;
  for (const std::string& word : arguments.strict) {
    const absl::StatusOr<Verdict> verdict = ParseStrict(word);
    if (!verdict.ok()) return Fail(output, verdict.status(), kExitUsage);
    options.strict.insert(*verdict);
  }
  Result result;
  RunProfiles profiles;
  const absl::Status status = WithWorkers(
      *plan, arguments.against,
      [&](const Workers& workers) {
        options.against = workers.against;
        options.open_accepted = [&](const std::string& hash) -> absl::StatusOr<Against> {
          if (arguments.stored_time) return absl::FailedPreconditionError("--stored-time says so");
          return workers.accepted.Open(hash);
        };
        result = RunPlan(*plan, options, workers.factory, &profiles.contender);
      },
      arguments.scope == Scope::kSweep ? kPatienceInSweeps : kPatience);
  EndProgress(output);
  if (!status.ok()) return Fail(output, status, absl::IsNotFound(status) ? kExitUsage : kExitError);
  // Before anything that takes time: whatever ends this process from here on, its verdict stands.
  if (absl::Status written = WriteResult(result, profiles, arguments.result, *test); !written.ok()) {
    return Fail(output, written);
  }
  AddCallSites(*plan, arguments.against, /*all_allocating=*/arguments.scope != Scope::kGate,
               {.deadline = options.deadline, .progress = options.progress}, result, profiles);
  EndProgress(output);
  return Finish(result, profiles, arguments.result, *test, output);
}

int SmokeCommand(const SmokeArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  const absl::StatusOr<TestEnvironment> test = ReadTestEnvironment();
  if (!test.ok()) return Fail(output, test.status());
  Result result;
  const absl::Status status =
      WithWorkers(*plan, "", [&](const Workers& workers) { result = SmokePlan(*plan, workers.factory); });
  if (!status.ok()) return Fail(output, status);
  return Finish(result, {}, "", *test, output);
}

}  // namespace pawl

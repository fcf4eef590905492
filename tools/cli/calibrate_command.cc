// `pawl calibrate`: how noisy this machine is, case by case.
#include <algorithm>
#include <random>

#include "tools/cli/calibrate.h"
#include "tools/cli/command_support.h"
#include "tools/cli/selection.h"
#include "tools/runner/machine.h"

namespace pawl {

namespace {

absl::StatusOr<std::vector<CaseCalibration>> Measure(const Plan& plan, WorkerFactory& factory, const Against& against,
                                                     const CalibrateOptions& options, Output output) {
  const auto lock = MeasuringLock::Acquire([&] {
    output.err << "waiting: another run is measuring on this machine\n" << std::flush;
  });
  if (!lock.ok()) return lock.status();
  const auto worker = factory.Start(WorkerKind::kTiming);
  if (!worker.ok()) return worker.status();
  std::vector<std::string> cases;
  for (const WorkerCase& one : (*worker)->Cases()) cases.push_back(one.name);
  const absl::StatusOr<Selection> gate_set = Select(plan, cases, Scope::kGate, "");
  if (!gate_set.ok()) return gate_set.status();
  return CalibrateCases(against, {gate_set->judged.begin(), gate_set->judged.end()}, options);
}

}  // namespace

int CalibrateCommand(const CalibrateArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  if (arguments.runs < 1) return Fail(output, absl::InvalidArgumentError("--runs must be 1 or more"), kExitUsage);
  CalibrateOptions options;
  options.runs = arguments.runs;
  options.case_pattern = arguments.case_pattern;
  options.seed = std::random_device()();
  options.progress = Progress(output);
  absl::StatusOr<std::vector<CaseCalibration>> cases = absl::UnknownError("nothing was measured");
  const absl::Status status = WithWorkers(*plan, plan->binary, [&](const Workers& workers) {
    cases = Measure(*plan, workers.factory, *workers.against, options, output);
  });
  EndProgress(output);
  if (!status.ok()) return Fail(output, status);
  if (!cases.ok())
    return Fail(output, cases.status(), absl::IsInvalidArgument(cases.status()) ? kExitUsage : kExitError);
  output.out << RenderCalibration(*cases, options.test);
  const bool failed = std::any_of(cases->begin(), cases->end(), [](const auto& one) { return !one.error.empty(); });
  return failed ? kExitError : kExitOk;
}

}  // namespace pawl

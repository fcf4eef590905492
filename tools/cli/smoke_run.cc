#include "tools/cli/smoke_run.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/cli/plan_input.h"
#include "tools/cli/selection.h"
#include "tools/cli/sizes.h"
#include "tools/cli/smoke_result.h"
#include "tools/gate/gate.h"
#include "tools/runner/measurement.h"

namespace pawl {
namespace {

Row RunRow(const CaseSamples& samples) {
  Row row;
  row.case_name = samples.case_name;
  row.comparison = "run";
  row.verdict = samples.error ? Verdict::kError : Verdict::kOk;
  row.level = kSmokeLevel;
  row.reason = samples.error.value_or("");
  return row;
}

// Runs those of the binary's cases that the gate would, and adds their rows.
absl::Status RunOnce(const Plan& plan, const GateInput& input, Measurement& measurement, std::vector<Row>& rows) {
  const std::vector<std::string> cases = NamesOf(measurement.Cases());
  const absl::StatusOr<Selection> selection = Select(plan, cases, Scope::kGate, "");
  if (!selection.ok()) return selection.status();
  std::vector<Group> groups;
  for (const std::string& name : cases) {
    if (selection->judged.contains(name)) groups.push_back({name});
  }
  measurement.Select(groups);
  measurement.CheckAnswers();
  measurement.SmokeCases();
  std::set<std::string> counters;
  bool all_ran = true;
  for (const CaseSamples& samples : measurement.Samples()) {
    rows.push_back(RunRow(samples));
    for (const auto& [name, values] : samples.counters) counters.insert(name);
    all_ran = all_ran && !samples.error;
  }
  std::stable_partition(rows.begin(), rows.end(), [](const Row& row) { return row.verdict != Verdict::kOk; });
  if (!all_ran) return absl::OkStatus();  // the one that failed may be the one that sets a counter
  return CheckCounters(counters, input);
}

}  // namespace

Result SmokePlan(const Plan& plan, WorkerFactory& factory) {
  Result result = StartResult(plan);
  absl::StatusOr<GateInput> input = ParseInput(plan);
  // A mistake in the plan does not keep the cases from running: both are said at once.
  absl::Status mistake = input.status();
  if (!input.ok()) input = GateInput();
  Measurement measurement(factory, 0);
  if (absl::Status status = measurement.Open(/*require_optimized=*/false); !status.ok()) {
    result.errors.emplace_back(status.message());
    return result;
  }
  input->cases = NamesOf(measurement.Cases());
  if (mistake.ok()) mistake = AddSized(plan, measurement.Sizes(), *input);
  if (mistake.ok()) mistake = CheckNames(*input, /*today=*/"");
  absl::Status unrun = RunOnce(plan, *input, measurement, result.rows);
  for (const absl::Status& status : {mistake, unrun}) {
    if (!status.ok()) result.errors.emplace_back(status.message());
  }
  result.errors_are_usage = !result.errors.empty();
  return result;
}

}  // namespace pawl

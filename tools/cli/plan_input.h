#ifndef PAWL_TOOLS_CLI_PLAN_INPUT_H_
#define PAWL_TOOLS_CLI_PLAN_INPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/plan.h"
#include "tools/gate/gate.h"
#include "tools/model/result.h"
#include "tools/runner/worker.h"

// What the gate and the smoke test make of a plan alike, so that the one refuses no text that the other lets pass.
namespace pawl {

// The plan's counters, claims, limits and policy, parsed into the judge's input; the rest of it is empty. The first
// mistake is the error and begins with the place where it is written.
absl::StatusOr<GateInput> ParseInput(const Plan& plan);

// Whether everything that was written about cases speaks of `input.cases`. `today` as in CheckMutes().
absl::Status CheckNames(const GateInput& input, const std::string& today);

// A result without rows that says which perf_test it is of.
Result StartResult(const Plan& plan);

std::vector<std::string> NamesOf(const std::vector<WorkerCase>& cases);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PLAN_INPUT_H_

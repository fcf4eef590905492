#ifndef PAWL_TOOLS_CLI_PLAN_POLICY_H_
#define PAWL_TOOLS_CLI_PLAN_POLICY_H_

#include "absl/status/statusor.h"
#include "tools/cli/plan.h"
#include "tools/gate/limits.h"
#include "tools/gate/policy.h"

namespace pawl {

// The plan's limits and policy, parsed, each with the line of its text. The first mistake is the error and begins with
// that place. Whether their cases exist only the benchmark's list tells: CheckLimits() and CheckMutes().
absl::StatusOr<Limits> ParseLimits(const Plan& plan, const Metrics& metrics = BuiltInMetrics());
absl::StatusOr<Policy> ParsePolicy(const Plan& plan, const Metrics& metrics = BuiltInMetrics());

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PLAN_POLICY_H_

#include "tools/cli/plan_input.h"

#include <utility>

#include "tools/cli/plan_policy.h"

namespace pawl {

absl::StatusOr<GateInput> ParseInput(const Plan& plan) {
  GateInput input;
  absl::StatusOr<std::vector<UserMetric>> counters = ParseMetrics(plan);
  if (!counters.ok()) return counters.status();
  input.counters = *std::move(counters);
  const Metrics metrics = WithCounters(input.counters);
  absl::StatusOr<std::vector<Claim>> claims = ParseClaims(plan, metrics);
  if (!claims.ok()) return claims.status();
  input.claims = *std::move(claims);
  absl::StatusOr<Limits> limits = ParseLimits(plan, metrics);
  if (!limits.ok()) return limits.status();
  input.limits = *std::move(limits);
  absl::StatusOr<Policy> policy = ParsePolicy(plan, metrics);
  if (!policy.ok()) return policy.status();
  input.policy = *std::move(policy);
  return input;
}

absl::Status CheckNames(const GateInput& input, const std::string& today) {
  if (absl::Status status = CheckClaims(input.claims, input.cases); !status.ok()) return status;
  if (absl::Status status = CheckClaimedMetrics(input.claims, input.sized); !status.ok()) return status;
  if (absl::Status status = CheckLimits(input.limits, input.cases); !status.ok()) return status;
  return CheckMutes(input.policy.mutes, input.claims, input.cases, WithCounters(input.counters), today);
}

Result StartResult(const Plan& plan) {
  Result result;
  result.target = plan.target;
  result.pawl = plan.pawl;
  result.build_file = plan.build_file;
  result.baseline_file = plan.baseline_file;
  return result;
}

std::vector<std::string> NamesOf(const std::vector<WorkerCase>& cases) {
  std::vector<std::string> names;
  for (const WorkerCase& one : cases) names.push_back(one.name);
  return names;
}

}  // namespace pawl

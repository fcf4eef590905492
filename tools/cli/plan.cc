#include "tools/cli/plan.h"

#include <exception>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/cli/build_file.h"
#include "tools/cli/files.h"

namespace pawl {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OuterLimits, name, build_file, limits)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlanLibrary, name, file)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlanPolicy, limits, case_limits, outer_limits, mutes, ratchet, new_cases, require,
                                   strict)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Plan, target, pawl, binary, layouts, counter, baseline_file, build_file, status_file,
                                   store_file, libraries, sources, other_files, compiler_flags, claims, metrics, sweep,
                                   report_only, policy)

absl::StatusOr<Plan> ReadPlan(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  try {
    return nlohmann::json::parse(*text).get<Plan>();
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not the plan of a perf_test ({}): the rule that wrote it and this program differ in version",
                    path, error.what()));
  }
}

absl::StatusOr<Plan> ReadOtherPlan(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  try {
    const nlohmann::json document = nlohmann::json::parse(*text);
    Plan plan;
    plan.binary = document.at("binary").get<std::string>();
    plan.target = document.value("target", "");
    plan.layouts = document.value("layouts", std::vector<std::string>());
    plan.counter = document.value("counter", "");
    plan.status_file = document.value("status_file", "");
    plan.sources = document.value("sources", std::vector<std::string>());
    plan.compiler_flags = document.value("compiler_flags", std::vector<std::string>());
    return plan;
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(fmt::format("{}: not the plan of a perf_test ({})", path, error.what()));
  }
}

absl::StatusOr<std::vector<UserMetric>> ParseMetrics(const Plan& plan) {
  const BuildFile file(plan.build_file, plan.target);
  std::vector<UserMetric> metrics;
  for (const auto& [name, text] : plan.metrics) {
    const std::string origin = file.PlaceInEntry(name, text);
    absl::StatusOr<UserMetric> metric = ParseUserMetric(name, text);
    if (!metric.ok()) {
      return absl::InvalidArgumentError(fmt::format("{}: {}", origin, std::string(metric.status().message())));
    }
    metric->limit.origin = origin;
    metrics.push_back(*std::move(metric));
  }
  return metrics;
}

absl::StatusOr<std::vector<Claim>> ParseClaims(const Plan& plan, const Metrics& metrics) {
  const BuildFile file(plan.build_file, plan.target);
  std::vector<Claim> claims;
  for (const auto& [case_name, texts] : plan.claims) {
    for (const std::string& text : texts) {
      const std::string origin = file.PlaceInEntry(case_name, text);
      absl::StatusOr<Claim> claim = ParseClaim(case_name, text, metrics);
      if (!claim.ok()) {
        return absl::InvalidArgumentError(fmt::format("{}: {}", origin, std::string(claim.status().message())));
      }
      claim->origin = origin;
      claims.push_back(*std::move(claim));
    }
  }
  return claims;
}

}  // namespace pawl

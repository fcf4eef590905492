#include "tools/cli/plan_policy.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/build_file.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

using PlaceOf = std::function<std::string(const std::string& text)>;

absl::Status At(const std::string& place, const absl::Status& status) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", place, std::string(status.message())));
}

absl::Status AddLimits(const std::vector<std::string>& texts, const PlaceOf& place, const Metrics& metrics,
                       std::vector<Limit>& limits) {
  for (const std::string& text : texts) {
    absl::StatusOr<Limit> limit = ParseLimit(text, metrics);
    if (!limit.ok()) return At(place(text), limit.status());
    limit->origin = place(text);
    limits.push_back(*std::move(limit));
  }
  return absl::OkStatus();
}

absl::Status CheckRequired(const std::string& metric, const Metrics& metrics, const std::string& place) {
  const std::vector<std::string> known = MetricNames(metrics);
  if (std::find(known.begin(), known.end(), metric) != known.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format("{}: require: {}", place, UnknownMetric(metric, known)));
}

}  // namespace

absl::StatusOr<Limits> ParseLimits(const Plan& plan, const Metrics& metrics) {
  const BuildFile file(plan.build_file, plan.target);
  const std::string name = plan.target.substr(plan.target.rfind(':') + 1);
  Limits limits;
  for (const auto& [case_name, texts] : plan.policy.case_limits) {
    const PlaceOf place = [&, key = case_name](const std::string& text) { return file.PlaceInEntry(key, text); };
    if (absl::Status status = AddLimits(texts, place, metrics, limits.cases[case_name]); !status.ok()) return status;
  }
  const PlaceOf in_target = [&](const std::string& text) { return file.PlaceInCall(name, "limits", text); };
  if (absl::Status status = AddLimits(plan.policy.limits, in_target, metrics, limits.scopes.emplace_back());
      !status.ok()) {
    return status;
  }
  for (const OuterLimits& outer : plan.policy.outer_limits) {
    const BuildFile outer_file(outer.build_file, outer.name);
    const PlaceOf place = [&](const std::string& text) { return outer_file.PlaceInCall(outer.name, "limits", text); };
    if (absl::Status status = AddLimits(outer.limits, place, metrics, limits.scopes.emplace_back()); !status.ok())
      return status;
  }
  return limits;
}

absl::StatusOr<Policy> ParsePolicy(const Plan& plan, const Metrics& metrics) {
  const BuildFile file(plan.build_file, plan.target);
  const std::string name = plan.target.substr(plan.target.rfind(':') + 1);
  Policy policy;
  policy.ratchet = plan.policy.ratchet;
  policy.allow_new = plan.policy.new_cases == "allow";
  for (const std::string& word : plan.policy.strict) {
    const absl::StatusOr<Verdict> verdict = ParseStrict(word);
    if (!verdict.ok()) return At(file.PlaceInCall(name, "strict", word), verdict.status());
    policy.strict.insert(*verdict);
  }
  for (const std::string& metric : plan.policy.require) {
    if (absl::Status status = CheckRequired(metric, metrics, file.PlaceInCall(name, "require", metric)); !status.ok())
      return status;
    policy.require.insert(metric);
  }
  for (const auto& [case_name, texts] : plan.policy.mutes) {
    for (const std::string& text : texts) {
      const std::string place = file.PlaceInEntry(case_name, text);
      absl::StatusOr<Mute> mute = ParseMute(case_name, text);
      if (!mute.ok()) return At(place, mute.status());
      mute->origin = place;
      policy.mutes.push_back(*std::move(mute));
    }
  }
  return policy;
}

}  // namespace pawl

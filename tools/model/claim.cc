#include "tools/model/claim.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "fmt/format.h"
#include "tools/model/case_name.h"
#include "tools/model/scanner.h"

namespace pawl {
namespace {

constexpr std::string_view kGrammar =
    "A claim reads `metric <= [factor *] reference [if|unless feature]`, for example \"allocations <= 1\", \"time <= "
    "0.25 * baseline\" or \"peak_bytes <= 1 MiB\"";

// `baseline` or `case("...")`. Leaves the claim's reference empty if neither stands here.
absl::Status ParseReference(Scanner& scanner, Claim& claim) {
  if (scanner.Consume("baseline")) {
    const auto reference = ReferenceOf(claim.case_name);
    if (!reference) {
      return scanner.Error("`baseline` needs a case with an impl: part other than impl:baseline, this one has none");
    }
    claim.reference = *reference;
  } else if (scanner.Consume("case(\"")) {
    const auto name = scanner.Until("\")");
    if (!name || name->empty()) return scanner.Error("expected a case name and \") after case(\"");
    claim.reference = std::string(*name);
  }
  return absl::OkStatus();
}

absl::Status ParseBound(Scanner& scanner, const MetricInfo& metric, Claim& claim) {
  const std::optional<double> number = scanner.Number();
  if (number) {
    claim.factor = *number;
    if (!scanner.Consume("*")) {
      const std::optional<double> unit = scanner.UnitOf(metric.unit);
      if (!unit && metric.scale != 1 && claim.factor != 0) {
        return scanner.Error(fmt::format("expected a unit: {} does not count in {}", metric.name, metric.unit));
      }
      claim.factor *= unit.value_or(1);
      return absl::OkStatus();
    }
  }
  if (absl::Status status = ParseReference(scanner, claim); !status.ok()) return status;
  if (claim.reference.empty()) return scanner.Error("expected a number, `baseline` or `case(\"name\")`");
  return absl::OkStatus();
}

}  // namespace

bool Applies(const Claim& claim, const std::vector<std::string>& cpu_features) {
  if (claim.feature.empty()) return true;
  return std::binary_search(cpu_features.begin(), cpu_features.end(), claim.feature) != claim.unless_feature;
}

absl::StatusOr<Claim> ParseClaim(std::string_view case_name, std::string_view text, const Metrics& metrics) {
  Scanner scanner("claim", kGrammar, text);
  Claim claim;
  claim.case_name = std::string(case_name);
  claim.text = std::string(text);
  claim.metric = std::string(scanner.Word());
  const MetricInfo* metric = FindMetric(metrics, claim.metric);
  if (metric == nullptr || claim.metric == kTimeRatio) {
    std::vector<std::string> known = MetricNames(metrics);
    std::erase(known, kTimeRatio);  // a claim says time
    return scanner.Error(UnknownMetric(claim.metric, known) +
                         "; a counter becomes one by the `metrics` of its perf_test");
  }
  if (scanner.Consume(">=")) {
    claim.at_most = false;
  } else if (!scanner.Consume("<=")) {
    return scanner.Error("expected <= or >=");
  }
  if (absl::Status status = ParseBound(scanner, *metric, claim); !status.ok()) return status;
  claim.unless_feature = scanner.Consume("unless ");
  if (claim.unless_feature || scanner.Consume("if ")) {
    claim.feature = std::string(scanner.Word());
    if (claim.feature.empty()) return scanner.Error("expected a CPU feature after `if` or `unless`");
  }
  if (!scanner.AtEnd()) return scanner.Error("unexpected text");
  if (claim.metric == kTime && claim.reference.empty()) {
    return scanner.Error(
        "a time is compared with another case, never with a number: the number would hold on one machine only");
  }
  if (claim.metric == kTime && claim.factor <= 0) return scanner.Error("the factor of a time must be positive");
  return claim;
}

}  // namespace pawl

#include "tools/model/claim.h"

#include <algorithm>
#include <optional>

#include "fmt/format.h"
#include "tools/model/case_name.h"
#include "tools/model/scanner.h"

namespace pawl {
namespace {

constexpr std::string_view kGrammar =
    "A claim reads `metric <= [factor *] reference [if feature]`, for example \"allocations <= 1\", \"time <= 0.25 * "
    "baseline\" or \"peak_bytes <= 1 MiB\"";

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

absl::Status ParseBound(Scanner& scanner, Claim& claim) {
  const std::optional<double> number = scanner.Number();
  if (number) {
    claim.factor = *number;
    if (!scanner.Consume("*")) {
      claim.factor *= scanner.ByteUnit().value_or(1);
      return absl::OkStatus();
    }
  }
  if (absl::Status status = ParseReference(scanner, claim); !status.ok()) return status;
  if (claim.reference.empty()) return scanner.Error("expected a number, `baseline` or `case(\"name\")`");
  return absl::OkStatus();
}

}  // namespace

const std::vector<std::string>& ClaimMetrics() {
  static const auto& metrics =
      *new std::vector<std::string>{std::string(kTime), std::string(kAllocations), std::string(kAllocatedBytes),
                                    std::string(kPeakBytes), std::string(kLeakedBytes)};
  return metrics;
}

absl::StatusOr<Claim> ParseClaim(std::string_view case_name, std::string_view text) {
  Scanner scanner("claim", kGrammar, text);
  Claim claim;
  claim.case_name = std::string(case_name);
  claim.text = std::string(text);
  claim.metric = std::string(scanner.Word());
  const auto& metrics = ClaimMetrics();
  if (std::find(metrics.begin(), metrics.end(), claim.metric) == metrics.end()) {
    const std::string nearest = Nearest(claim.metric, metrics);
    return scanner.Error(fmt::format("unknown metric \"{}\"{}; known are {}", claim.metric,
                                     nearest.empty() ? "" : ", did you mean \"" + nearest + "\"?",
                                     fmt::join(metrics, ", ")));
  }
  if (scanner.Consume(">=")) {
    claim.at_most = false;
  } else if (!scanner.Consume("<=")) {
    return scanner.Error("expected <= or >=");
  }
  if (absl::Status status = ParseBound(scanner, claim); !status.ok()) return status;
  if (scanner.Consume("if ")) {
    claim.feature = std::string(scanner.Word());
    if (claim.feature.empty()) return scanner.Error("expected a CPU feature after `if`");
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

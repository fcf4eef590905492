#include "tools/cli/tight_claims.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "fmt/format.h"
#include "tools/cli/accept_records.h"
#include "tools/model/format.h"
#include "tools/stats/floors.h"

namespace pawl {
namespace {

const PairEvidence* FindPair(const Result& result, const Claim& claim) {
  for (const PairEvidence& pair : result.evidence.pairs) {
    if (pair.contender == claim.case_name && pair.reference == claim.reference) return &pair;
  }
  return nullptr;
}

std::optional<std::string> Tight(const Claim& claim, const Result& first, const Result& second) {
  const PairEvidence* a = FindPair(first, claim);
  const PairEvidence* b = FindPair(second, claim);
  if (a == nullptr || b == nullptr) return std::nullopt;
  const stats::FloorRatio floors = FloorsOf(*a, *b);
  const std::optional<double> spread = floors.Spread();
  if (!spread) return std::nullopt;
  const double margin = std::log(claim.factor / floors.ratio()) * (claim.at_most ? 1 : -1);
  const double needed = std::max(kClaimMarginSpreads * *spread, std::log1p(kClaimMarginFloor));
  if (margin >= needed) return std::nullopt;
  const double kept = floors.ratio() * std::exp(claim.at_most ? needed : -needed);
  return fmt::format(
      "{}: the promise \"{}\" of {} is too tight to be kept honestly: measured {} with a spread of {}, so a margin of "
      "{} spreads, {} at least, asks for {} {}",
      claim.origin, claim.text, claim.case_name, FormatRatio(floors.ratio()), FormatPercent(spread),
      kClaimMarginSpreads, FormatPercent(kClaimMarginFloor), claim.at_most ? "<=" : ">=", FormatRatio(kept));
}

}  // namespace

std::vector<std::string> TightClaims(const std::vector<Claim>& claims, const Result& first, const Result& second) {
  std::vector<std::string> warnings;
  for (const Claim& claim : claims) {
    if (claim.metric != kTime || claim.reference.empty()) continue;
    if (!Applies(claim, first.environment.cpu_features)) continue;
    if (const auto warning = Tight(claim, first, second)) warnings.push_back(*warning);
  }
  return warnings;
}

}  // namespace pawl

#include "tools/gate/claims.h"

#include <algorithm>

#include "fmt/format.h"
#include "tools/gate/counters.h"
#include "tools/gate/error_budget.h"
#include "tools/stats/claim_test.h"

namespace pawl {
namespace {

Row& Unmeasured(Row& row, const CaseEvidence& evidence, std::string_view metric) {
  row.verdict = Verdict::kNotMeasured;
  row.reason = evidence.case_name + ": " + WhyNotCounted(evidence, metric);
  return row;
}

Row JudgeCounted(Row row, const Claim& claim, const CaseEvidence& contender, const CaseEvidence* reference) {
  row.unit = FindMetric(BuiltInMetrics(), claim.metric)->unit;
  row.level = "exact";
  const std::optional<CountedRange> compared =
      reference != nullptr ? Counted(*reference, claim.metric) : CountedRange{1, 1};
  if (!compared) return Unmeasured(row, *reference, claim.metric);
  const std::optional<CountedRange> counted = Counted(contender, claim.metric);
  // Growing until nobody counts any more must not end a claim.
  if (!counted && claim.metric == kInstructions && claim.at_most && contender.instructions_at_least &&
      *contender.instructions_at_least > claim.factor * compared->largest) {
    row.current = contender.instructions_at_least;
    row.stored = claim.factor * compared->largest;
    row.verdict = Verdict::kRegressed;
    row.reason = "the claim is broken: at least as many, and too many to count them all";
    return row;
  }
  if (!counted) return Unmeasured(row, contender, claim.metric);
  const CountedRange& current = *counted;
  const CountedRange& bound = *compared;
  row.current = claim.at_most ? current.largest : current.smallest;
  row.stored = claim.factor * (claim.at_most ? bound.smallest : bound.largest);
  const auto keeps = [&](double value, double limit) { return claim.at_most ? value <= limit : value >= limit; };
  if (keeps(*row.current, *row.stored)) {  // the worst repeat against the tightest bound
    row.verdict = Verdict::kOk;
  } else if (keeps(claim.at_most ? current.smallest : current.largest,
                   claim.factor * (claim.at_most ? bound.largest : bound.smallest))) {
    row.verdict = Verdict::kUnstable;
    row.reason = fmt::format("non-deterministic: repeats of the same iterations gave {} to {}", current.smallest,
                             current.largest);
  } else {
    row.verdict = Verdict::kRegressed;
    row.reason = "the claim is broken";
  }
  return row;
}

stats::ClaimTest RunTest(const Claim& claim, int red_boundaries, const PairEvidence& pair) {
  stats::ClaimTestOptions options;
  options.factor = claim.factor;
  options.relation = claim.at_most ? stats::Relation::kAtMost : stats::Relation::kAtLeast;
  options.alpha = kCaseAlpha;
  options.alpha_shares = red_boundaries;
  stats::ClaimTest test(options);
  for (size_t i = 0; i < pair.log_ratios.size(); ++i) {
    test.Add(pair.log_ratios[i], pair.contender_floors_ns[i], pair.reference_floors_ns[i]);
  }
  return test;
}

Row JudgeTime(Row row, const Claim& claim, int red_boundaries, const PairEvidence& pair, bool out_of_time,
              std::set<std::pair<std::string, std::string>>& undecided) {
  const stats::ClaimTest test = RunTest(claim, red_boundaries, pair);
  row.unit = "x";
  row.stored = claim.factor;
  if (test.floors().processes() > 0) row.current = test.floors().ratio();
  if (const auto range = test.floors().LeaveOneGroupOut()) {
    row.low = range->low;
    row.high = range->high;
  }
  row.level = fmt::format("ratio of floors over {} processes", test.floors().processes());
  switch (test.state()) {
    case stats::ClaimState::kHolds:
      row.verdict = Verdict::kOk;
      break;
    case stats::ClaimState::kBroken:
      row.verdict = Verdict::kRegressed;
      row.level += fmt::format(" and e-process, error rate <= {:g}", kCaseAlpha);
      row.reason = "the claim is broken";
      break;
    case stats::ClaimState::kExhausted:
      row.verdict = Verdict::kUnstable;
      row.reason = "noise: undecided at the cap, the floors and the paired rounds disagree";
      break;
    case stats::ClaimState::kUndecided:
      row.verdict = Verdict::kUnstable;
      row.reason = out_of_time ? "budget: the time ran out before it was decided; raise the test's timeout"
                               : "undecided, continuing";
      if (!out_of_time) undecided.insert({pair.contender, pair.reference});
      break;
  }
  return row;
}

}  // namespace

absl::Status CheckClaimedMetrics(const std::vector<Claim>& claims, const SizedNames& sized) {
  for (const Claim& claim : claims) {
    const MetricInfo* metric = FindMetric(BuiltInMetrics(), claim.metric);
    const bool of_size = metric != nullptr && metric->size;
    for (const std::string& name : {claim.case_name, claim.reference}) {
      if (name.empty()) continue;
      const auto size = sized.find(name);
      if (size == sized.end() ? !of_size : size->second == claim.metric) continue;
      return absl::InvalidArgumentError(fmt::format(
          "{}: claim \"{}\": {} has no {}, {}", claim.origin, claim.text, name, claim.metric,
          size == sized.end() ? "which only libraries (binary_size) and types (sizeof) have; it is a case that runs"
                              : fmt::format("it is never run: it has {} and nothing else", size->second)));
    }
  }
  return absl::OkStatus();
}

Row JudgeClaim(const Claim& claim, int red_boundaries, const Lookup& lookup, const GateInput& input,
               std::set<std::pair<std::string, std::string>>& undecided) {
  Row row;
  row.case_name = claim.case_name;
  row.comparison = std::string(kClaimPrefix) + claim.text;
  row.limit = claim.text;
  row.limit_origin = claim.origin;
  row.more_is_worse = claim.at_most;
  if (!Applies(claim, input.cpu_features)) {
    row.verdict = Verdict::kNotMeasured;
    row.reason = fmt::format("this machine has {}{}", claim.unless_feature ? "" : "no ", claim.feature);
    return row;
  }
  const CaseEvidence* contender = lookup.Case(claim.case_name);
  const CaseEvidence* reference = claim.reference.empty() ? nullptr : lookup.Case(claim.reference);
  for (const CaseEvidence* one : {contender, reference}) {
    if (one == nullptr && (one == contender || !claim.reference.empty())) {
      row.verdict = Verdict::kError;
      row.reason = "a case of this claim was not measured";
      return row;
    }
    if (one != nullptr && one->error) {
      row.verdict = Verdict::kError;
      row.reason = one->case_name + " failed: " + *one->error;
      return row;
    }
  }
  if (FindMetric(BuiltInMetrics(), claim.metric) == nullptr) {
    return JudgeCounterClaim(row, claim, *contender, reference, input, undecided);
  }
  if (claim.metric != kTime) return JudgeCounted(row, claim, *contender, reference);
  if (const PairEvidence* pair = lookup.Pair(claim.case_name, claim.reference); pair != nullptr) {
    return JudgeTime(row, claim, red_boundaries, *pair, input.out_of_time, undecided);
  }
  row.verdict = Verdict::kError;
  row.reason = "its cases were not timed together";
  return row;
}

}  // namespace pawl

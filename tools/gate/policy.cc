#include "tools/gate/policy.h"

#include <algorithm>
#include <map>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/case_name.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

std::string DidYouMean(const std::string& name, const std::vector<std::string>& known) {
  const std::string nearest = Nearest(name, known);
  return nearest.empty() ? "." : fmt::format(", did you mean {}?", nearest);
}

absl::Status CheckMute(const Mute& mute, const std::vector<Claim>& claims, const std::vector<std::string>& cases,
                       const Metrics& metrics, std::string_view today) {
  const auto error = [&](const std::string& what) {
    return absl::InvalidArgumentError(fmt::format("{}: mute \"{}\" {}", mute.origin, mute.text, what));
  };
  if (std::find(cases.begin(), cases.end(), mute.case_name) == cases.end()) {
    return error(fmt::format("is on the case {}, which the benchmark does not have{}", mute.case_name,
                             DidYouMean(mute.case_name, cases)));
  }
  const bool anchored = mute.comparison.starts_with(kAnchorPrefix);
  const std::string name = mute.comparison.substr(anchored ? kAnchorPrefix.size() : 0);
  std::vector<std::string> known = MetricNames(metrics);
  for (const Claim& claim : claims) {
    if (!anchored && claim.case_name == mute.case_name) known.push_back(std::string(kClaimPrefix) + claim.text);
  }
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    return error(fmt::format("is on {}, which is not compared{} Its case has {}", mute.comparison,
                             DidYouMean(name, known), fmt::join(known, ", ")));
  }
  if (today > mute.until) {
    return error(fmt::format("has expired: mend what it hid and remove it, or write a new date with its reason"));
  }
  return absl::OkStatus();
}

using Mutes = std::map<std::pair<std::string, std::string>, const Mute*>;

const Mute* MuteOf(const Row& row, const Mutes& mutes) {
  auto found = mutes.find({row.case_name, row.comparison});
  if (found == mutes.end() && row.comparison.starts_with(kAnchorPrefix)) {
    found = mutes.find({row.case_name, row.comparison.substr(kAnchorPrefix.size())});
  }
  return found == mutes.end() ? nullptr : found->second;
}

std::string Strictness(const Policy& policy, const std::string& metric, const Row& row) {
  if (policy.ratchet && row.verdict == Verdict::kImproved) return "ratchet";
  if (policy.strict.contains(row.verdict)) return fmt::format("strict: {}", Word(row.verdict));
  if (row.verdict == Verdict::kNotMeasured && policy.require.contains(metric)) return "require: " + metric;
  return "";
}

}  // namespace

absl::StatusOr<Verdict> ParseStrict(std::string_view word) {
  for (const Verdict verdict : {Verdict::kUnstable, Verdict::kIncomparable}) {
    if (Word(verdict) == word) return verdict;
  }
  return absl::InvalidArgumentError(
      fmt::format("\"{}\" can't be made strict{} What can: unstable, incomparable. Of the others, improved blocks with "
                  "ratchet, not-measured with require, ok never, the rest always",
                  word, DidYouMean(std::string(word), {"unstable", "incomparable"})));
}

absl::Status CheckMutes(const std::vector<Mute>& mutes, const std::vector<Claim>& claims,
                        const std::vector<std::string>& cases, const Metrics& metrics, std::string_view today) {
  for (const Mute& mute : mutes) {
    if (absl::Status status = CheckMute(mute, claims, cases, metrics, today); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void ApplyPolicy(const Policy& policy, const std::vector<Claim>& claims, std::vector<Row>& rows) {
  Mutes mutes;
  for (const Mute& mute : policy.mutes) mutes.emplace(std::pair(mute.case_name, mute.comparison), &mute);
  std::map<std::string, std::string> metrics;  // of comparisons that are claims
  for (const Claim& claim : claims) metrics.emplace(std::string(kClaimPrefix) + claim.text, claim.metric);
  for (Row& row : rows) {
    const auto metric = metrics.find(row.comparison);
    row.strict = Strictness(policy, metric == metrics.end() ? row.comparison : metric->second, row);
    if (policy.allow_new && row.verdict == Verdict::kNew) row.allowed = "new_cases: allow";
    const Mute* mute = MuteOf(row, mutes);
    if (mute == nullptr || row.verdict == Verdict::kError) continue;
    row.mute = fmt::format("until {}: {} (written in {})", mute->until, mute->reason, mute->origin);
  }
}

}  // namespace pawl

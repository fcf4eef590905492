#include "tools/model/profile_difference.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "fmt/format.h"
#include "tools/model/call_site.h"

namespace pawl {
namespace {

constexpr double kArithmetic = 1e-9;  // Relative: slopes of counts below 2^53 are exact to about 1e-15, sums of
                                      // thousands of them to 1e-12.

// Growth first, then savings, then what stayed, the largest of each first.
std::tuple<int, double> Rank(const CostChange& cost) {
  if (!cost.Changed()) return {2, -std::fabs(cost.after)};
  return {cost.Delta() > 0 ? 0 : 1, -std::fabs(cost.Delta())};
}

// Those of one rank keep their order, that of names: two runs print the same.
template <typename Change>
void WorstFirst(std::vector<Change>& changes) {
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return Rank(a.cost) < Rank(b.cost); });
}

std::string Notes(const Profile* before, const Profile& after) {
  if (before == nullptr || before->note.empty() || before->note == after.note) return after.note;
  return fmt::format("{}{}before: {}", after.note, after.note.empty() ? "" : "; ", before->note);
}

std::vector<SiteChange> Sites(const std::map<std::vector<std::string>, CostChange>& stacks) {
  std::map<std::string, SiteChange> by_function;
  for (const auto& [frames, cost] : stacks) {
    const std::string& function = frames[CallSite(frames)];
    SiteChange& site = by_function[function];
    site.function = function;
    site.cost.before += cost.before;
    site.cost.after += cost.after;
    site.stacks.push_back({frames, cost});
  }
  std::vector<SiteChange> sites;
  for (auto& [function, site] : by_function) {
    WorstFirst(site.stacks);
    sites.push_back(std::move(site));
  }
  WorstFirst(sites);
  return sites;
}

}  // namespace

bool CostChange::Changed() const {
  return std::fabs(Delta()) > kArithmetic * std::max(std::fabs(before), std::fabs(after));
}

absl::StatusOr<ProfileDifference> Difference(const Profile* before, const Profile& after) {
  if (before != nullptr && before->instrument != after.instrument) {
    return absl::FailedPreconditionError(
        fmt::format("incomparable: {} -> {}: each counts by rules of its own. Profile both sides with the same one",
                    before->instrument, after.instrument));
  }
  std::map<std::vector<std::string>, CostChange> stacks;
  if (before != nullptr) {
    for (const StackCost& stack : before->stacks) stacks[stack.frames].before += stack.cost;
  }
  for (const StackCost& stack : after.stacks) stacks[stack.frames].after += stack.cost;
  return ProfileDifference{.case_name = after.case_name,
                           .metric = after.metric,
                           .instrument = after.instrument,
                           .compared = before != nullptr,
                           .total = {before == nullptr ? 0 : before->total, after.total},
                           .sites = Sites(stacks),
                           .note = Notes(before, after)};
}

}  // namespace pawl

#include "tools/gate/slack.h"

#include <algorithm>

#include "fmt/format.h"

namespace pawl {
namespace {

// A claim of nothing, such as `allocations <= 0`, can't be tightened.
bool Slack(const Claim& claim, const Row& row) {
  if (row.verdict != Verdict::kOk || !row.stored || !row.current || *row.stored <= 0) return false;
  return claim.at_most ? *row.current < *row.stored / 2 : *row.current > *row.stored * 2;
}

}  // namespace

std::vector<std::string> NotesOnSlackClaims(const std::vector<Claim>& claims, const std::vector<Row>& rows) {
  std::vector<std::string> slack;
  for (const Claim& claim : claims) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& one) {
      return one.case_name == claim.case_name && one.comparison == "claim:" + claim.text;
    });
    if (row != rows.end() && Slack(claim, *row)) {
      slack.push_back(fmt::format("{} \"{}\" ({})", claim.case_name, claim.text, claim.origin));
    }
  }
  if (slack.empty()) return {};
  return {fmt::format("slack: {} with more than half to spare; tighten while that is true: {}",
                      slack.size() == 1 ? "one claim" : fmt::format("{} claims", slack.size()),
                      fmt::join(slack, ", "))};
}

}  // namespace pawl

#include "tools/gate/slack.h"

#include <map>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace pawl {
namespace {

// A claim of nothing, such as `allocations <= 0`, can't be tightened.
bool Slack(const Claim& claim, const Row& row) {
  if (row.verdict != Verdict::kOk || !row.stored || !row.current || *row.stored <= 0) return false;
  return claim.at_most ? *row.current < *row.stored / 2 : *row.current > *row.stored * 2;
}

}  // namespace

std::vector<std::string> NotesOnSlackClaims(const std::vector<Claim>& claims, const std::vector<Row>& rows) {
  // Looked up, since claims and rows grow together: walking the rows for each claim took 25 s for 100,000 rows.
  std::map<std::pair<std::string_view, std::string_view>, const Row*> claimed;
  for (const Row& row : rows) {
    if (row.comparison.starts_with(kClaimPrefix)) {
      claimed.emplace(std::pair<std::string_view, std::string_view>(
                          row.case_name, std::string_view(row.comparison).substr(kClaimPrefix.size())),
                      &row);
    }
  }
  std::vector<std::string> slack;
  for (const Claim& claim : claims) {
    const auto row = claimed.find(std::pair<std::string_view, std::string_view>(claim.case_name, claim.text));
    if (row != claimed.end() && Slack(claim, *row->second)) {
      slack.push_back(fmt::format("{} \"{}\" ({})", claim.case_name, claim.text, claim.origin));
    }
  }
  if (slack.empty()) return {};
  return {fmt::format("slack: {} with more than half to spare; tighten while that is true: {}",
                      slack.size() == 1 ? "one claim" : fmt::format("{} claims", slack.size()),
                      fmt::join(slack, ", "))};
}

}  // namespace pawl

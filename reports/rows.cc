#include "reports/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tools/model/commands.h"

namespace pawl {
namespace {

auto Severity(Verdict verdict) {
  return std::find(kExitSeverity.begin(), kExitSeverity.end(), Info(verdict).exit_code) - kExitSeverity.begin();
}

// How far a regression went, for its place in the list only; a number that came from or fell to zero is furthest.
double Distance(const Row& row) {
  if (row.verdict != Verdict::kRegressed || !row.stored || !row.current) return 0;
  if (*row.stored <= 0 || *row.current <= 0) return std::numeric_limits<double>::infinity();
  const double distance = std::fabs(std::log(*row.current / *row.stored));
  return std::isnan(distance) ? 0 : distance;
}

}  // namespace

std::string_view ClaimText(const Row& row) {
  const std::string_view comparison = row.comparison;
  return comparison.starts_with(kClaimPrefix) ? comparison.substr(kClaimPrefix.size()) : std::string_view();
}

std::vector<RowCommand> CommandsOf(const ListedRow& listed) {
  const std::string& target = listed.result->target;
  const Row& row = *listed.row;
  std::vector<RowCommand> commands = {{"Reproduce", ReproduceCommand(target, row.case_name)}};
  if (row.case_name.empty()) return commands;  // of the run as a whole
  commands.push_back({"Explain", ExplainCommand(listed.result->pawl, row.case_name)});
  if (!row.renamed_to.empty()) {
    commands.push_back({"Rename", RenameCommand(listed.result->pawl, row.renamed_from, row.renamed_to)});
  }
  if (!ClaimText(row).empty()) return commands;  // a promise stands in a BUILD file, where no `.accept` writes
  const bool anchor = row.comparison.starts_with(kAnchorPrefix);
  commands.push_back(
      {"Accept", anchor ? PinCasesCommand(target, {row.case_name}) : AcceptCaseCommand(target, row.case_name)});
  return commands;
}

std::optional<double> ClaimMargin(const Row& row) {
  if (!row.stored || !row.current || *row.stored == 0) return std::nullopt;
  const double left = (*row.stored - *row.current) / std::fabs(*row.stored);
  return row.more_is_worse ? left : -left;
}

bool IsWorse(const ListedRow& a, const ListedRow& b) {
  const Verdict left = a.row->verdict, right = b.row->verdict;
  if (Severity(left) != Severity(right)) return Severity(left) < Severity(right);
  if (left != right) return left < right;
  return Distance(*a.row) > Distance(*b.row);
}

ListedRows ListRows(const std::vector<Result>& results, Ids& ids) {
  ListedRows listed;
  for (const Result& result : results) {
    for (const Row& row : result.rows) {
      const bool claim = row.comparison.starts_with(kClaimPrefix);
      (claim ? listed.claims : listed.comparisons)
          .push_back({&result, &row, ids.Unique("row", {row.case_name, row.comparison})});
    }
  }
  std::stable_sort(listed.claims.begin(), listed.claims.end(), IsWorse);
  std::stable_sort(listed.comparisons.begin(), listed.comparisons.end(), IsWorse);
  return listed;
}

VerdictCounts CountRows(const std::vector<ListedRow>& rows) {
  VerdictCounts counts{};
  for (const ListedRow& listed : rows) ++counts[static_cast<size_t>(listed.row->verdict)];
  return counts;
}

}  // namespace pawl

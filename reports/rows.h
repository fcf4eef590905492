#ifndef PAWL_REPORTS_ROWS_H_
#define PAWL_REPORTS_ROWS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/markup.h"
#include "tools/model/result.h"

namespace pawl {

// A row and where it came from; borrowed from the results that it was listed from.
struct ListedRow {
  const Result* result;
  const Row* row;
  std::string id;  // of its place in the page
};

// Whether `a` stands before `b` in lists that are worst first.
bool IsWorse(const ListedRow& a, const ListedRow& b);

// Rows of all results, the most severe verdict first (in the order of exit codes); regressions by how far they
// moved, everything else in the results' own order.
struct ListedRows {
  std::vector<ListedRow> claims;
  std::vector<ListedRow> comparisons;
};
ListedRows ListRows(const std::vector<Result>& results, Ids& ids);

VerdictCounts CountRows(const std::vector<ListedRow>& rows);

// The text of the promise if the row is a claim's, else empty.
std::string_view ClaimText(const Row& row);

// How much of the claim's bound is left, as a fraction of it: negative if broken. Absent where either number is, or
// where the bound is zero.
std::optional<double> ClaimMargin(const Row& row);

// What to do about a row that is not ok: command lines to paste into a shell, in the order to show them.
struct RowCommand {
  std::string_view label;  // "Reproduce", "Explain", "Rename", "Accept"
  std::string command;
};
std::vector<RowCommand> CommandsOf(const ListedRow& listed);

}  // namespace pawl

#endif  // PAWL_REPORTS_ROWS_H_

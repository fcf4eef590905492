#include "reports/markdown_rows.h"

#include <algorithm>
#include <iterator>

#include "fmt/format.h"
#include "reports/markdown_text.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

constexpr size_t kPlaceBytes = 120;
constexpr size_t kAmountBytes = 40;
constexpr size_t kLineBytes = 600;  // of a reason or command; a case's name is in it twice

constexpr std::string_view kClaimHead =
    "| Verdict | Case | Promised | Measured | Interval | Bound | Margin | Written in |\n"
    "|---|---|---|---:|---:|---:|---:|---|\n";
constexpr std::string_view kComparisonHead =
    "| Verdict | Case | Comparison | Stored | Current | Change | Interval | Limit |\n"
    "|---|---|---|---:|---:|---:|---:|---|\n";

bool IsClaim(const ListedRow& listed) { return !ClaimText(*listed.row).empty(); }

std::string Amount(const std::string& text) { return PlainOrCode(text, kAmountBytes); }

std::string VerdictCell(const Row& row) {
  const VerdictInfo& info = Info(row.verdict);
  std::string cell = fmt::format("`{}` {}", info.symbol, info.word);
  if (!row.mute.empty()) cell += ", muted";
  if (!row.allowed.empty()) cell += ", let through";
  return cell;
}

std::string Interval(const Row& row) {
  if (!row.low && !row.high) return std::string(kNoNumber);
  const auto [low, high] = FormatAmounts(row.low, row.high, row.unit);
  return fmt::format("{} to {}", Amount(low), Amount(high));
}

std::string Origin(const std::string& origin) {
  return origin.empty() ? std::string(kNoNumber) : CodeSpan(origin, kPlaceBytes);
}

std::string ClaimRow(const Row& row) {
  const auto [current, bound] = FormatAmounts(row.current, row.stored, row.unit);
  return TableRow({VerdictCell(row), CodeSpan(CaseLabel(row)), CodeSpan(ClaimText(row), kPlaceBytes), Amount(current),
                   Interval(row), Amount(bound), Amount(FormatPercent(ClaimMargin(row))), Origin(row.limit_origin)});
}

std::string ComparisonRow(const Row& row) {
  const auto [stored, current] = FormatAmounts(row.stored, row.current, row.unit);
  const std::string_view polarity = row.more_is_worse ? "" : ", higher is better";
  std::string limit = row.limit.empty() ? std::string(kNoNumber) : CodeSpan(row.limit, kPlaceBytes);
  if (!row.limit_origin.empty()) limit += " in " + CodeSpan(row.limit_origin, kPlaceBytes);
  return TableRow({VerdictCell(row), CodeSpan(CaseLabel(row)),
                   fmt::format("{}{}", PlainOrCode(row.comparison, kPlaceBytes), polarity), Amount(stored),
                   Amount(current), Amount(FormatPercentChange(row.stored, row.current)), Interval(row), limit});
}

std::vector<ListedRow> WorstFirst(const ListedRows& rows) {
  std::vector<ListedRow> all;
  std::merge(rows.claims.begin(), rows.claims.end(), rows.comparisons.begin(), rows.comparisons.end(),
             std::back_inserter(all), IsWorse);
  return all;
}

// A row's own section: a block that is read like the terminal's.
std::vector<std::string> ReasonLines(const ListedRow& listed) {
  const Row& row = *listed.row;
  std::vector<std::string> lines = {fmt::format("{}  {}  {}", Word(row.verdict), CaseLabel(row), row.comparison)};
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) lines.push_back(fmt::format("  {}{}", label, text));
  };
  add("", row.reason);
  add("stored in ", row.stored_origin);
  add("decided at: ", row.level);
  add("blocks by ", row.strict);
  add("let through by ", row.allowed);
  add("muted ", row.mute);
  for (std::string& line : lines) line = Clipped(line, kLineBytes);
  // A command that is cut off would be another one.
  for (const RowCommand& one : CommandsOf(listed)) {
    if (one.command.size() <= 2 * kLineBytes) lines.push_back(fmt::format("  {:<9} {}", one.label, one.command));
  }
  return lines;
}

}  // namespace

std::string MarkdownTables(const ListedRows& rows, size_t bytes, std::string_view rest) {
  std::string claims, comparisons, calm;
  VerdictCounts folded{}, left_out{};
  bool full = false;
  for (const ListedRow& listed : WorstFirst(rows)) {
    const Row& row = *listed.row;
    const size_t verdict = static_cast<size_t>(row.verdict);
    std::string text = full ? "" : IsClaim(listed) ? ClaimRow(row) : ComparisonRow(row);
    // Once one is left out, so is everything that is less severe: a smaller one that would still fit tells nobody where
    // the list ends.
    full = full || text.size() > bytes;
    if (full) {
      ++left_out[verdict];
      continue;
    }
    bytes -= text.size();
    const bool fold = !IsClaim(listed) && NeedsNoAttention(row);
    if (fold) ++folded[verdict];
    (IsClaim(listed) ? claims : fold ? calm : comparisons) += text;
  }
  std::string tables;
  if (!claims.empty()) tables += fmt::format("#### Claims\n\n{}{}\n", kClaimHead, claims);
  if (!comparisons.empty()) tables += fmt::format("#### Comparisons\n\n{}{}\n", kComparisonHead, comparisons);
  if (!calm.empty()) {
    tables +=
        Folded(fmt::format("Other comparisons: {}", CountsInWords(folded)), fmt::format("{}{}", kComparisonHead, calm));
  }
  const std::string missing = CountsInWords(left_out);
  if (!missing.empty())
    tables += fmt::format("Rows left out so that this fits: {}. All of them are in {}.\n\n", missing, rest);
  return tables;
}

std::string MarkdownReasons(const ListedRows& rows, size_t bytes, std::string_view rest) {
  std::string blocks;
  VerdictCounts shown{}, left_out{};
  bool full = false;
  for (const ListedRow& listed : WorstFirst(rows)) {
    if (NeedsNoAttention(*listed.row)) continue;
    const size_t verdict = static_cast<size_t>(listed.row->verdict);
    const std::string block = full ? "" : (blocks.empty() ? "" : "\n") + CodeBlock(ReasonLines(listed));
    full = full || block.size() > bytes;
    ++(full ? left_out : shown)[verdict];
    if (full) continue;
    bytes -= block.size();
    blocks += block;
  }
  const std::string missing = CountsInWords(left_out);
  if (blocks.empty() && missing.empty()) return "";
  if (!missing.empty()) blocks += fmt::format("\nLeft out here: {}. All of them are in {}.\n", missing, rest);
  return Folded("Reasons and commands", blocks);
}

}  // namespace pawl

#include "reports/tables.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

Markup Interval(const Row& row) {
  if (!row.low && !row.high) return Escape(kNoNumber);
  const auto [low, high] = FormatAmounts(row.low, row.high, row.unit);
  return Fill("{} … {}", {Number(row.low, row.unit, low), Number(row.high, row.unit, high)});
}

// Where something is written, in small print below it.
Markup Place(const std::string& origin) {
  return origin.empty() ? Markup() : Fill("<small>{}</small>", {BreakAtSlashes(origin)});
}

// The same where somebody may have to go there: thousands of calm rows have theirs in result.json, and a browser
// has a fifth fewer nodes to make.
Markup PlaceToGo(const Row& row, const std::string& origin) { return NeedsNoAttention(row) ? Markup() : Place(origin); }

// Which way is better, where it isn't the usual one.
Markup Polarity(const Row& row) { return row.more_is_worse ? Markup() : Literal("<small>higher is better</small>"); }

Markup LimitCell(const Row& row) {
  return Fill("<td>{}{}</td>", {row.limit.empty() ? kNoNumber : row.limit, PlaceToGo(row, row.limit_origin)});
}

// A cell that the page's script sorts by `value`.
Markup SortedCell(std::optional<double> value, const Markup& text) {
  if (!value || !std::isfinite(*value)) return Fill("<td class=\"n\">{}</td>", {text});
  return Fill("<td class=\"n\" data-value=\"{}\">{}</td>", {fmt::format("{}", *value), text});
}

std::optional<double> Change(const Row& row) {
  if (!row.stored || !row.current || !(*row.stored > 0)) return std::nullopt;
  return *row.current / *row.stored - 1;
}

Markup Commands(const ListedRow& listed) {
  Markup block =
      Fill("<details><summary>Commands<span class=\"hidden\"> for {}</span></summary>\n", {CaseLabel(*listed.row)});
  for (const RowCommand& one : CommandsOf(listed)) block += CommandBlock(one.label, one.command);
  block += Literal("</details>\n");
  return block;
}

// What follows a row: its reason, and for every row that is not ok the commands.
Markup Details(const ListedRow& listed, int columns) {
  const bool ok = listed.row->verdict == Verdict::kOk;
  if (ok && listed.row->reason.empty() && listed.row->mute.empty()) return Markup();
  Markup more = Fill("<tr class=\"more\"><td colspan=\"{}\">", {columns});
  if (!listed.row->reason.empty()) more += Fill("<p>{}</p>\n", {listed.row->reason});
  if (!listed.row->strict.empty()) more += Fill("<p>Blocks by {}</p>\n", {listed.row->strict});
  if (!listed.row->allowed.empty()) more += Fill("<p>Let through by {}</p>\n", {listed.row->allowed});
  if (!listed.row->mute.empty()) more += Fill("<p>Muted {}</p>\n", {listed.row->mute});
  if (!ok) more += Commands(listed);
  more += Literal("</td></tr>\n");
  return more;
}

Markup OpenRow(const ListedRow& listed) {
  return Fill("<tbody id=\"{}\" class=\"{}\"><tr><th scope=\"row\">{}</th>",
              {listed.id, Word(listed.row->verdict), BreakAtSlashes(CaseLabel(*listed.row))});
}

Markup ClaimRow(const ListedRow& listed) {
  const Row& row = *listed.row;
  const auto [current, bound] = FormatAmounts(row.current, row.stored, row.unit);
  Markup html = OpenRow(listed);
  html += Fill("<td><code>{}</code>{}", {BreakAtSlashes(ClaimText(row)), Place(row.limit_origin)});
  html += Fill("</td><td class=\"n\">{}</td><td class=\"n\">{}</td>",
               {Number(row.current, row.unit, current), Interval(row)});
  html += Fill("<td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
               {Number(row.stored, row.unit, bound), FormatPercent(ClaimMargin(row)),
                row.level.empty() ? kNoNumber : row.level, Badge(row.verdict)});
  html += Details(listed, 8);
  html += Literal("</tbody>\n");
  return html;
}

// A browser lays out what is folded away only when it is unfolded: 2,500 rows took it 1.5 s.
constexpr size_t kMostUnfolded = 100;

Markup ComparisonRow(const ListedRow& listed) {
  const Row& row = *listed.row;
  const auto [stored, current] = FormatAmounts(row.stored, row.current, row.unit);
  Markup html = OpenRow(listed);
  Markup was = Number(row.stored, row.unit, stored);
  was += PlaceToGo(row, row.stored_origin);
  html += Fill("<td>{}{}</td>{}{}{}{}", {row.comparison, Polarity(row), SortedCell(row.stored, was),
                                         SortedCell(row.current, Number(row.current, row.unit, current)),
                                         SortedCell(Change(row), Escape(FormatPercentChange(row.stored, row.current))),
                                         SortedCell(row.low, Interval(row))});
  html += LimitCell(row);
  html += Fill("<td>{}</td><td>{}</td></tr>", {row.level.empty() ? kNoNumber : row.level, Badge(row.verdict)});
  html += Details(listed, 9);
  html += Literal("</tbody>\n");
  return html;
}

// `label` is the id of what names the table.
Markup ComparisonTable(std::string_view label, std::string_view caption, const std::vector<ListedRow>& rows) {
  Markup html = Fill(R"(<div class="wide" role="group" aria-labelledby="{}" tabindex="0"><table class="rows compared">
<caption>{} Higher is worse unless the comparison says otherwise.</caption>
<thead><tr><th scope="col">Case</th><th scope="col">Comparison</th><th scope="col" class="n">Stored</th>
<th scope="col" class="n">Current</th><th scope="col" class="n">Change</th><th scope="col" class="n">Interval</th>
<th scope="col">Limit</th><th scope="col">How sure</th><th scope="col">Verdict</th></tr></thead>
)",
                     {label, caption});
  for (const ListedRow& row : rows) html += ComparisonRow(row);
  html += Literal("</table></div>\n");
  return html;
}

}  // namespace

Markup Badge(Verdict verdict) {
  const VerdictInfo& info = Info(verdict);
  return Fill("<span class=\"badge {}\" title=\"{}\"><span aria-hidden=\"true\">{}</span>{}</span>",
              {info.word, info.meaning, info.symbol, info.word});
}

Markup Number(std::optional<double> value, std::string_view unit, std::string_view text) {
  if (!value || !std::isfinite(*value)) return Escape(text);
  const std::string exact = fmt::format("{}", *value);
  if (text.starts_with(exact)) return Escape(text);
  return Fill("<span title=\"{} {}\">{}</span>", {exact, unit, text});
}

Markup ClaimsSection(const std::vector<ListedRow>& claims) {
  Markup html = Literal("<section aria-labelledby=\"claims\">\n<h2 id=\"claims\">Claims</h2>\n");
  if (claims.empty()) {
    html += Literal("<p class=\"none\">No claims were checked.</p>\n</section>\n");
    return html;
  }
  html += Literal(R"(<div class="wide" role="group" aria-labelledby="claims" tabindex="0"><table class="rows">
<caption>What optimizations promised, and whether they still deliver. The margin is what is left of the bound.</caption>
<thead><tr><th scope="col">Case</th><th scope="col">Promised</th><th scope="col" class="n">Measured</th>
<th scope="col" class="n">Interval</th><th scope="col" class="n">Bound</th><th scope="col" class="n">Margin</th>
<th scope="col">How sure</th><th scope="col">Verdict</th></tr></thead>
)");
  for (const ListedRow& claim : claims) html += ClaimRow(claim);
  html += Literal("</table></div>\n</section>\n");
  return html;
}

Markup ComparisonsSection(const std::vector<ListedRow>& comparisons) {
  Markup html = Literal("<section aria-labelledby=\"comparisons\">\n<h2 id=\"comparisons\">Comparisons</h2>\n");
  if (comparisons.empty()) {
    html += Literal("<p class=\"none\">Nothing was compared.</p>\n</section>\n");
    return html;
  }
  std::vector<ListedRow> calm = comparisons;
  const auto first_calm = std::stable_partition(calm.begin(), calm.end(),
                                                [](const ListedRow& listed) { return !NeedsNoAttention(*listed.row); });
  const std::vector<ListedRow> news(calm.begin(), first_calm);
  calm.erase(calm.begin(), first_calm);
  html += news.empty()
              ? Literal("<p class=\"none\">None needs attention.</p>\n")
              : ComparisonTable("comparisons", "Cases against their stored or accepted numbers, worst first.", news);
  if (!calm.empty()) {
    html += Fill(
        "<details class=\"calm\"{}><summary id=\"calm\">{} comparison{} no attention: {}</summary>\n{}</details>\n",
        {Literal(comparisons.size() <= kMostUnfolded ? " open" : ""), static_cast<int64_t>(calm.size()),
         calm.size() == 1 ? " needs" : "s need", CountsInWords(CountRows(calm)),
         ComparisonTable("calm", "Within their limits, or what nobody asked for and this machine cannot measure.",
                         calm)});
  }
  html += Literal("</section>\n");
  return html;
}

}  // namespace pawl

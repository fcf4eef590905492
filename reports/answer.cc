#include "reports/answer.h"

#include <algorithm>
#include <string>

#include "fmt/format.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

VerdictCounts CountVerdicts(const std::vector<ListedRow>& rows) {
  VerdictCounts counts{};
  for (const ListedRow& listed : rows) ++counts[static_cast<size_t>(listed.row->verdict)];
  return counts;
}

int Of(const VerdictCounts& counts, Verdict verdict) { return counts[static_cast<size_t>(verdict)]; }

std::string Predicate(Verdict verdict, int count) {
  if (verdict == Verdict::kRegressed || verdict == Verdict::kImproved) return std::string(Word(verdict));
  if (verdict == Verdict::kError) return "ended in error";
  return fmt::format("{} {}", count == 1 ? "is" : "are", Word(verdict));
}

Markup Worst(const ListedRow& listed) {
  const Row& row = *listed.row;
  const auto [stored, current] = FormatAmounts(row.stored, row.current, row.unit);
  return Fill(" (worst: <a href=\"#{}\">{}</a> {} {} → {})",
              {listed.id, BreakAtSlashes(CaseLabel(row)), row.comparison, stored, current});
}

// Verdicts in the order in which the worst-first rows show them: every one but ok, with its count.
std::vector<Verdict> Trouble(const std::vector<ListedRow>& rows) {
  std::vector<Verdict> verdicts;
  for (const ListedRow& listed : rows) {
    const Verdict verdict = listed.row->verdict;
    if (verdict != Verdict::kOk && (verdicts.empty() || verdicts.back() != verdict)) verdicts.push_back(verdict);
  }
  return verdicts;
}

Markup ComparisonsClause(const std::vector<ListedRow>& rows) {
  const VerdictCounts counts = CountVerdicts(rows);
  const int total = static_cast<int>(rows.size());
  const int improved = Of(counts, Verdict::kImproved);
  if (Of(counts, Verdict::kOk) + improved == total) {
    Markup clause = total == 1 ? Literal("The one comparison is within its limit")
                               : Fill("All {} comparisons are within their limits", {total});
    if (improved > 0) clause += Fill(", {} improved", {improved});
    return clause;
  }
  Markup clause;
  for (const Verdict verdict : Trouble(rows)) {
    const int count = Of(counts, verdict);
    if (clause.empty()) {
      clause += Fill("{} of {} comparison{} {}", {count, total, total == 1 ? "" : "s", Predicate(verdict, count)});
    } else {
      clause += Fill(", {} {}", {count, Predicate(verdict, count)});
    }
    if (verdict == Verdict::kRegressed) {
      clause += Worst(*std::find_if(rows.begin(), rows.end(),
                                    [](const ListedRow& row) { return row.row->verdict == Verdict::kRegressed; }));
    }
  }
  return clause;
}

Markup ClaimsClause(const std::vector<ListedRow>& claims) {
  const VerdictCounts counts = CountVerdicts(claims);
  const int total = static_cast<int>(claims.size());
  const int hold = Of(counts, Verdict::kOk) + Of(counts, Verdict::kImproved);
  const int broken = Of(counts, Verdict::kRegressed);
  Markup clause;
  if (broken > 0) clause += Fill("{} claim{} broken, ", {broken, broken == 1 ? " is" : "s are"});
  clause += Fill("{} of {} claim{}", {hold, total, total == 1 ? " holds" : "s hold"});
  for (const Verdict verdict : Trouble(claims)) {
    if (verdict == Verdict::kRegressed || verdict == Verdict::kImproved) continue;
    clause += Fill(", {} {}", {Of(counts, verdict), Predicate(verdict, Of(counts, verdict))});
  }
  return clause;
}

Markup Sentence(const std::vector<Result>& results, const ListedRows& rows) {
  if (results.empty()) return Literal("Nothing was measured: there are no results.");
  if (rows.comparisons.empty() && rows.claims.empty()) return Literal("Nothing was compared and no claim was checked.");
  Markup sentence;
  if (!rows.comparisons.empty()) sentence += ComparisonsClause(rows.comparisons);
  if (!rows.comparisons.empty() && !rows.claims.empty()) sentence += Literal("; ");
  if (!rows.claims.empty()) sentence += ClaimsClause(rows.claims);
  sentence += Literal(".");
  const auto errors = std::count_if(results.begin(), results.end(), [](const Result& r) { return !r.errors.empty(); });
  if (errors > 0) {
    sentence += Fill(" {} of {} run{} ended in error.",
                     {int64_t{errors}, static_cast<int64_t>(results.size()), results.size() == 1 ? "" : "s"});
  }
  return sentence;
}

bool GatedNothing(const Result& result) {
  return result.ExitCode() == kExitUnmatched &&
         std::none_of(result.rows.begin(), result.rows.end(), [](const Row& row) { return Blocks(row); });
}

Markup Notices(const std::vector<Result>& results) {
  Markup items;
  const auto item = [&](std::string_view kind, const Result& result, std::string_view text) {
    items += Fill("<li class=\"{}\"><strong>{}</strong> {}: {}</li>\n", {kind, kind, result.target, text});
  };
  for (const Result& result : results) {
    for (const std::string& error : result.errors) item("error", result, error);
    if (GatedNothing(result)) item("error", result, "nothing was gated, and that is never a pass");
  }
  for (const Result& result : results) {
    for (const std::string& warning : result.warnings) item("warning", result, warning);
    for (const std::string& note : result.notes) item("note", result, note);
    if (!result.idle.empty()) item("note", result, result.idle);
  }
  return items.empty() ? items : Fill("<ul class=\"notices\">\n{}</ul>\n", {items});
}

}  // namespace

Markup AnswerSection(const std::vector<Result>& results, const ListedRows& rows) {
  const bool passed = !results.empty() && std::all_of(results.begin(), results.end(),
                                                      [](const Result& r) { return r.ExitCode() == kExitOk; });
  Markup html = Fill(
      "<section aria-labelledby=\"answer\">\n<h2 id=\"answer\" class=\"hidden\">Answer</h2>\n"
      "<p class=\"answer {}\">{}</p>\n{}</section>\n",
      {passed ? "passed" : "failed", Sentence(results, rows), Notices(results)});
  return html;
}

Markup CountsSection(const std::vector<Result>& results) {
  VerdictCounts counts{};
  for (const Result& result : results) {
    const VerdictCounts more = result.Counts();
    for (size_t i = 0; i < counts.size(); ++i) counts[i] += more[i];
  }
  Markup items;
  for (const VerdictInfo& info : kVerdicts) {
    if (Of(counts, info.verdict) == 0) continue;
    items += Fill("<li>{}<b>{}</b><small>{}</small></li>\n",
                  {Badge(info.verdict), FormatCount(Of(counts, info.verdict)), info.meaning});
  }
  if (items.empty()) return Markup();
  return Fill(
      "<section aria-labelledby=\"verdicts\">\n<h2 id=\"verdicts\">Verdicts</h2>\n"
      "<ul class=\"counts\">\n{}</ul>\n</section>\n",
      {items});
}

}  // namespace pawl

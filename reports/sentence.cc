#include "reports/sentence.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

using Parts = std::vector<SentencePart>;

int Of(const VerdictCounts& counts, Verdict verdict) { return counts[static_cast<size_t>(verdict)]; }

std::string Predicate(Verdict verdict, int count) {
  if (verdict == Verdict::kRegressed || verdict == Verdict::kImproved) return std::string(Word(verdict));
  if (verdict == Verdict::kError) return "ended in error";
  return fmt::format("{} {}", count == 1 ? "is" : "are", Word(verdict));
}

void Say(Parts& parts, std::string text) { parts.push_back({std::move(text)}); }

void SayWorst(Parts& parts, const ListedRow& listed) {
  const Row& row = *listed.row;
  const auto [stored, current] = FormatAmounts(row.stored, row.current, row.unit);
  Say(parts, " (worst: ");
  parts.push_back({CaseLabel(row), true, &listed});
  Say(parts, " ");
  parts.push_back({row.comparison, true});
  Say(parts, " ");
  parts.push_back({stored, true});
  Say(parts, " → ");
  parts.push_back({current, true});
  if (!row.level.empty()) {
    Say(parts, "; ");
    parts.push_back({row.level, true});
  }
  Say(parts, ")");
}

// How sure a pass is: what was counted is exact, what was timed is so at the rate that stands with its row.
std::string HowSure(const std::vector<ListedRow>& rows) {
  const auto exact =
      std::count_if(rows.begin(), rows.end(), [](const ListedRow& row) { return row.row->level.starts_with("exact"); });
  const auto others = static_cast<std::ptrdiff_t>(rows.size()) - exact;
  if (others == 0) return " (exact)";
  return exact == 0 ? " (by statistics)" : fmt::format(" ({} exact, {} by statistics)", exact, others);
}

// Verdicts in the order in which the worst-first rows show them: every one but ok.
std::vector<Verdict> Trouble(const std::vector<ListedRow>& rows) {
  std::vector<Verdict> verdicts;
  for (const ListedRow& listed : rows) {
    const Verdict verdict = listed.row->verdict;
    if (verdict != Verdict::kOk && (verdicts.empty() || verdicts.back() != verdict)) verdicts.push_back(verdict);
  }
  return verdicts;
}

void SayComparisons(Parts& parts, const std::vector<ListedRow>& rows) {
  const VerdictCounts counts = CountRows(rows);
  const int total = static_cast<int>(rows.size());
  const int improved = Of(counts, Verdict::kImproved);
  if (Of(counts, Verdict::kOk) + improved == total) {
    Say(parts, total == 1 ? "The one comparison is within its limit"
                          : fmt::format("All {} comparisons are within their limits", total));
    Say(parts, HowSure(rows));
    if (improved > 0) Say(parts, fmt::format(", {} improved", improved));
    return;
  }
  bool first = true;
  for (const Verdict verdict : Trouble(rows)) {
    const int count = Of(counts, verdict);
    const std::string predicate = Predicate(verdict, count);
    Say(parts, first ? fmt::format("{} of {} comparison{} {}", count, total, total == 1 ? "" : "s", predicate)
                     : fmt::format(", {} {}", count, predicate));
    first = false;
    if (verdict != Verdict::kRegressed) continue;
    SayWorst(parts, *std::find_if(rows.begin(), rows.end(),
                                  [](const ListedRow& row) { return row.row->verdict == Verdict::kRegressed; }));
  }
}

void SayClaims(Parts& parts, const std::vector<ListedRow>& claims) {
  const VerdictCounts counts = CountRows(claims);
  const int total = static_cast<int>(claims.size());
  const int hold = Of(counts, Verdict::kOk) + Of(counts, Verdict::kImproved);
  const int broken = Of(counts, Verdict::kRegressed);
  if (broken > 0) Say(parts, fmt::format("{} claim{} broken, ", broken, broken == 1 ? " is" : "s are"));
  Say(parts, fmt::format("{} of {} claim{}", hold, total, total == 1 ? " holds" : "s hold"));
  for (const Verdict verdict : Trouble(claims)) {
    if (verdict == Verdict::kRegressed || verdict == Verdict::kImproved) continue;
    Say(parts, fmt::format(", {} {}", Of(counts, verdict), Predicate(verdict, Of(counts, verdict))));
  }
}

int ExitCodeOfAll(const std::vector<Result>& results) {
  std::vector<int> codes;
  for (const Result& result : results) codes.push_back(result.ExitCode());
  return MostSevere(codes);
}

bool MayAccept(const std::vector<Result>& results) {
  return std::all_of(results.begin(), results.end(), [](const Result& result) { return result.against.empty(); });
}

std::string_view WhatToDo(const std::vector<Result>& results) {
  switch (ExitCodeOfAll(results)) {
    case kExitError:
    case kExitUsage:
      return " Mend the errors first: what they hide was not judged.";
    case kExitRegressed:
      return MayAccept(results) ? " Find out why with its Explain command, then mend it, or accept it with a reason."
                                : " Find out why with its Explain command, and mend it.";
    case kExitUnmatched:
      return MayAccept(results) ? " Accept, rename or delete what has no counterpart: the commands stand with its row."
                                : " What has no counterpart was not compared.";
    case kExitUnstable:
      return " Run it again on a calmer machine, or with a larger budget.";
    case kExitImproved:
      return MayAccept(results) ? " Accept what improved, so that it is kept." : " Nothing has to be done.";
    default:
      return " Nothing has to be done.";
  }
}

bool GatedNothing(const Result& result) {
  return result.ExitCode() == kExitUnmatched &&
         std::none_of(result.rows.begin(), result.rows.end(), [](const Row& row) { return Blocks(row); });
}

}  // namespace

std::vector<SentencePart> AnswerSentence(const std::vector<Result>& results, const ListedRows& rows) {
  if (results.empty()) return {{"Nothing was measured: there are no results."}};
  if (rows.comparisons.empty() && rows.claims.empty()) return {{"Nothing was compared and no claim was checked."}};
  Parts parts;
  if (!rows.comparisons.empty()) SayComparisons(parts, rows.comparisons);
  if (!rows.comparisons.empty() && !rows.claims.empty()) Say(parts, "; ");
  if (!rows.claims.empty()) SayClaims(parts, rows.claims);
  Say(parts, ".");
  const auto errors = std::count_if(results.begin(), results.end(), [](const Result& r) { return !r.errors.empty(); });
  if (errors > 0) {
    Say(parts, fmt::format(" {} of {} run{} ended in error.", errors, results.size(), results.size() == 1 ? "" : "s"));
  }
  Say(parts, std::string(WhatToDo(results)));
  return parts;
}

bool AllPassed(const std::vector<Result>& results) {
  return !results.empty() &&
         std::all_of(results.begin(), results.end(), [](const Result& r) { return r.ExitCode() == kExitOk; });
}

std::vector<Notice> ListNotices(const std::vector<Result>& results) {
  std::vector<Notice> notices;
  for (const Result& result : results) {
    for (const std::string& error : result.errors) notices.push_back({"error", result.target, error});
    if (GatedNothing(result)) {
      notices.push_back({"error", result.target, "nothing was gated, and that is never a pass"});
    }
  }
  for (const Result& result : results) {
    for (const std::string& warning : result.warnings) notices.push_back({"warning", result.target, warning});
    for (const std::string& note : result.notes) notices.push_back({"note", result.target, note});
    if (!result.idle.empty()) notices.push_back({"note", result.target, result.idle});
  }
  return notices;
}

VerdictCounts CountAll(const std::vector<Result>& results) {
  VerdictCounts counts{};
  for (const Result& result : results) {
    const VerdictCounts more = result.Counts();
    for (size_t i = 0; i < counts.size(); ++i) counts[i] += more[i];
  }
  return counts;
}

}  // namespace pawl

#include "reports/sentence.h"

#include <algorithm>
#include <initializer_list>
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

// Of a pass: how many of the numbers were counted, and are so whenever they are counted again.
std::string HowSure(const std::vector<ListedRow>& rows) {
  const auto exact =
      std::count_if(rows.begin(), rows.end(), [](const ListedRow& row) { return row.row->level.starts_with("exact"); });
  if (exact == 0) return "";
  return exact == static_cast<std::ptrdiff_t>(rows.size()) ? " (exact)" : fmt::format(" ({} of them exact)", exact);
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

bool GatedNothing(const Result& result) {
  return result.ExitCode() == kExitUnmatched &&
         std::none_of(result.rows.begin(), result.rows.end(), [](const Row& row) { return Blocks(row); });
}

// Of another build nothing is accepted.
bool MayAccept(const std::vector<Result>& results) {
  return std::all_of(results.begin(), results.end(), [](const Result& result) { return result.against.empty(); });
}

bool HasErrors(const std::vector<Result>& results) {
  return std::any_of(results.begin(), results.end(),
                     [](const Result& result) { return !result.errors.empty() || GatedNothing(result); });
}

bool AnyBlocks(const std::vector<ListedRow>& rows, std::initializer_list<Verdict> verdicts) {
  return std::any_of(rows.begin(), rows.end(), [&](const ListedRow& listed) {
    return Blocks(*listed.row) && std::count(verdicts.begin(), verdicts.end(), listed.row->verdict) > 0;
  });
}

// About the most severe thing that blocks; the rest stands with its rows.
std::string_view WhatToDo(const std::vector<Result>& results, const ListedRows& rows) {
  const bool may_accept = MayAccept(results);
  const auto blocks = [&](std::initializer_list<Verdict> verdicts) {
    return AnyBlocks(rows.comparisons, verdicts) || AnyBlocks(rows.claims, verdicts);
  };
  if (HasErrors(results) || blocks({Verdict::kError})) return "Mend the errors first: what they hide was not judged.";
  if (AnyBlocks(rows.comparisons, {Verdict::kRegressed})) {
    return may_accept ? "Find out why with its Explain command, then mend it, or accept it with a reason."
                      : "Find out why with its Explain command, and mend it.";
  }
  if (blocks({Verdict::kRegressed})) return "Find out why with its Explain command: mend it, or promise less.";
  if (blocks({Verdict::kMissing, Verdict::kNew})) {
    return may_accept ? "Accept, rename or delete what has no counterpart: the commands stand with its row."
                      : "What has no counterpart was not compared.";
  }
  if (blocks({Verdict::kIncomparable})) return "Accept what is incomparable anew, or measure where it was accepted.";
  if (blocks({Verdict::kNotMeasured})) return "Install what is missing: the reason stands with its row.";
  if (blocks({Verdict::kUnstable})) return "Run it again on a calmer machine, or with a larger budget.";
  if (blocks({Verdict::kImproved})) return "Accept what improved, so that it is kept.";
  const auto of = [&](Verdict verdict) { return Of(CountRows(rows.comparisons), verdict) > 0; };
  if (of(Verdict::kIncomparable) && may_accept)
    return "Nothing blocks; what is incomparable is judged once it is accepted anew.";
  const auto calm = [](const std::vector<ListedRow>& listed) {
    return std::all_of(listed.begin(), listed.end(), [](const ListedRow& one) { return NeedsNoAttention(*one.row); });
  };
  return calm(rows.comparisons) && calm(rows.claims) ? "Nothing has to be done." : "Nothing blocks.";
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
  Say(parts, fmt::format(" {}", WhatToDo(results, rows)));
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

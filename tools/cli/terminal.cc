#include "tools/cli/terminal.h"

#include <map>

#include "fmt/format.h"
#include "tools/model/commands.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

// "baseline 1, current 2 (+100 %)", as far as there are numbers.
std::string Numbers(const Row& row) {
  const bool claim = row.comparison.starts_with(kClaimPrefix);
  const auto [stored, current] = FormatAmounts(row.stored, row.current, row.unit);
  std::string text;
  if (row.stored) text += fmt::format("{} {}", claim ? "bound" : "baseline", stored);
  if (row.current) text += fmt::format("{}current {}", text.empty() ? "" : ", ", current);
  if (row.stored && row.current && *row.stored > 0) {
    text += fmt::format(" ({}{})", FormatPercentChange(row.stored, row.current),
                        row.more_is_worse || claim ? "" : ", higher is better");
  }
  if (row.low && row.high) {
    text += fmt::format(", interval {} to {}", FormatAmount(row.low, row.unit), FormatAmount(row.high, row.unit));
  }
  return text;
}

std::string Limit(const Row& row) {
  if (row.limit.empty()) return "";
  if (row.limit_origin.empty()) return "limit: " + row.limit;
  return fmt::format("limit: {} (written in {})", row.limit, row.limit_origin);
}

void AppendLine(std::string& text, const std::string& line) {
  if (!line.empty()) text += "  " + line + "\n";
}

// A comparison of two builds has listed what is ok while it ran.
bool NeedsAttention(const Row& row, const Result& result) {
  if (IsAbsentLiveTime(row)) return false;
  return row.verdict != Verdict::kOk || (!row.reason.empty() && result.against.empty());
}

// Nothing to compare with: accepting what there is now needs no reason.
bool Unmatched(Verdict verdict) {
  return verdict == Verdict::kNew || verdict == Verdict::kMissing || verdict == Verdict::kIncomparable;
}

std::string AcceptRowCommand(const Row& row, const Result& result) {
  if (row.comparison.starts_with(kAnchorPrefix)) return PinCasesCommand(result.target, {row.case_name});
  if (Unmatched(row.verdict)) return AcceptCommand(result.target);
  return AcceptCaseCommand(result.target, row.case_name);
}

// What to do about a row.
std::string Commands(const Row& row, const Result& result) {
  std::string text;
  // A filter for a case that is no more matches nothing.
  const std::string filter = row.verdict == Verdict::kMissing ? "" : row.case_name;
  if (!result.against.empty()) {
    if (Unmatched(row.verdict)) return text;  // nothing was measured
    AppendLine(text, "reproduce: " + CompareCommand(result.pawl, result.against, result.target, filter));
    return text;
  }
  AppendLine(text, "reproduce: " + ReproduceCommand(result.target, filter));
  const bool of_a_case = !row.case_name.empty();
  if (of_a_case) AppendLine(text, "explain:   " + ExplainCommand(result.pawl, row.case_name));
  if (!row.renamed_to.empty()) {
    AppendLine(text, "rename:    " + RenameCommand(result.pawl, row.renamed_from, row.renamed_to));
  }
  if (row.verdict == Verdict::kError || !of_a_case) return text;
  // A promise stands in a BUILD file, where no `.accept` writes; nor does it make a CPU have what it has not.
  const bool claim = row.comparison.starts_with(kClaimPrefix);
  if (!claim) AppendLine(text, "accept:    " + AcceptRowCommand(row, result));
  if (claim && row.verdict != Verdict::kNotMeasured && !row.limit_origin.empty()) {
    AppendLine(text, "edit:      " + row.limit_origin + ", if less should be claimed");
  }
  return text;
}

// Rows without a counterpart come by the dozen (a new component, a renamed one, another machine) and share one way out:
// past the first few they are counted, not repeated. All of them stand in test.xml and result.json.
class Sparing {
 public:
  bool Shows(const Row& row) {
    if (!Unmatched(row.verdict) && row.verdict != Verdict::kNotMeasured) return true;
    return ++seen_[row.verdict] <= kShown;
  }

  std::string LeftOut() const {
    std::string text;
    for (const auto& [verdict, count] : seen_) {
      const int more = count - kShown;
      if (more > 0)
        text += fmt::format("{}  and {} more {} like these\n", Word(verdict), more, more == 1 ? "row" : "rows");
    }
    return text;
  }

 private:
  static constexpr int kShown = 3;
  std::map<Verdict, int> seen_;
};

}  // namespace

std::string CountsText(const Result& result) {
  if (std::string text = CountsInWords(result.Counts()); !text.empty()) return text;
  return result.idle.empty() ? "nothing was judged" : result.idle;
}

std::string DescribeRow(const Row& row, const Result& result) {
  std::string text = fmt::format("{}  {}  {}\n", Word(row.verdict), CaseLabel(row), row.comparison);
  AppendLine(text, Numbers(row));
  AppendLine(text, row.stored_origin.empty() ? "" : "baseline written in " + row.stored_origin);
  AppendLine(text, Limit(row));
  AppendLine(text, row.level.empty() ? "" : "decided at: " + row.level);
  AppendLine(text, row.reason);
  if (!row.strict.empty()) AppendLine(text, "blocks by " + row.strict);
  if (!row.allowed.empty()) AppendLine(text, "let through by " + row.allowed);
  if (!row.mute.empty()) AppendLine(text, "muted " + row.mute);
  if (row.verdict != Verdict::kOk) text += Commands(row, result);
  return text;
}

std::string RenderTerminal(const Result& result) {
  std::string text;
  for (const std::string& error : result.errors) text += fmt::format("error  {}\n  {}\n", result.target, error);
  for (const std::string& note : result.notes) text += fmt::format("note: {}\n", note);
  for (const std::string& warning : result.warnings) text += fmt::format("warning: {}\n", warning);
  for (const CaseEvidence& one : result.evidence.cases) {
    for (const std::string& warning : one.warnings) text += fmt::format("warning: {}: {}\n", one.case_name, warning);
  }
  Sparing sparing;
  for (const Row& row : result.rows) {
    if (NeedsAttention(row, result) && sparing.Shows(row)) text += DescribeRow(row, result);
  }
  text += sparing.LeftOut();
  for (const Row& row : result.rows) {
    if (!row.mute.empty()) text += fmt::format("muted: {} {} {}\n", row.case_name, row.comparison, row.mute);
  }
  return text + fmt::format("{}: {}{}; {:.1f} s, {} processes, {:.1f} s inside timed slices.\n", result.target,
                            result.errors.empty() ? "" : "the run failed; ", CountsText(result), result.wall_s,
                            result.processes, result.measured_s);
}

}  // namespace pawl

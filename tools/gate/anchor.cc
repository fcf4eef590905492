#include "tools/gate/anchor.h"

#include <set>
#include <string_view>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/gate/counters.h"
#include "tools/gate/lookup.h"
#include "tools/gate/stored.h"
#include "tools/model/case_name.h"
#include "tools/model/commands.h"

namespace pawl {
namespace {

// The judge's input with the anchor in the place of the stored baseline.
GateInput Anchored(const GateInput& input) {
  GateInput anchored = input;
  anchored.baseline = input.anchor;
  anchored.baseline_path = input.anchor_path;
  anchored.anchored = true;
  return anchored;
}

// Also beside live pairs: they start anew with each accepted binary, and only the anchor adds up its steps. Without its
// reference the ratio has no number.
const PairEvidence* PairOf(const Lookup& lookup, const std::string& case_name) {
  const auto reference = ReferenceOf(case_name);
  if (!reference) return nullptr;
  const CaseEvidence* measured = lookup.Case(*reference);
  return measured == nullptr || measured->error ? nullptr : lookup.Pair(case_name, *reference);
}

bool SaysMoreThanTheStoredRow(const Row& row) {
  return row.verdict == Verdict::kOk || row.verdict == Verdict::kRegressed || row.verdict == Verdict::kUnstable ||
         row.verdict == Verdict::kIncomparable;
}

}  // namespace

std::vector<Row> AnchorRows(const Evidence& evidence, const GateInput& input,
                            std::set<std::pair<std::string, std::string>>& undecided) {
  std::vector<Row> rows;
  if (!input.anchor) return rows;
  const GateInput anchored = Anchored(input);
  const Lookup lookup(evidence, anchored);
  for (const CaseEvidence& one : evidence.cases) {
    if (one.error || !input.gated.contains(one.case_name) || input.claims_only.contains(one.case_name)) continue;
    std::vector<Row> judged = JudgeStored(one, PairOf(lookup, one.case_name), anchored, lookup, undecided);
    for (Row& row : JudgeCounters(one, anchored, lookup, undecided)) judged.push_back(std::move(row));
    for (Row& row : judged) {
      if (row.verdict == Verdict::kImproved) row.verdict = Verdict::kOk;
      if (!SaysMoreThanTheStoredRow(row)) continue;
      if (row.verdict == Verdict::kOk) row.reason.clear();
      if (row.verdict == Verdict::kRegressed) row.reason = "accepted steps add up to this since the anchor was pinned";
      row.comparison.insert(0, kAnchorPrefix);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<std::string> NotesOnLostAnchors(const GateInput& input) {
  if (!input.anchor) return {};
  std::set<std::string_view> alive(input.cases.begin(), input.cases.end());
  if (input.baseline) {
    for (const Record& record : input.baseline->records) alive.insert(record.case_name);
  }
  std::set<std::string> lost;
  for (const Record& record : input.anchor->records) {
    if (!alive.contains(record.case_name)) lost.insert(record.case_name);
  }
  if (lost.empty()) return {};
  return {fmt::format(
      "{} pins numbers of what the benchmark no longer has: {}. Their steps are added up no more; a new "
      "name has to be pinned itself. Drop the old: {}",
      input.anchor_path, fmt::join(lost, ", "), PinCasesCommand(input.anchor->target, {lost.begin(), lost.end()}))};
}

}  // namespace pawl

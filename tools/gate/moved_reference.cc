#include "tools/gate/moved_reference.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "fmt/format.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

// What the rows say of one reference and of those compared with it.
struct Reference {
  const Row* live = nullptr;       // its own time against its accepted binary
  std::vector<const Row*> counts;  // its counted metrics that changed
  std::vector<double> moves;       // log(current / stored) of every ratio that has both
};

bool Changed(const Row& row) { return row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved; }

// An ok row has a reason when it warns.
bool SaysThatItMoved(const Row& row) { return Changed(row) || (row.verdict == Verdict::kOk && !row.reason.empty()); }

std::optional<double> MoveOf(const Row& row) {
  if (row.comparison != kTimeRatio || !row.stored || !row.current || *row.stored <= 0 || *row.current <= 0) return {};
  if (row.verdict == Verdict::kIncomparable) return {};
  return std::log(*row.current / *row.stored);
}

// "by 12 to 31 %"
std::string Together(const Reference& reference) {
  const auto [low, high] = std::minmax_element(reference.moves.begin(), reference.moves.end(),
                                               [](double a, double b) { return std::abs(a) < std::abs(b); });
  return fmt::format("all {} implementations moved by {:.0f} to {:.0f} %", reference.moves.size(),
                     std::abs(std::expm1(*low)) * 100, std::abs(std::expm1(*high)) * 100);
}

bool MovedTogether(const Reference& reference) {
  const double least = std::log1p(kRatioWarning);
  return std::all_of(reference.moves.begin(), reference.moves.end(), [&](double move) { return move > least; }) ||
         std::all_of(reference.moves.begin(), reference.moves.end(), [&](double move) { return move < -least; });
}

// What is to be said beside a ratio that moved by `move`; empty if the reference stood still.
std::string Notice(const std::string& name, const Reference& reference, double move) {
  const char* became = move < 0 ? "slower" : "faster";  // the reference, which the ratio divides by
  if (reference.live != nullptr && Changed(*reference.live)) {
    return fmt::format("its reference {} itself {} by its own live pairs, which moves every ratio to it", name,
                       Word(reference.live->verdict));
  }
  for (const Row* row : reference.counts) {
    return fmt::format("its reference {} itself changed, its {} {}, which may move every ratio to it", name,
                       row->comparison, Word(row->verdict));
  }
  if (reference.live != nullptr && reference.live->verdict == Verdict::kOk) return "";
  if (reference.moves.size() == 1) {
    return fmt::format(
        "or its reference {} became {}: a single implementation beside it cannot tell, an accepted "
        "binary of it could",
        name, became);
  }
  if (!MovedTogether(reference)) return "";
  return fmt::format("its reference {} may itself have become {}: {}", name, became, Together(reference));
}

}  // namespace

void NoteMovedReferences(std::vector<Row>& rows) {
  std::map<std::string, Reference> references;
  for (const Row& row : rows) {
    const auto name = ReferenceOf(row.case_name);
    if (!name) continue;
    if (const std::optional<double> move = MoveOf(row)) references[*name].moves.push_back(*move);
  }
  const std::set<std::string_view> counted = {kAllocations, kAllocatedBytes, kPeakBytes, kLeakedBytes};
  for (const Row& row : rows) {
    const auto found = references.find(row.case_name);
    if (found == references.end()) continue;
    if (row.comparison == kTime) found->second.live = &row;
    if (counted.contains(row.comparison) && Changed(row)) found->second.counts.push_back(&row);
  }
  for (Row& row : rows) {
    const std::optional<double> move = MoveOf(row);
    const auto name = ReferenceOf(row.case_name);
    if (!move || !name || !SaysThatItMoved(row)) continue;
    const std::string notice = Notice(*name, references[*name], *move);
    if (!notice.empty()) row.reason += (row.reason.empty() ? "" : "; ") + notice;
  }
}

}  // namespace pawl

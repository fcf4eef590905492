#include "tools/gate/declared_counter.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tools/gate/limits.h"
#include "tools/gate/stored_rows.h"
#include "tools/model/limit.h"
#include "tools/model/metric.h"
#include "tools/model/user_metric.h"

namespace pawl {
namespace {

Row Ended(Row row, Verdict verdict, std::string reason) {
  row.verdict = verdict;
  row.reason = std::move(reason);
  return row;
}

std::string Range(const CounterEvidence& counter) {
  return counter.smallest == counter.largest ? fmt::format("{}", counter.smallest)
                                             : fmt::format("{} to {}", counter.smallest, counter.largest);
}

}  // namespace

Row DeclaredCounterRow(const Row& declared, const CounterEvidence& before, const CounterEvidence& now,
                       const std::string& why_incomparable) {
  Row row = BothSides(declared.case_name, declared.comparison, now.unit, before.value, now.value);
  row.more_is_worse = declared.more_is_worse;
  row.level = "shown, not judged";
  const double smallest = std::min(before.smallest, now.smallest);
  if (smallest < 0) {
    return Ended(row, Verdict::kError, fmt::format("the counter fell to {}: a metric is never negative", smallest));
  }
  if (before.unit != now.unit) {
    return Ended(row, Verdict::kIncomparable, fmt::format("unit \"{}\" -> \"{}\"", before.unit, now.unit));
  }
  if (!why_incomparable.empty()) return Ended(row, Verdict::kIncomparable, why_incomparable);
  if (HasTime(now.unit)) {
    return Ended(row, Verdict::kUnstable, "block-wise: a counter of time moves with the state of the machine");
  }
  if (before.smallest != before.largest || now.smallest != now.largest) {
    return Ended(row, Verdict::kUnstable,
                 fmt::format("slices gave {} in A, {} in B: only what is the same in every slice is judged",
                             Range(before), Range(now)));
  }
  if (const int processes = std::min(before.processes, now.processes); processes < kExactProcesses) {
    if (before.value == now.value) {
      return CounterRow(row.case_name, row.comparison, now.unit, now.value, now.value, /*constant=*/true);
    }
    return Ended(row, Verdict::kUnstable,
                 fmt::format("{} processes set it, the decision needs {} in both files", processes, kExactProcesses));
  }
  MetricInfo metric;
  metric.name = declared.comparison;
  metric.unit = now.unit;
  metric.more_is_worse = declared.more_is_worse;
  metric.counter = true;
  // A row may go on to say what widened it.
  const std::string_view text = std::string_view(declared.limit).substr(0, declared.limit.find(','));
  const absl::StatusOr<Limit> limit = ParseLimit(text, {metric});
  if (!limit.ok()) {
    return Ended(row, Verdict::kUnstable,
                 fmt::format("B's row of it has no limit that can be read: {}", std::string(limit.status().message())));
  }
  row.limit = limit->text;
  row.limit_origin = declared.limit_origin;
  row.level = fmt::format("exact: the same in every slice of {} and {} processes", before.processes, now.processes);
  row.verdict = Exceeds(*limit, before.value, now.value)   ? Verdict::kRegressed
                : Exceeds(*limit, now.value, before.value) ? Verdict::kImproved
                                                           : Verdict::kOk;
  return row;
}

}  // namespace pawl

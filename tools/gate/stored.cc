#include "tools/gate/stored.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "tools/gate/limits.h"
#include "tools/gate/same_work.h"
#include "tools/model/case_name.h"
#include "tools/model/key.h"
#include "tools/stats/floors.h"

namespace pawl {
namespace {

Limit LimitOf(const GateInput& input, std::string_view case_name, std::string_view metric) {
  const Limit& limit = *input.limits.Find(case_name, metric);
  return input.anchored ? AnchorLimit(limit) : limit;
}

// What was not counted is `not-measured`, unless it is known to be more than what was accepted: growing until nobody
// counts any more must not end a comparison.
Row JudgeUncounted(Row row, const CaseEvidence& evidence, const Limit& limit, const GateInput& input,
                   const Lookup& lookup) {
  const Record* record = nullptr;
  if (row.comparison == kInstructions && evidence.instructions_at_least &&
      FindRecord(input, lookup, CountedKey(input, kInstructions), row, record) &&
      Exceeds(limit, record->value, *evidence.instructions_at_least)) {
    row.verdict = Verdict::kRegressed;
    row.current = evidence.instructions_at_least;
  } else {
    row.verdict = Verdict::kNotMeasured;
  }
  row.reason = WhyNotCounted(evidence, row.comparison);
  return row;
}

Row JudgeCounted(const CaseEvidence& evidence, const MetricInfo& metric, const GateInput& input, const Lookup& lookup) {
  const Limit limit = LimitOf(input, evidence.case_name, metric.name);
  Row row = StartRow(evidence, metric.name, metric.unit, limit);
  row.level = "exact";
  const std::optional<CountedRange> counted = Counted(evidence, metric.name);
  if (!counted) return JudgeUncounted(std::move(row), evidence, limit, input, lookup);
  row.current = counted->largest;
  const Record* record = nullptr;
  if (!FindRecord(input, lookup, CountedKey(input, metric.name), row, record)) return row;
  // Repeats may differ by what the limit tolerates anyway.
  if (Exceeds(limit, counted->smallest, counted->largest)) {
    // Ragged ones don't hide that every one of them is worse than what was accepted.
    const bool all_are_worse = Exceeds(limit, record->value, counted->smallest);
    row.verdict = all_are_worse ? Verdict::kRegressed : Verdict::kUnstable;
    row.reason = fmt::format("non-deterministic: repeats of the same iterations gave {} to {}", counted->smallest,
                             counted->largest);
  } else if (Exceeds(limit, record->value, *row.current)) {
    row.verdict = Verdict::kRegressed;
  } else if (Exceeds(limit, *row.current, record->value)) {
    row.verdict = Verdict::kImproved;
    row.reason = kKeepIt;
  } else {
    row.verdict = Verdict::kOk;
  }
  return row;
}

bool IsKnown(std::string_view metric, const GateInput& input) {
  return FindMetric(BuiltInMetrics(), metric) != nullptr ||
         std::any_of(input.counters.begin(), input.counters.end(),
                     [&](const UserMetric& counter) { return counter.info.name == metric; });
}

// Decides the ratio over the processes so far; true if more processes may change the decision.
bool DecideRatio(const Record& record, const Limit& limit, int processes, Row& row, const GateInput& input) {
  const double spread = record.spread.value_or(0) * (input.anchored ? kAnchorFactor : 1);
  const double tolerance = RatioTolerance(limit, spread);
  if (tolerance > limit.relative) {
    row.limit += fmt::format(", widened to +{:.0f}% by {:g} x the recorded spread", tolerance * 100,
                             kRatioFailureSpreads * (input.anchored ? kAnchorFactor : 1));
  }
  row.bound = record.value + std::max(tolerance * record.value, limit.absolute);
  const RatioRule rule = ApplyRatioRule(limit, spread, record.value, *row.current);
  if (processes < rule.needed) {
    row.verdict = Verdict::kUnstable;
    row.reason = input.out_of_time
                     ? fmt::format("budget: {} processes ran, the decision needs {}; raise the test's timeout",
                                   processes, rule.needed)
                     : "suspect, continuing";
    return !input.out_of_time;
  }
  row.verdict = Verdict::kOk;
  const double above = *row.current / record.value - 1;
  if (rule.worse) {
    row.verdict = Verdict::kRegressed;
  } else if (rule.better) {
    row.verdict = Verdict::kImproved;
    row.reason = kKeepIt;
  } else if (above > rule.warning) {
    row.reason =
        fmt::format("warning: {:.0f}% above the stored ratio, beyond +{:.0f}%", above * 100, rule.warning * 100);
  }
  return false;
}

// Floors are the lowest that this run saw. A slow mode that outlasts the run lifts those of one implementation and
// hardly those of the other: +48 % over 48 processes of an unchanged binary, seen once in 15 gates on a shared machine.
// Where both execute and allocate exactly what they did when the ratio was accepted, a stored number can't tell such a
// mode from slower code; only live pairs with the accepted binary could.
void DoubtWithoutOtherWork(const CaseEvidence& contender, const std::string& reference, const GateInput& input,
                           const Lookup& lookup, Row& row) {
  if (row.verdict != Verdict::kRegressed && row.verdict != Verdict::kImproved) return;
  const CaseEvidence* other = lookup.Case(reference);
  // Instructions say nothing of what a case waits for.
  if (contender.clock != Clock::kCpu || other == nullptr || other->clock != Clock::kCpu) return;
  if (CompareWork(contender, input, lookup) != Work::kSame || CompareWork(*other, input, lookup) != Work::kSame) {
    return;
  }
  row.reason = fmt::format(
      "{} than stored by more than the limit, but it and its reference execute and allocate exactly what they did when "
      "it was accepted: the state of the machine or the place of the code in memory. Live pairs can tell: `.accept` "
      "the "
      "binary that was accepted on this machine, or name it: --test_arg=--against=BINARY",
      row.verdict == Verdict::kRegressed ? "slower" : "faster");
  row.verdict = Verdict::kUnstable;
}

Row JudgeRatio(const CaseEvidence& evidence, const PairEvidence& pair, const GateInput& input, const Lookup& lookup,
               std::set<std::pair<std::string, std::string>>& undecided) {
  const Limit limit = LimitOf(input, evidence.case_name, kTimeRatio);
  Row row = StartRow(evidence, kTimeRatio, "x", limit);
  stats::FloorRatio floors;
  floors.Add(pair.contender_floors_ns, pair.reference_floors_ns);
  const int processes = floors.processes();
  row.level = fmt::format("coarse: ratio of floors over {} processes", processes);
  if (processes > 0) row.current = floors.ratio();
  if (const auto range = floors.LeaveOneGroupOut()) {
    row.low = range->low;
    row.high = range->high;
  }
  const Record* record = nullptr;
  const bool comparable = FindRecord(input, lookup, input.time_key, row, record);
  bool more = processes < kRatioCalmProcesses && !input.out_of_time;  // also shown where it can't be compared
  if (comparable && processes > 0) {
    more = DecideRatio(*record, limit, processes, row, input);
    DoubtWithoutOtherWork(evidence, pair.reference, input, lookup, row);
  }
  if (comparable && processes == 0) {
    row.verdict = input.out_of_time ? Verdict::kError : Verdict::kUnstable;
    row.reason = "no process has timed it together with its reference";
  }
  if (more) undecided.insert({pair.contender, pair.reference});
  return row;
}

}  // namespace

Row StartRow(const CaseEvidence& evidence, std::string_view metric, std::string_view unit, const Limit& limit) {
  Row row;
  row.case_name = evidence.case_name;
  row.comparison = std::string(metric);
  row.unit = std::string(unit);
  row.limit = limit.text;
  row.limit_origin = limit.origin;
  return row;
}

bool FindRecord(const GateInput& input, const Lookup& lookup, const std::string& key, Row& row, const Record*& record) {
  record = lookup.Stored(row.case_name, row.comparison, key);
  if (record != nullptr) {
    row.stored = record->value;
    row.stored_origin = fmt::format("{}:{}", input.baseline_path, record->line);
    const auto changed = BenchmarkChanged(*record, input);
    if (!changed) return true;
    row.verdict = Verdict::kIncomparable;
    row.reason = *changed;
    return false;
  }
  const Record* other = lookup.StoredUnderAnyKey(row.case_name, row.comparison);
  // Whether an iteration is short enough to be counted depends on the machine: a faster one counts what a slower one
  // could not accept.
  const bool counted_here_first =
      row.comparison == kInstructions && lookup.StoredUnderAnyKey(row.case_name, kAllocations) != nullptr;
  if (other == nullptr && counted_here_first) {
    row.verdict = Verdict::kIncomparable;
    row.reason = "not counted where the case was accepted: its iterations took too long there";
    return false;
  }
  if (other == nullptr) {
    row.verdict = Verdict::kNew;
    row.reason = input.baseline ? fmt::format("{} has no record of it", input.baseline_path)
                                : fmt::format("there is no stored baseline {}", input.baseline_path);
    return false;
  }
  row.verdict = Verdict::kIncomparable;
  row.stored = other->value;
  row.stored_origin = fmt::format("{}:{}", input.baseline_path, other->line);
  row.reason = fmt::format("stored under another key: {}", DescribeDifference(other->key, key));
  return false;
}

std::optional<std::string> BenchmarkChanged(const Record& record, const GateInput& input) {
  if (record.source.empty() || input.source.empty() || record.source == input.source) return std::nullopt;
  return fmt::format(
      "benchmark changed: the number was accepted for other sources and data of the benchmark itself ({}, now {})",
      record.source, input.source);
}

std::vector<Row> JudgeStored(const CaseEvidence& evidence, const PairEvidence* pair, const GateInput& input,
                             const Lookup& lookup, std::set<std::pair<std::string, std::string>>& undecided) {
  std::vector<Row> rows;
  for (const MetricInfo& metric : ExactMetrics(evidence)) rows.push_back(JudgeCounted(evidence, metric, input, lookup));
  if (pair != nullptr) rows.push_back(JudgeRatio(evidence, *pair, input, lookup, undecided));
  return rows;
}

namespace {

std::string NoSuchCase(std::string_view metric) {
  if (metric == kBinarySize) return "no dep of the perf_test has such a library";
  if (metric == kSizeof) return "the binary records no such sizeof";
  return "the binary has no such case";
}

bool HasReference(const std::string& case_name, const Lookup& lookup) {
  const auto reference = ReferenceOf(case_name);
  return reference && lookup.Exists(*reference);
}

}  // namespace

std::vector<Row> MissingRows(const GateInput& input, const Lookup& lookup) {
  std::vector<Row> rows;
  std::set<std::pair<std::string, std::string>> seen;
  if (!input.baseline) return rows;
  for (const Record& record : input.baseline->records) {
    const bool exists = lookup.Exists(record.case_name);
    const bool judged = record.metric != kTimeRatio || HasReference(record.case_name, lookup);
    if (exists && judged && IsKnown(record.metric, input)) continue;
    if (!seen.insert({record.case_name, record.metric}).second) continue;
    Row row;
    row.case_name = record.case_name;
    row.comparison = record.metric;
    row.verdict = Verdict::kMissing;
    row.stored = record.value;
    row.stored_origin = fmt::format("{}:{}", input.baseline_path, record.line);
    row.reason = !exists  ? NoSuchCase(record.metric)
                 : judged ? "the perf_test declares no such metric"
                          : "the binary no longer has its reference, so nothing compares its time";
    rows.push_back(row);
  }
  return rows;
}

}  // namespace pawl

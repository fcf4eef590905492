#include "tools/gate/compare_stored.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "fmt/format.h"
#include "tools/gate/compare_repetitions.h"
#include "tools/gate/compare_results.h"
#include "tools/gate/stored_rows.h"
#include "tools/model/metric.h"
#include "tools/stats/robust.h"

namespace pawl {
namespace {

// One case's time, whoever measured it.
struct Time {
  std::optional<double> median_ns;
  std::optional<std::string> error;
};

std::map<std::string, Time> TimesOf(const StoredRun& run) {
  std::map<std::string, Time> times;
  if (const auto* result = std::get_if<Result>(&run)) {
    for (const CaseEvidence& one : result->evidence.cases) {
      if (one.size) continue;
      times[one.case_name] = {one.time ? std::optional(one.time->median_ns) : std::nullopt, one.error};
    }
    return times;
  }
  for (const Repetitions& one : std::get<GoogleBenchmarkRun>(run).cases) {
    times[one.case_name] = {one.ns.empty() ? std::nullopt : std::optional(stats::Median(one.ns)), one.error};
  }
  return times;
}

std::string_view InstrumentOf(const StoredRun& run) {
  return std::holds_alternative<Result>(run) ? "Pawl" : "Google Benchmark";
}

// Numbers of two instruments can be looked at side by side, and no more.
StoredComparison CompareInstruments(const StoredRun& before, const StoredRun& now) {
  StoredComparison comparison;
  std::map<std::string, Time> earlier = TimesOf(before);
  for (const auto& [name, b] : TimesOf(now)) {
    const auto a = earlier.extract(name);
    if (a.empty()) {
      comparison.rows.push_back(OneSided(name, kTime, /*only_in_now=*/true));
      continue;
    }
    Row row = Without(name, kTime, Verdict::kIncomparable, "");
    row.unit = "ns";
    row.stored = a.mapped().median_ns;
    row.current = b.median_ns;
    row.level = "medians";
    row.reason = fmt::format("instrument {} -> {}: slices of an exact length against repetitions of any",
                             InstrumentOf(before), InstrumentOf(now));
    if (a.mapped().error || b.error) {
      row = Without(name, kTime, Verdict::kError, EitherSays(a.mapped().error, b.error));
    }
    comparison.rows.push_back(std::move(row));
  }
  for (const auto& [name, a] : earlier) comparison.rows.push_back(OneSided(name, kTime, /*only_in_now=*/false));
  return comparison;
}

absl::Status Unusable(const std::string& origin, const std::string& case_name, const std::string& what) {
  return absl::InvalidArgumentError(fmt::format(
      "{}: {}: {}. The file was edited by hand or damaged: run the perf test again", origin, case_name, what));
}

bool IsDecided(const Row& row) {
  return row.verdict == Verdict::kOk || row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved;
}

// Of what is built and never run.
bool IsSize(const Row& row) {
  const MetricInfo* metric = FindMetric(BuiltInMetrics(), row.comparison);
  return metric != nullptr && metric->size;
}

bool IsTime(double ns) { return std::isfinite(ns) && ns > 0; }

// Whether a limit judged the row. A time, or a counter that nobody declared, has none: it is `ok` only as the same
// number, which the same run twice has, too.
bool Decides(const Row& row) { return !row.limit.empty(); }

}  // namespace

absl::Status CheckStored(const StoredRun& run, const std::string& origin) {
  const auto* result = std::get_if<Result>(&run);
  if (result == nullptr) return absl::OkStatus();  // its parser has looked at every number
  for (const CaseEvidence& one : result->evidence.cases) {
    if (!one.time) continue;
    for (const double ns : {one.time->floor_ns, one.time->median_ns}) {
      if (!IsTime(ns)) return Unusable(origin, one.case_name, fmt::format("a time of {:g} ns is none", ns));
    }
  }
  for (const PairEvidence& pair : result->evidence.pairs) {
    if (pair.contender_floors_ns.size() != pair.reference_floors_ns.size()) {
      return Unusable(origin, pair.contender,
                      fmt::format("{} floors of it, {} of its reference", pair.contender_floors_ns.size(),
                                  pair.reference_floors_ns.size()));
    }
    for (const auto* floors : {&pair.contender_floors_ns, &pair.reference_floors_ns}) {
      for (const double ns : *floors) {
        if (!IsTime(ns)) return Unusable(origin, pair.contender, fmt::format("a floor of {:g} ns is none", ns));
      }
    }
  }
  return absl::OkStatus();
}

StoredComparison CompareStored(const StoredRun& before, const StoredRun& now) {
  StoredComparison comparison;
  if (before.index() != now.index()) {
    comparison = CompareInstruments(before, now);
  } else if (const auto* result = std::get_if<Result>(&now)) {
    comparison = CompareResults(std::get<Result>(before), *result);
  } else {
    comparison = CompareRepetitions(std::get<GoogleBenchmarkRun>(before), std::get<GoogleBenchmarkRun>(now));
  }
  SortWorstFirst(comparison.rows);
  return comparison;
}

void BlockIfNothingIsDecided(std::vector<Row>& rows) {
  const bool only_sizes = std::all_of(rows.begin(), rows.end(), IsSize);
  for (const Row& row : rows) {
    if (Decides(row) && IsDecided(row) && (only_sizes || !IsSize(row))) return;
  }
  for (Row& row : rows) {
    if (row.verdict == Verdict::kOk && !Decides(row)) {
      row.verdict = Verdict::kUnstable;
      row.reason = "the same numbers in both files";
    }
    if (IsDecided(row) || Info(row.verdict).blocks || !row.strict.empty()) continue;
    row.strict = "compare: nothing in these files decides anything";
  }
  SortWorstFirst(rows);
}

}  // namespace pawl

#include "tools/cli/accept_records.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "tools/gate/limits.h"
#include "tools/model/format.h"
#include "tools/stats/robust.h"

namespace pawl {
namespace {

// An absolute time and its noise differ by that much between two hours of one machine, and mean the same.
constexpr double kAlikeNoise = 2;

double OfBoth(double a, double b, Aggregation aggregation) {
  if (aggregation == Aggregation::kMinimum) return std::min(a, b);
  if (aggregation == Aggregation::kMaximum) return std::max(a, b);
  return a + (b - a) / 2;  // exactly a if both are equal
}

}  // namespace

absl::Status Refuse(std::string why) { return absl::FailedPreconditionError("nothing was written: " + std::move(why)); }

stats::FloorRatio FloorsOf(const PairEvidence& a, const PairEvidence& b) {
  stats::FloorRatio both;
  both.Add(a.contender_floors_ns, a.reference_floors_ns);
  both.Add(b.contender_floors_ns, b.reference_floors_ns);
  return both;
}

absl::StatusOr<std::vector<Record>> CountedRecords(const CaseEvidence& a, const CaseEvidence& b, const Limits& limits,
                                                   const Environment& environment) {
  std::vector<Record> records;
  for (const MetricInfo& metric : ExactMetrics(a)) {
    const std::optional<CountedRange> first = Counted(a, metric.name);
    const std::optional<CountedRange> second = Counted(b, metric.name);
    if (!first || !second) continue;
    const double smallest = std::min(first->smallest, second->smallest);
    const double largest = std::max(first->largest, second->largest);
    if (Exceeds(*limits.Find(a.case_name, metric.name), smallest, largest)) {
      return Refuse(fmt::format(
          "{} of {} is not the same every time ({} to {}): make it do the same work on every run, or write a "
          "wider limit into its perf_test: case_limits = {{\"{}\": [\"{} +20%\"]}}",
          metric.name, a.case_name, smallest, largest, a.case_name, metric.name));
    }
    Record record;
    record.case_name = a.case_name;
    record.metric = metric.name;
    record.value = largest;
    record.key = metric.name == kInstructions ? environment.instruction_key : environment.build_key;
    records.push_back(record);
  }
  return records;
}

absl::StatusOr<std::vector<Record>> CounterRecords(const CaseEvidence& a, const CaseEvidence& b,
                                                   const std::vector<UserMetric>& counters, const Limits& limits,
                                                   const Environment& environment) {
  std::vector<Record> records;
  for (const UserMetric& counter : counters) {
    const MetricInfo& metric = counter.info;
    const auto first = a.counters.find(metric.name);
    const auto second = b.counters.find(metric.name);
    if (first == a.counters.end() && second == b.counters.end()) continue;
    if (first == a.counters.end() || second == b.counters.end()) {
      return Refuse(fmt::format("{} set the counter {} in one of two measurements only", a.case_name, metric.name));
    }
    const CounterEvidence& one = first->second;
    const CounterEvidence& other = second->second;
    if (std::min(one.smallest, other.smallest) < 0) {
      return Refuse(
          fmt::format("the counter {} of {} fell below zero: a metric is never negative", metric.name, a.case_name));
    }
    const Limit& limit = *limits.Find(a.case_name, metric.name);
    if (Exceeds(limit, one.value, other.value) || Exceeds(limit, other.value, one.value)) {
      const auto [was, is] = FormatAmounts(one.value, other.value, metric.unit);
      return Refuse(
          fmt::format("the two measurements of {} disagree on {}: {} and {}, beyond its limit \"{}\" ({}). Widen "
                      "the limit, or steady the counter",
                      a.case_name, metric.name, was, is, limit.text, limit.origin));
    }
    Record record;
    record.case_name = a.case_name;
    record.metric = metric.name;
    record.value = OfBoth(one.value, other.value, metric.aggregation);
    record.processes = one.processes + other.processes;
    record.key = metric.timed ? environment.time_key : environment.build_key;
    records.push_back(record);
  }
  return records;
}

absl::StatusOr<Record> RatioRecord(const PairEvidence& a, const PairEvidence& b, const Limit* written,
                                   const std::string& key) {
  stats::FloorRatio first;
  stats::FloorRatio second;
  first.Add(a.contender_floors_ns, a.reference_floors_ns);
  second.Add(b.contender_floors_ns, b.reference_floors_ns);
  const stats::FloorRatio both = FloorsOf(a, b);
  if (first.processes() < kRatioProcesses || second.processes() < kRatioProcesses) {
    return Refuse(fmt::format("{} was timed over {} and {} processes, it takes {} each", a.contender, first.processes(),
                              second.processes(), kRatioProcesses));
  }
  Record record;
  record.case_name = a.contender;
  record.metric = std::string(kTimeRatio);
  record.value = both.ratio();
  record.spread = both.Spread().value_or(0);
  record.processes = both.processes();
  record.key = key;
  const double apart = std::max(first.ratio() / second.ratio(), second.ratio() / first.ratio()) - 1;
  // The noise within each run: that of both together holds the very difference which it would excuse.
  const double spread = std::max(first.Spread().value_or(0), second.Spread().value_or(0));
  double allowed = std::max(kRatioWarning, kRatioWarningSpreads * spread);
  if (written != nullptr) allowed = std::max(allowed, written->relative);
  if (apart > allowed) {
    return Refuse(fmt::format(
        "the two measurements of {} disagree: {} and {} of its reference, more than {:.0f}% apart. "
        "The machine is too noisy now; try again later. If that is what the case varies by, as with threads "
        "on few CPUs, write it into its perf_test: case_limits = {{\"{}\": [\"time_ratio +{:.0f}%\"]}}",
        a.contender, FormatRatio(first.ratio()), FormatRatio(second.ratio()), allowed * 100, a.contender,
        std::ceil(apart * 20) * 5));
  }
  return record;
}

std::optional<Record> LiveNoiseRecord(const CaseEvidence& a, const CaseEvidence& b, const LiveEvidence* first,
                                      const LiveEvidence* second, const std::string& key) {
  if (first == nullptr || second == nullptr || !a.time || !b.time) return std::nullopt;
  std::vector<double> log_ratios = first->log_ratios;
  log_ratios.insert(log_ratios.end(), second->log_ratios.begin(), second->log_ratios.end());
  if (log_ratios.size() < 2) return std::nullopt;
  Record record;
  record.case_name = a.case_name;
  record.metric = std::string(kTime);
  record.value = std::min(a.time->floor_ns, b.time->floor_ns);
  record.spread = stats::SampleSd(log_ratios);
  record.processes = static_cast<int>(log_ratios.size());
  record.key = key;
  return record;
}

absl::Status CheckAgainstNoise(const Record& record, const Limits& limits) {
  const Limit* limit = limits.FindWritten(record.case_name, record.metric);
  const double noise = kRatioWarningSpreads * record.spread.value_or(0);
  if (limit == nullptr || limit->relative >= noise) return absl::OkStatus();
  return Refuse(fmt::format(
      "{}: limit \"{}\" is narrower than the noise of {}, whose {} has a spread of {:.1f}%: write +{:.0f}% or more, or "
      "measure on a quieter machine",
      limit->origin, limit->text, record.case_name, record.metric, *record.spread * 100, std::ceil(noise * 100)));
}

bool Worse(const Record& record, const Record& stored, const Limit& limit) {
  if (record.metric == kTime) return false;
  if (record.metric != kTimeRatio) return Exceeds(limit, stored.value, record.value);
  // Whatever is replaced upward: below the gate's limit, a few steps would add up to any slowdown without a reason.
  return record.value > stored.value && !Unchanged(record, stored, limit);
}

bool Unchanged(const Record& record, const Record& stored, const Limit& limit) {
  if (record.metric == kTime) {
    const auto alike = [](double x, double y) { return x <= kAlikeNoise * y && y <= kAlikeNoise * x; };
    return alike(record.value, stored.value) && alike(record.spread.value_or(0), stored.spread.value_or(0));
  }
  if (record.metric != kTimeRatio) {
    return !Exceeds(limit, stored.value, record.value) && !Exceeds(limit, record.value, stored.value);
  }
  const double apart = std::max(record.value / stored.value, stored.value / record.value) - 1;
  return apart <= std::max(kRatioWarning, kRatioWarningSpreads * stored.spread.value_or(0));
}

}  // namespace pawl

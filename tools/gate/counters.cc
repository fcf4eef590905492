#include "tools/gate/counters.h"

#include <algorithm>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/gate/limits.h"
#include "tools/gate/stored.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

const CounterEvidence* Find(const CaseEvidence& evidence, const std::string& name) {
  const auto found = evidence.counters.find(name);
  return found == evidence.counters.end() ? nullptr : &found->second;
}

const UserMetric* Declared(const GateInput& input, const std::string& name) {
  const auto found = std::find_if(input.counters.begin(), input.counters.end(),
                                  [&](const UserMetric& metric) { return metric.info.name == name; });
  return found == input.counters.end() ? nullptr : &*found;
}

bool Noisy(const CounterEvidence& counter) { return counter.smallest != counter.largest; }

std::string Level(const MetricInfo& metric, const CounterEvidence& counter) {
  const std::string_view plural = counter.processes == 1 ? "" : "es";
  if (!Noisy(counter)) return fmt::format("exact: the same in every slice of {} process{}", counter.processes, plural);
  return fmt::format("{} over {} process{}", Word(metric.aggregation), counter.processes, plural);
}

int ProcessesOf(const CaseEvidence& evidence) { return evidence.time ? evidence.time->processes : 0; }

// "the case sets no counter rati; it sets ratio, depth. Was it renamed to ratio?"
std::string NotSet(const CaseEvidence& evidence, const std::string& wanted) {
  std::vector<std::string> names;
  for (const auto& [name, counter] : evidence.counters) names.push_back(name);
  const std::string nearest = Nearest(wanted, names);
  return fmt::format("{} does not set the counter {}; it sets {}{}", evidence.case_name, wanted,
                     names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")),
                     nearest.empty() ? "" : fmt::format(". Was it renamed to {}?", nearest));
}

// What the run still owes to a row: a first process, or more of them for a noisy number. True if it owes something,
// with the row's verdict set for the case that it never comes.
bool Owes(int processes, bool noisy, bool beyond, bool out_of_time, Row& row) {
  const int needed = noisy ? (beyond ? kRatioSuspicionProcesses : kRatioProcesses) : (beyond ? kExactProcesses : 1);
  if (processes >= needed) return false;
  row.verdict = processes == 0 && out_of_time ? Verdict::kError : Verdict::kUnstable;
  if (!out_of_time) {
    row.reason = beyond ? "suspect, continuing" : "continuing";
  } else if (processes == 0) {
    row.reason = "no process has run it: raise the test's timeout";
  } else {
    row.reason =
        fmt::format("budget: {} processes ran, the decision needs {}; raise the test's timeout", processes, needed);
  }
  return true;
}

// The limit that somebody wrote for this case or a scope around it, or else the declaration's.
Limit LimitOf(const CaseEvidence& evidence, const UserMetric& metric, const GateInput& input) {
  const Limit* written = input.limits.FindWritten(evidence.case_name, metric.info.name);
  const Limit& limit = written != nullptr ? *written : metric.limit;
  return input.anchored ? AnchorLimit(limit) : limit;
}

Row Start(const CaseEvidence& evidence, const UserMetric& metric, const Limit& limit) {
  Row row = StartRow(evidence, metric.info.name, metric.info.unit, limit);
  row.more_is_worse = metric.info.more_is_worse;
  return row;
}

Row JudgeSet(const CaseEvidence& evidence, const UserMetric& metric, const CounterEvidence& counter,
             const GateInput& input, const Lookup& lookup, bool& more) {
  const Limit limit = LimitOf(evidence, metric, input);
  Row row = Start(evidence, metric, limit);
  row.current = counter.value;
  row.level = Level(metric.info, counter);
  if (counter.smallest < 0) {
    row.verdict = Verdict::kError;
    row.reason = fmt::format("the counter fell to {}: a metric is never negative", counter.smallest);
    return row;
  }
  const Record* record = nullptr;
  if (!FindRecord(input, lookup, metric.info.timed ? input.time_key : input.build_key, row, record)) return row;
  const bool worse = Exceeds(limit, record->value, counter.value);
  const bool better = Exceeds(limit, counter.value, record->value);
  if (Owes(ProcessesOf(evidence), Noisy(counter), worse || better, input.out_of_time, row)) {
    more = !input.out_of_time;
    return row;
  }
  row.verdict = worse ? Verdict::kRegressed : better ? Verdict::kImproved : Verdict::kOk;
  if (better) row.reason = kKeepIt;
  return row;
}

// Stored, but not set (any more).
Row JudgeUnset(const CaseEvidence& evidence, const UserMetric& metric, const Record& record, const GateInput& input) {
  Row row = Start(evidence, metric, LimitOf(evidence, metric, input));
  row.stored = record.value;
  row.stored_origin = fmt::format("{}:{}", input.baseline_path, record.line);
  if (Owes(ProcessesOf(evidence), /*noisy=*/false, /*beyond=*/false, input.out_of_time, row)) return row;
  row.verdict = Verdict::kMissing;
  row.reason = NotSet(evidence, metric.info.name);
  return row;
}

}  // namespace

std::vector<Row> JudgeCounters(const CaseEvidence& evidence, const GateInput& input, const Lookup& lookup,
                               std::set<std::pair<std::string, std::string>>& undecided) {
  std::vector<Row> rows;
  bool more = false;
  for (const UserMetric& metric : input.counters) {
    if (const CounterEvidence* counter = Find(evidence, metric.info.name)) {
      rows.push_back(JudgeSet(evidence, metric, *counter, input, lookup, more));
    } else if (const Record* record = lookup.StoredUnderAnyKey(evidence.case_name, metric.info.name)) {
      rows.push_back(JudgeUnset(evidence, metric, *record, input));
    }
  }
  if (more) undecided.insert({evidence.case_name, evidence.case_name});
  return rows;
}

Row JudgeCounterClaim(Row row, const Claim& claim, const CaseEvidence& contender, const CaseEvidence* reference,
                      const GateInput& input, std::set<std::pair<std::string, std::string>>& undecided) {
  const MetricInfo& metric = Declared(input, claim.metric)->info;
  const CaseEvidence& other = reference == nullptr ? contender : *reference;
  const int processes = std::min(ProcessesOf(contender), ProcessesOf(other));
  row.unit = metric.unit;
  for (const CaseEvidence* one : {&contender, &other}) {
    if (processes == 0 || Find(*one, metric.name) != nullptr) continue;
    row.verdict = Verdict::kError;
    row.reason = NotSet(*one, metric.name);
    return row;
  }
  bool noisy = false;
  bool broken = false;
  if (processes > 0) {
    const CounterEvidence& counter = *Find(contender, metric.name);
    const CounterEvidence& bound = *Find(other, metric.name);
    row.current = counter.value;
    row.stored = reference == nullptr ? claim.factor : claim.factor * bound.value;
    row.level = Level(metric, Noisy(counter) ? counter : bound);
    noisy = Noisy(counter) || Noisy(bound);
    broken = claim.at_most ? *row.current > *row.stored : *row.current < *row.stored;
  }
  if (Owes(processes, noisy, broken, input.out_of_time, row)) {
    if (!input.out_of_time)
      undecided.insert({{contender.case_name, other.case_name}, {other.case_name, other.case_name}});
    return row;
  }
  row.verdict = broken ? Verdict::kRegressed : Verdict::kOk;
  if (broken) row.reason = "the claim is broken";
  return row;
}

absl::Status CheckCounters(const std::set<std::string>& set, const GateInput& input) {
  for (const UserMetric& metric : input.counters) {
    const std::string& name = metric.info.name;
    const bool stored = input.baseline && std::any_of(input.baseline->records.begin(), input.baseline->records.end(),
                                                      [&](const Record& record) { return record.metric == name; });
    if (stored || set.contains(name)) continue;
    const std::string nearest = Nearest(name, {set.begin(), set.end()});
    return absl::InvalidArgumentError(fmt::format(
        "{}: metric {}: no case of this run sets a counter of this name; they set {}{}. A benchmark sets it "
        "by state.counters[\"{}\"] = ...",
        metric.limit.origin, name, set.empty() ? "none" : fmt::format("{}", fmt::join(set, ", ")),
        nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest), name));
  }
  return absl::OkStatus();
}

}  // namespace pawl

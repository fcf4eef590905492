#include "tools/cli/accept.h"

#include <algorithm>
#include <cmath>
#include <regex>

#include "fmt/format.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/model/claim.h"
#include "tools/model/format.h"
#include "tools/stats/floors.h"

namespace pawl {
namespace {

// The metrics that a record may have.
std::vector<std::string> StoredMetrics() {
  std::vector<std::string> metrics{std::string(kTimeRatio)};
  for (const StoredLimit& limit : kStoredLimits) metrics.emplace_back(limit.metric);
  return metrics;
}

absl::Status Refuse(std::string why) { return absl::FailedPreconditionError("nothing was written: " + std::move(why)); }

const CaseEvidence* FindCase(const Result& result, const std::string& name) {
  for (const CaseEvidence& one : result.evidence.cases) {
    if (one.case_name == name) return &one;
  }
  return nullptr;
}

const PairEvidence* FindPair(const Result& result, const std::string& contender) {
  const auto reference = ReferenceOf(contender);
  for (const PairEvidence& pair : result.evidence.pairs) {
    if (reference && pair.contender == contender && pair.reference == *reference) return &pair;
  }
  return nullptr;
}

void AddProcesses(const PairEvidence& pair, stats::FloorRatio& floors) {
  for (size_t i = 0; i < pair.contender_floors_ns.size(); ++i) {
    floors.Add(pair.contender_floors_ns[i], pair.reference_floors_ns[i]);
  }
}

absl::StatusOr<std::vector<Record>> CountedRecords(const CaseEvidence& a, const CaseEvidence& b,
                                                   const std::string& key) {
  std::vector<Record> records;
  if (!a.allocations || !b.allocations) return records;
  for (const StoredLimit& limit : kStoredLimits) {
    const CountedRange first = Counted(*a.allocations, limit.metric);
    const CountedRange second = Counted(*b.allocations, limit.metric);
    const double smallest = std::min(first.smallest, second.smallest);
    const double largest = std::max(first.largest, second.largest);
    if (Beyond(largest - smallest, smallest, limit)) {
      return Refuse(
          fmt::format("{} of {} is not the same every time ({} to {}): its limit needs a case that does the "
                      "same work on every run",
                      limit.metric, a.case_name, smallest, largest));
    }
    Record record;
    record.case_name = a.case_name;
    record.metric = std::string(limit.metric);
    record.value = largest;
    record.key = key;
    records.push_back(record);
  }
  return records;
}

absl::StatusOr<Record> RatioRecord(const PairEvidence& a, const PairEvidence& b, const std::string& key) {
  stats::FloorRatio first;
  stats::FloorRatio second;
  stats::FloorRatio both;
  AddProcesses(a, first);
  AddProcesses(b, second);
  AddProcesses(a, both);
  AddProcesses(b, both);
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
  const double warning = std::max(kRatioWarning, kRatioWarningSpreads * spread);
  if (apart > warning) {
    return Refuse(
        fmt::format("the two measurements of {} disagree: {} and {} of its reference, more than {:.0f}% apart. "
                    "The machine is too noisy now; try again later",
                    a.contender, FormatRatio(first.ratio()), FormatRatio(second.ratio()), warning * 100));
  }
  return record;
}

const StoredLimit* FindLimit(std::string_view metric) {
  const auto* found = std::find_if(kStoredLimits.begin(), kStoredLimits.end(),
                                   [&](const StoredLimit& limit) { return limit.metric == metric; });
  return found == kStoredLimits.end() ? nullptr : found;
}

// Beyond its limit: what the gate would call regressed.
bool Worse(const Record& record, const Record& stored) {
  if (record.metric == kTimeRatio) {
    return record.value / stored.value - 1 > std::max(kRatioFailure, kRatioFailureSpreads * stored.spread.value_or(0));
  }
  const StoredLimit* limit = FindLimit(record.metric);
  return limit != nullptr && Beyond(record.value - stored.value, stored.value, *limit);
}

// Whether a new number says nothing new: writing it would only churn the file, or creep below the gate's limit.
bool Unchanged(const Record& record, const Record& stored) {
  if (const StoredLimit* limit = FindLimit(record.metric)) {
    return !Beyond(std::abs(record.value - stored.value), stored.value, *limit);
  }
  const double apart = std::max(record.value / stored.value, stored.value / record.value) - 1;
  return apart <= std::max(kRatioWarning, kRatioWarningSpreads * stored.spread.value_or(0));
}

std::string Unit(const Record& record) {
  if (record.metric == kTimeRatio) return "x";
  return record.metric == kAllocations ? "" : "B";
}

class Acceptor {
 public:
  Acceptor(const StoredBaseline& stored, const AcceptOptions& options) : options_(options) {
    acceptance_.baseline = stored;
  }

  absl::Status Take(Record record) {
    if (!options_.metric.empty() && record.metric != options_.metric) return absl::OkStatus();
    std::vector<Record>& records = acceptance_.baseline.records;
    const auto found = std::find_if(records.begin(), records.end(), [&](const Record& r) {
      return r.case_name == record.case_name && r.metric == record.metric && r.key == record.key;
    });
    const std::string what = record.case_name + " " + record.metric;
    if (found == records.end()) {
      acceptance_.changes.push_back(fmt::format("new      {}: {}", what, FormatAmount(record.value, Unit(record))));
      records.push_back(std::move(record));
      return absl::OkStatus();
    }
    if (Unchanged(record, *found)) return absl::OkStatus();
    const auto [was, is] = FormatAmounts(found->value, record.value, Unit(record));
    if (Worse(record, *found)) {
      if (options_.reason.empty()) {
        return absl::InvalidArgumentError(
            fmt::format("nothing was written: {} is worse than stored, {} -> {}. Say why, and for what: {} -- "
                        "--case='...' --reason='...'",
                        what, was, is, options_.accept));
      }
      record.reason = options_.reason;
    }
    acceptance_.changes.push_back(fmt::format("changed  {}: {} -> {}", what, was, is));
    *found = std::move(record);
    return absl::OkStatus();
  }

  void DropCasesOtherThan(const std::vector<std::string>& cases) {
    std::vector<Record>& records = acceptance_.baseline.records;
    std::erase_if(records, [&](const Record& record) {
      if (std::find(cases.begin(), cases.end(), record.case_name) != cases.end()) return false;
      acceptance_.changes.push_back(fmt::format("removed  {} {}: no such case", record.case_name, record.metric));
      return true;
    });
  }

  Acceptance Done(const std::string& target) && {
    acceptance_.baseline.target = target;
    return std::move(acceptance_);
  }

 private:
  const AcceptOptions& options_;
  Acceptance acceptance_;
};

absl::Status TakeCase(Acceptor& acceptor, const CaseEvidence& one, const Result& first, const Result& second) {
  const CaseEvidence* again = FindCase(second, one.case_name);
  if (again == nullptr) return Refuse(one.case_name + " was measured only once");
  for (const CaseEvidence* run : {&one, again}) {
    if (run->error) return Refuse(fmt::format("{} failed: {}", run->case_name, *run->error));
  }
  absl::StatusOr<std::vector<Record>> counted = CountedRecords(one, *again, first.environment.build_key);
  if (!counted.ok()) return counted.status();
  for (Record& record : *counted) {
    if (absl::Status status = acceptor.Take(std::move(record)); !status.ok()) return status;
  }
  const PairEvidence* a = FindPair(first, one.case_name);
  const PairEvidence* b = FindPair(second, one.case_name);
  if (a == nullptr || b == nullptr) return absl::OkStatus();
  absl::StatusOr<Record> ratio = RatioRecord(*a, *b, first.environment.time_key);
  if (!ratio.ok()) return ratio.status();
  return acceptor.Take(*std::move(ratio));
}

}  // namespace

absl::Status CheckOptions(const AcceptOptions& options) {
  try {
    static_cast<void>(std::regex(options.case_pattern));
  } catch (const std::regex_error& error) {
    return absl::InvalidArgumentError(
        fmt::format("--case={} is no regular expression: {}", options.case_pattern, error.what()));
  }
  const std::vector<std::string> metrics = StoredMetrics();
  if (!options.metric.empty() && std::find(metrics.begin(), metrics.end(), options.metric) == metrics.end()) {
    const std::string nearest = Nearest(options.metric, metrics);
    return absl::InvalidArgumentError(fmt::format("--metric={} is no stored metric{}; they are {}", options.metric,
                                                  nearest.empty() ? "" : ", did you mean " + nearest + "?",
                                                  fmt::join(metrics, ", ")));
  }
  return absl::OkStatus();
}

absl::StatusOr<Acceptance> Accept(const StoredBaseline& stored, const Result& first, const Result& second,
                                  const std::vector<std::string>& cases, const AcceptOptions& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  for (const Result* run : {&first, &second}) {
    if (!run->errors.empty()) return Refuse(run->errors.front());
  }
  if (first.environment.time_key != second.environment.time_key) {
    return Refuse("the machine changed between the two measurements");
  }
  const std::regex pattern(options.case_pattern);
  Acceptor acceptor(stored, options);
  bool any = false;
  for (const CaseEvidence& one : first.evidence.cases) {
    if (!std::regex_search(one.case_name, pattern)) continue;
    any = true;
    if (absl::Status status = TakeCase(acceptor, one, first, second); !status.ok()) return status;
  }
  if (!any) {
    const std::string nearest = Nearest(options.case_pattern, cases);
    return absl::InvalidArgumentError(fmt::format("--case={} matches no measured case{}", options.case_pattern,
                                                  nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }
  if (options.case_pattern.empty() && options.metric.empty()) acceptor.DropCasesOtherThan(cases);
  return std::move(acceptor).Done(first.target);
}

}  // namespace pawl

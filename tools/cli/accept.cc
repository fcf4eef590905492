#include "tools/cli/accept.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/accept_binary.h"
#include "tools/cli/accept_records.h"
#include "tools/cli/accept_runs.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/model/commands.h"
#include "tools/model/content_hash.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

// The metrics that a record may have.
std::vector<std::string> StoredMetrics(const std::vector<UserMetric>& counters) {
  return MetricNames(WithCounters(counters));
}

// The declarations' limits hold where nobody wrote a nearer one.
Limits WithDeclared(Limits limits, const std::vector<UserMetric>& counters) {
  limits.scopes.emplace_back();
  for (const UserMetric& counter : counters) limits.scopes.back().push_back(counter.limit);
  return limits;
}

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

const LiveEvidence* FindLive(const Result& result, const std::string& name) {
  for (const LiveEvidence& one : result.evidence.live) {
    if (one.case_name == name) return &one;
  }
  return nullptr;
}

bool HasReference(const std::string& case_name, const std::vector<std::string>& cases) {
  const auto reference = ReferenceOf(case_name);
  return reference && std::find(cases.begin(), cases.end(), *reference) != cases.end();
}

// A number beyond its limit, as people read it.
struct WorseNumber {
  std::string case_name;
  std::string text;
};

class Acceptor {
 public:
  Acceptor(const StoredBaseline& stored, const Limits& limits, const AcceptOptions& options, std::string source,
           const Result* live)
      : limits_(limits),
        options_(options),
        metrics_(WithCounters(options.counters)),
        source_(std::move(source)),
        live_(live) {
    acceptance_.baseline = stored;
  }

  void Take(Record record) {
    // The binary that a ratio's record names is what time is compared with.
    const bool binary_only = options_.metric == kTime && !record.accepted.empty();
    if (!options_.metric.empty() && record.metric != options_.metric && !binary_only) return;
    record.source = SourceOf(record);
    std::vector<Record>& records = acceptance_.baseline.records;
    const auto found = std::find_if(records.begin(), records.end(), [&](const Record& r) {
      return r.case_name == record.case_name && r.metric == record.metric && r.key == record.key;
    });
    if (binary_only && record.metric != kTime) {
      if (found != records.end()) TakeBinary(*found, record);
    } else if (found == records.end()) {
      Note("new", record, FormatAmount(record.value, Unit(record)));
      records.push_back(std::move(record));
    } else if (Unchanged(record, *found, LimitOf(record))) {
      Renew(*found, record);
    } else {
      Replace(*found, std::move(record));
    }
  }

  // What nothing in the binary or its perf_test accounts for any more.
  void DropOthers(const std::vector<std::string>& cases) {
    std::erase_if(acceptance_.baseline.records, [&](const Record& record) {
      const bool gone = std::find(cases.begin(), cases.end(), record.case_name) == cases.end();
      const bool known = FindMetric(metrics_, record.metric) != nullptr;
      const bool compared = record.metric != kTimeRatio || HasReference(record.case_name, cases);
      if (!gone && known && compared) return false;
      Note("removed", record, gone ? "no such case" : known ? "no reference any more" : "no such metric");
      return true;
    });
  }

  // Counters that the case no longer sets.
  void DropUnset(const CaseEvidence& evidence) {
    std::erase_if(acceptance_.baseline.records, [&](const Record& record) {
      const MetricInfo* metric = FindMetric(metrics_, record.metric);
      if (record.case_name != evidence.case_name || metric == nullptr || !metric->counter) return false;
      if (evidence.counters.contains(record.metric)) return false;
      if (!options_.metric.empty() && record.metric != options_.metric) return false;
      Note("removed", record, "the case no longer sets it");
      return true;
    });
  }

  // One reason for everything would be a reason for nothing: each worse number is named by its case or its metric.
  absl::Status CheckWorse(const std::string& target) const {
    const bool scoped = !options_.case_pattern.empty() || !options_.metric.empty();
    if (worse_.empty() || (scoped && !options_.reason.empty())) return absl::OkStatus();
    std::string text = "nothing was written: worse than stored are\n";
    std::vector<std::string> commands;
    for (const WorseNumber& one : worse_) {
      text += fmt::format("  {}\n", one.text);
      const std::string command = AcceptCaseCommand(target, one.case_name);
      if (commands.empty() || commands.back() != command) commands.push_back(command);
    }
    text += options_.reason.empty() ? "Say why, case by case:" : "A --reason needs a --case or a --metric:";
    for (const std::string& command : commands) text += "\n  " + command;
    return absl::InvalidArgumentError(text);
  }

  Acceptance Done(const std::string& target) && {
    acceptance_.baseline.target = target;
    return std::move(acceptance_);
  }

 private:
  std::string Unit(const Record& record) const { return FindMetric(metrics_, record.metric)->unit; }

  // The size of a library says nothing of the benchmark that links it: an edited benchmark must not end its comparison.
  std::string SourceOf(const Record& record) const { return record.metric == kBinarySize ? "" : source_; }

  const Limit& LimitOf(const Record& record) const { return *limits_.Find(record.case_name, record.metric); }

  void Note(std::string_view what, const Record& record, const std::string& text) {
    acceptance_.changes.push_back(fmt::format("{:<9}{} {}: {}", what, record.case_name, record.metric, text));
  }

  // An edited benchmark is no chance to creep below the limit: the number stays, and is said to hold for the new
  // source.
  void Renew(Record& stored, const Record& record) {
    const std::string source = SourceOf(stored);
    if (source.empty() || stored.source == source) return TakeBinary(stored, record);
    stored.source = source;
    stored.accepted = record.accepted;  // the old one runs the old benchmark
    Note(
        "renewed", stored,
        fmt::format("still {}, for the benchmark's sources as they are now", FormatAmount(stored.value, Unit(stored))));
  }

  void Replace(Record& stored, Record record) {
    const auto [was, is] = FormatAmounts(stored.value, record.value, Unit(record));
    if (Worse(record, stored, LimitOf(record))) {
      worse_.push_back({record.case_name, fmt::format("{} {}: {} -> {}", record.case_name, record.metric, was, is)});
      record.reason = options_.reason;
    } else if (record.metric == kTimeRatio) {
      CheckTime(record);
    }
    Note("changed", record, fmt::format("{} -> {}", was, is));
    // How noisy a time is says nothing of whether it is slower.
    if (record.metric == kTime) std::swap(stored.accepted, record.accepted);
    std::swap(stored, record);
    if (stored.metric == kTime) TakeBinary(stored, record);
  }

  // A slower case is a worse number, whichever record takes its binary.
  void CheckTime(Record& record) {
    const auto slower = record.accepted.empty() ? std::nullopt : SlowerThanAccepted(record.case_name, live_);
    if (!slower) return;
    worse_.push_back({record.case_name, *slower});
    record.reason = options_.reason;
  }

  void TakeBinary(Record& stored, const Record& record) {
    const bool expendable = options_.gone.contains(stored.accepted) || !options_.reason.empty();
    std::string why = WhyOldStays(stored, record, live_, expendable);
    if (!why.empty()) acceptance_.warnings.push_back(std::move(why));
    if (!TakesBinary(stored, record, live_, expendable)) return;
    stored.accepted = record.accepted;
    CheckTime(stored);
    Note("kept", stored, fmt::format("its time is compared with {} from now on", ShortHash(stored.accepted)));
  }

  const Limits& limits_;
  const AcceptOptions& options_;
  const Metrics metrics_;
  std::string source_;
  const Result* live_;
  std::vector<WorseNumber> worse_;
  Acceptance acceptance_;
};

absl::Status TakeCase(Acceptor& acceptor, const Limits& limits, const AcceptOptions& options, const CaseEvidence& one,
                      const Result& first, const Result& second) {
  const CaseEvidence* again = FindCase(second, one.case_name);
  if (again == nullptr) return Refuse(one.case_name + " was measured only once");
  for (const CaseEvidence* run : {&one, again}) {
    if (run->error) return Refuse(fmt::format("{} failed: {}", run->case_name, *run->error));
  }
  absl::StatusOr<std::vector<Record>> counted = CountedRecords(one, *again, limits, first.environment);
  if (!counted.ok()) return counted.status();
  for (Record& record : *counted) acceptor.Take(std::move(record));
  absl::StatusOr<std::vector<Record>> set = CounterRecords(one, *again, options.counters, limits, first.environment);
  if (!set.ok()) return set.status();
  for (Record& record : *set) acceptor.Take(std::move(record));
  acceptor.DropUnset(one);
  const PairEvidence* a = FindPair(first, one.case_name);
  const PairEvidence* b = FindPair(second, one.case_name);
  const bool has_ratio = a != nullptr && b != nullptr;
  if (auto noise = LiveNoiseRecord(one, *again, FindLive(first, one.case_name), FindLive(second, one.case_name),
                                   first.environment.time_key)) {
    if (!has_ratio) noise->accepted = options.binary;
    acceptor.Take(*std::move(noise));
  }
  if (!has_ratio) return absl::OkStatus();
  absl::StatusOr<Record> ratio =
      RatioRecord(*a, *b, limits.FindWritten(a->contender, kTimeRatio), first.environment.time_key);
  if (!ratio.ok()) return ratio.status();
  if (absl::Status status = CheckAgainstNoise(*ratio, limits); !status.ok()) return status;
  ratio->accepted = options.binary;
  acceptor.Take(*std::move(ratio));
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckOptions(const AcceptOptions& options) {
  try {
    static_cast<void>(std::regex(options.case_pattern));
  } catch (const std::regex_error& error) {
    return absl::InvalidArgumentError(
        fmt::format("--case={} is no regular expression: {}", options.case_pattern, error.what()));
  }
  const std::vector<std::string> metrics = StoredMetrics(options.counters);
  if (!options.metric.empty() && std::find(metrics.begin(), metrics.end(), options.metric) == metrics.end()) {
    const std::string nearest = Nearest(options.metric, metrics);
    return absl::InvalidArgumentError(fmt::format("--metric={} is no stored metric{}; they are {}", options.metric,
                                                  nearest.empty() ? "" : ", did you mean " + nearest + "?",
                                                  fmt::join(metrics, ", ")));
  }
  return absl::OkStatus();
}

absl::Status CheckFirstRun(const StoredBaseline& stored, const Result& first, const Limits& limits,
                           const AcceptOptions& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  if (!first.errors.empty()) return absl::OkStatus();
  const std::regex pattern(options.case_pattern);
  const Limits all_limits = WithDeclared(limits, options.counters);
  Acceptor acceptor(stored, all_limits, options, first.environment.source, nullptr);
  for (const CaseEvidence& one : first.evidence.cases) {
    if (!std::regex_search(one.case_name, pattern)) continue;
    if (one.error) return Refuse(fmt::format("{} failed: {}", one.case_name, *one.error));
    absl::StatusOr<std::vector<Record>> counted = CountedRecords(one, one, all_limits, first.environment);
    if (!counted.ok()) return counted.status();
    for (Record& record : *counted) acceptor.Take(std::move(record));
  }
  const absl::Status worse = acceptor.CheckWorse(first.target);
  if (worse.ok()) return worse;
  return {worse.code(),
          "of the first measurement, before any time or counter was compared: " + std::string(worse.message())};
}

absl::StatusOr<Acceptance> Accept(const StoredBaseline& stored, const Result& first, const Result& second,
                                  const std::vector<std::string>& cases, const Limits& limits,
                                  const AcceptOptions& options, const Result* live) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  if (absl::Status status = CheckRuns(first, second); !status.ok()) return status;
  const std::regex pattern(options.case_pattern);
  const Limits all_limits = WithDeclared(limits, options.counters);
  if (live != nullptr && !live->errors.empty()) return Refuse(live->errors.front());
  Acceptor acceptor(stored, all_limits, options, first.environment.source, live);
  bool any = false;
  for (const CaseEvidence& one : first.evidence.cases) {
    if (!std::regex_search(one.case_name, pattern)) continue;
    any = true;
    if (absl::Status status = TakeCase(acceptor, all_limits, options, one, first, second); !status.ok()) return status;
  }
  if (!any) {
    const std::string nearest = Nearest(options.case_pattern, cases);
    return absl::InvalidArgumentError(fmt::format("--case={} matches no measured case{}", options.case_pattern,
                                                  nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }
  if (absl::Status status = acceptor.CheckWorse(first.target); !status.ok()) return status;
  if (options.case_pattern.empty() && options.metric.empty()) acceptor.DropOthers(cases);
  return std::move(acceptor).Done(first.target);
}

}  // namespace pawl

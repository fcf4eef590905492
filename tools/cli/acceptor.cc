#include "tools/cli/acceptor.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/accept_binary.h"
#include "tools/cli/accept_records.h"
#include "tools/model/case_name.h"
#include "tools/model/commands.h"
#include "tools/model/content_hash.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

bool HasReference(const std::string& case_name, const std::vector<std::string>& cases) {
  const auto reference = ReferenceOf(case_name);
  return reference && std::find(cases.begin(), cases.end(), *reference) != cases.end();
}

}  // namespace

Acceptor::Acceptor(const StoredBaseline& stored, const Limits& limits, const AcceptOptions& options, std::string source,
                   const Result* live)
    : limits_(limits),
      options_(options),
      metrics_(WithCounters(options.counters)),
      source_(std::move(source)),
      live_(live) {
  acceptance_.baseline = stored;
}

void Acceptor::Take(Record record) {
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

void Acceptor::DropOthers(const std::vector<std::string>& cases) {
  std::erase_if(acceptance_.baseline.records, [&](const Record& record) {
    const bool gone = std::find(cases.begin(), cases.end(), record.case_name) == cases.end();
    const bool known = FindMetric(metrics_, record.metric) != nullptr;
    const bool compared = record.metric != kTimeRatio || HasReference(record.case_name, cases);
    if (!gone && known && compared) return false;
    Note("removed", record, gone ? "no such case" : known ? "no reference any more" : "no such metric");
    return true;
  });
}

void Acceptor::DropUnset(const CaseEvidence& evidence) {
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
absl::Status Acceptor::CheckWorse(const std::string& target) const {
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

Acceptance Acceptor::Done(const std::string& target) && {
  acceptance_.baseline.target = target;
  return std::move(acceptance_);
}

void Acceptor::Note(std::string_view what, const Record& record, const std::string& text) {
  acceptance_.changes.push_back(fmt::format("{:<9}{} {}: {}", what, record.case_name, record.metric, text));
}

// An edited benchmark is no chance to creep below the limit: the number stays, and is said to hold for the new source.
void Acceptor::Renew(Record& stored, const Record& record) {
  const std::string source = SourceOf(stored);
  if (source.empty() || stored.source == source) return TakeBinary(stored, record);
  stored.source = source;
  stored.accepted = record.accepted;  // the old one runs the old benchmark
  Note("renewed", stored,
       fmt::format("still {}, for the benchmark's sources as they are now", FormatAmount(stored.value, Unit(stored))));
}

void Acceptor::Replace(Record& stored, Record record) {
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
void Acceptor::CheckTime(Record& record) {
  const auto slower = record.accepted.empty() ? std::nullopt : SlowerThanAccepted(record.case_name, live_);
  if (!slower) return;
  worse_.push_back({record.case_name, *slower});
  record.reason = options_.reason;
}

void Acceptor::TakeBinary(Record& stored, const Record& record) {
  const bool expendable = options_.gone.contains(stored.accepted) || !options_.reason.empty();
  std::string why = WhyOldStays(stored, record, live_, expendable);
  if (!why.empty()) acceptance_.warnings.push_back(std::move(why));
  if (!TakesBinary(stored, record, live_, expendable)) return;
  stored.accepted = record.accepted;
  CheckTime(stored);
  Note("kept", stored, fmt::format("its time is compared with {} from now on", ShortHash(stored.accepted)));
}

}  // namespace pawl

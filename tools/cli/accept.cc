#include "tools/cli/accept.h"

#include <algorithm>
#include <regex>

#include "fmt/format.h"
#include "tools/cli/accept_records.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/model/claim.h"
#include "tools/model/format.h"

namespace pawl {
namespace {

// The metrics that a record may have.
std::vector<std::string> StoredMetrics() {
  std::vector<std::string> metrics{std::string(kTimeRatio)};
  for (const StoredLimit& limit : kStoredLimits) metrics.emplace_back(limit.metric);
  return metrics;
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

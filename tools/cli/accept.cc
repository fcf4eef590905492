#include "tools/cli/accept.h"

#include <algorithm>
#include <regex>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/accept_records.h"
#include "tools/cli/accept_runs.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/model/evidence.h"
#include "tools/model/format.h"
#include "tools/model/metric.h"
#include "tools/model/user_metric.h"

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

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/accept_records.h"
#include "tools/gate/gate.h"
#include "tools/gate/limits.h"
#include "tools/stats/rates/markdown.h"
#include "tools/stats/rates/tables.h"

namespace pawl::stats {
namespace {

constexpr char kContender[] = "recorded/impl:optimized";
constexpr char kReference[] = "recorded/impl:baseline";
constexpr char kKey[] = "recorded";

constexpr size_t kHalf = 2 * kRatioProcesses;  // What `.accept` times, twice.
constexpr size_t kAccepted = 2 * kHalf;
constexpr size_t kStride = kRatioProcesses;

using Processes = std::span<const RecordedProcess>;

// What a run over these processes would have seen of a contender that takes `factor` times as long.
PairEvidence EvidenceOf(Processes processes, double factor = 1) {
  PairEvidence pair{kContender, kReference, {}, {}, {}};
  for (const RecordedProcess& process : processes) {
    pair.log_ratios.push_back(process.log_ratio + std::log(factor));
    pair.contender_floors_ns.push_back(process.contender_floor_ns * factor);
    pair.reference_floors_ns.push_back(process.reference_floor_ns);
  }
  return pair;
}

struct Decision {
  Verdict verdict = Verdict::kError;
  size_t processes = 0;
};

// The gate's own verdict on the ratio of these processes, one more as often as it asks for one.
Decision JudgeFrom(Processes processes, const GateInput& input, double factor) {
  for (size_t count = 1;; ++count) {
    Evidence evidence;
    evidence.cases.resize(2);
    evidence.cases[0].case_name = kReference;
    evidence.cases[1].case_name = kContender;
    evidence.pairs = {EvidenceOf(processes.subspan(0, count), factor)};
    const Judgement judgement = Judge(evidence, input);
    const auto row = std::find_if(judgement.rows.begin(), judgement.rows.end(),
                                  [](const Row& one) { return one.comparison == kTimeRatio; });
    if (judgement.undecided.empty()) return {row->verdict, count};
  }
}

struct RatioOutcomes {
  int64_t refused = 0;  // `.accept` would not store what it saw.
  int64_t accepted = 0;
  int64_t tests = 0;
  int64_t regressed = 0;
  int64_t improved = 0;
  int64_t calm = 0;  // Passed before kRatioProcesses.
  size_t processes = 0;
};

// Every stored window of the recording against every disjoint later or earlier one of a contender that takes `factor`
// times as long.
void Count(Processes processes, double factor, RatioOutcomes& outcomes) {
  for (size_t stored = 0; stored + kAccepted <= processes.size(); stored += kStride) {
    const auto record = RatioRecord(EvidenceOf(processes.subspan(stored, kHalf)),
                                    EvidenceOf(processes.subspan(stored + kHalf, kHalf)), nullptr, kKey);
    if (!record.ok()) {
      ++outcomes.refused;
      continue;
    }
    ++outcomes.accepted;
    GateInput input;
    input.baseline = StoredBaseline{"//recorded", {*record}};
    input.cases = {kReference, kContender};
    input.gated = {kContender};
    input.time_key = kKey;
    for (size_t now = 0; now + kRatioSuspicionProcesses <= processes.size(); now += kStride) {
      if (now + kRatioSuspicionProcesses > stored && now < stored + kAccepted) continue;
      const Decision decision = JudgeFrom(processes.subspan(now), input, factor);
      ++outcomes.tests;
      outcomes.regressed += decision.verdict == Verdict::kRegressed;
      outcomes.improved += decision.verdict == Verdict::kImproved;
      outcomes.calm += decision.verdict == Verdict::kOk && decision.processes < kRatioProcesses;
      outcomes.processes += decision.processes;
    }
  }
}

struct Change {
  std::string name;
  double factor;
};
const Change kChanges[] = {{"none", 1}, {"+30 %", 1.3}, {"+50 %", 1.5}, {"x 2", 2}, {"-40 %", 0.6}};

// A row for each change, or one that says why the recording can't be used.
std::vector<std::vector<std::string>> SourceRows(const TwoImplementations& source) {
  size_t shortest = source.recording.begin()->second.size();
  for (const auto& [benchmark, processes] : source.recording) shortest = std::min(shortest, processes.size());
  const size_t needed = kAccepted + kRatioSuspicionProcesses;
  if (shortest < needed) {
    const std::string why = fmt::format("too short: {} processes, it takes {}", shortest, needed);
    return {{source.name, why, "-", "-", "-", "-", "-", "-"}};
  }
  std::vector<std::vector<std::string>> rows;
  for (const Change& change : kChanges) {
    RatioOutcomes all;
    for (const auto& [benchmark, processes] : source.recording) Count(processes, change.factor, all);
    if (all.tests == 0) return {{source.name, "nothing could be accepted", "-", "-", "-", "-", "-", "-"}};
    const double mean = static_cast<double>(all.processes) / static_cast<double>(all.tests);
    rows.push_back({source.name, change.name, fmt::format("{}", all.tests), Share(all.regressed, all.tests),
                    Share(all.improved, all.tests), Share(all.calm, all.tests), fmt::format("{:.0f}", mean),
                    Share(all.refused, all.refused + all.accepted)});
  }
  return rows;
}

}  // namespace

std::string StoredRatio(const std::vector<TwoImplementations>& sources) {
  std::vector<std::vector<std::string>> rows;
  for (const TwoImplementations& source : sources) {
    for (std::vector<std::string>& row : SourceRows(source)) rows.push_back(std::move(row));
  }
  return fmt::format(
             "### The stored ratio of floors\n\nAccepted over {} processes of the recording as `.accept` does it, then "
             "judged by the gate from every {}th process on that is not among them: `ok` over {} processes when calm, "
             "otherwise over {}, and {} on suspicion; fails beyond {:g} % or {:g} x the recorded spread. A change is "
             "the recording, shifted. Windows overlap.\n\n",
             kAccepted, kStride, kRatioCalmProcesses, kRatioProcesses, kRatioSuspicionProcesses,
             Limits().Find("", kTimeRatio)->relative * 100, kRatioFailureSpreads) +
         MarkdownTable(
             {"recording", "true change", "tests", "regressed", "improved",
              fmt::format("`ok` before {} processes", kRatioProcesses), "mean processes", "`.accept` refused"},
             rows);
}

}  // namespace pawl::stats

#include <algorithm>
#include <set>
#include <span>

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

PairEvidence EvidenceOf(Processes processes) {
  PairEvidence pair{kContender, kReference, {}, {}, {}};
  for (const RecordedProcess& process : processes) {
    pair.log_ratios.push_back(process.log_ratio);
    pair.contender_floors_ns.push_back(process.contender_floor_ns);
    pair.reference_floors_ns.push_back(process.reference_floor_ns);
  }
  return pair;
}

// The gate's own verdict on the ratio of processes from 'begin' on, more of them while it asks for more.
Verdict JudgeFrom(Processes processes, size_t begin, const GateInput& input) {
  for (size_t count = kRatioProcesses;; count += kRatioProcesses) {
    Evidence evidence;
    evidence.cases.resize(2);
    evidence.cases[0].case_name = kReference;
    evidence.cases[1].case_name = kContender;
    evidence.pairs = {EvidenceOf(processes.subspan(begin, count))};
    const Judgement judgement = Judge(evidence, input);
    const auto row = std::find_if(judgement.rows.begin(), judgement.rows.end(),
                                  [](const Row& one) { return one.comparison == kTimeRatio; });
    if (judgement.undecided.empty()) return row->verdict;
  }
}

struct RatioOutcomes {
  int64_t refused = 0;  // `.accept` would not store what it saw.
  int64_t accepted = 0;
  int64_t tests = 0;
  int64_t regressed = 0;
  int64_t improved = 0;
};

// Every stored window of the recording against every disjoint later or earlier one.
void Count(Processes processes, RatioOutcomes& outcomes) {
  for (size_t stored = 0; stored + kAccepted <= processes.size(); stored += kStride) {
    const auto record = RatioRecord(EvidenceOf(processes.subspan(stored, kHalf)),
                                    EvidenceOf(processes.subspan(stored + kHalf, kHalf)), kKey);
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
      const Verdict verdict = JudgeFrom(processes, now, input);
      ++outcomes.tests;
      outcomes.regressed += verdict == Verdict::kRegressed;
      outcomes.improved += verdict == Verdict::kImproved;
    }
  }
}

std::vector<std::string> SourceRow(const TwoImplementations& source) {
  RatioOutcomes all;
  size_t shortest = source.recording.begin()->second.size();
  for (const auto& [benchmark, processes] : source.recording) {
    shortest = std::min(shortest, processes.size());
    Count(processes, all);
  }
  const size_t needed = kAccepted + kRatioSuspicionProcesses;
  if (all.tests == 0) {
    const std::string why = all.refused > 0 ? "nothing could be accepted"
                                            : fmt::format("too short: {} processes, it takes {}", shortest, needed);
    return {source.name, why, "-", "-", "-"};
  }
  return {source.name, fmt::format("{}", all.tests), Share(all.regressed, all.tests), Share(all.improved, all.tests),
          Share(all.refused, all.refused + all.accepted)};
}

}  // namespace

std::string StoredRatio(const std::vector<TwoImplementations>& sources) {
  std::vector<std::vector<std::string>> rows;
  for (const TwoImplementations& source : sources) rows.push_back(SourceRow(source));
  return fmt::format(
             "### The stored ratio of floors\n\nAccepted over {} processes of the recording as `.accept` does it, then "
             "judged by the gate over every {} ({} on suspicion) processes that are not among them: fails beyond {:g} "
             "% "
             "or {:g} x the recorded spread. Windows overlap.\n\n",
             kAccepted, kRatioProcesses, kRatioSuspicionProcesses, Limits().Find("", kTimeRatio)->relative * 100,
             kRatioFailureSpreads) +
         MarkdownTable({"recording", "tests", "regressed", "improved", "`.accept` refused"}, rows);
}

}  // namespace pawl::stats

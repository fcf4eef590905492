#include "tools/cli/comparison.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/environment.h"
#include "tools/cli/plan_input.h"
#include "tools/gate/limits.h"
#include "tools/gate/policy.h"
#include "tools/gate/work.h"
#include "tools/model/format.h"
#include "tools/runner/machine.h"
#include "tools/runner/measurement.h"
#include "tools/stats/evidence.h"
#include "tools/stats/pair_test.h"
#include "tools/stats/times.h"

namespace pawl {
namespace {

constexpr char kComputesOther[] = "does not compute the same as before";
constexpr char kFineLimit[] = "time theta 0.5% margin 2%";

std::vector<Group> Alone(const std::vector<std::string>& cases) {
  std::vector<Group> groups;
  for (const std::string& name : cases) groups.push_back({name});
  return groups;
}

std::map<std::string, CaseEvidence> EvidenceOf(const Measurement& measurement) {
  std::map<std::string, CaseEvidence> by_case;
  for (CaseEvidence& one : stats::BuildEvidence(measurement.Samples(), {}).cases) {
    by_case[one.case_name] = std::move(one);
  }
  return by_case;
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "allocations 1 → 2 (+100 %)"; empty if both sides counted the same, or one did not.
std::string Counts(const CaseEvidence& before, const CaseEvidence& now, std::string_view metric,
                   const std::string& unit) {
  const std::optional<CountedRange> a = Counted(before, metric);
  const std::optional<CountedRange> b = Counted(now, metric);
  if (!a || !b || (a->smallest <= b->largest && b->smallest <= a->largest)) return "";
  const auto [from, to] = FormatAmounts(a->largest, b->largest, unit);
  const std::string change = FormatPercentChange(a->largest, b->largest);
  return fmt::format("{} {} → {}{}", metric, from, to, change == kNoNumber ? "" : " (" + change + ")");
}

std::string WhatDiffers(const CaseEvidence& before, const CaseEvidence& now) {
  std::vector<std::string> texts = {Counts(before, now, kAllocations, ""), Counts(before, now, kAllocatedBytes, "B"),
                                    Counts(before, now, kPeakBytes, "B"), Counts(before, now, kInstructions, "")};
  std::erase(texts, "");
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

Limit ComparisonLimit(bool fine) {
  if (!fine) return *Limits().Find("", kTime);
  Limit limit = *ParseLimit(kFineLimit);
  limit.origin = "--fine";
  return limit;
}

Comparison::Comparison(const Plan& plan, const Against& sides, ComparisonOptions options)
    : plan_(plan), sides_(sides), options_(std::move(options)), run_(sides, options_.seed), result_(StartResult(plan)) {
  result_.seed = options_.seed;
  result_.filter = options_.filter;
  result_.against = options_.against;
}

absl::Status Comparison::Open() {
  options_.progress("counting allocations");
  if (absl::Status status = CountSides(); !status.ok()) return status;
  std::vector<CaseSamples> samples;
  for (const std::string& name : cases_) {
    CaseSamples& one = samples.emplace_back();
    one.case_name = name;
    one.working_set_bytes = working_sets_.at(name);
  }
  if (absl::Status status = run_.Open(samples, result_.warnings); !status.ok()) return status;
  for (const std::string& name : cases_) {
    wanted_[name] = {kAcceptedSide, kContenderSide};
    rows_[name] = JudgeLive({.case_name = name, .identical = sides_.identical}, InputOf(name, false)).row;
  }
  return absl::OkStatus();
}

// Learns the cases of both sides, divides them into those of both and those of one, and counts the former.
absl::Status Comparison::CountSides() {
  Measurement contender(*sides_.contender, options_.seed);
  if (absl::Status status = contender.Open(/*require_optimized=*/true); !status.ok()) return status;
  Measurement before(*sides_.accepted, options_.seed);
  if (absl::Status status = before.Open(/*require_optimized=*/true); !status.ok()) {
    return {status.code(), fmt::format("{} binary: {}", sides_.name, std::string(status.message()))};
  }
  const Machine machine = ReadMachine();
  result_.environment = DescribeEnvironment(plan_, contender.Facts(), machine);
  result_.warnings.insert(result_.warnings.end(), machine.warnings.begin(), machine.warnings.end());
  for (const char* fact : {"compiler", "library", "architecture", "benchmark"}) {
    const auto a = before.Facts().find(fact);
    const auto b = contender.Facts().find(fact);
    if (a == before.Facts().end() || b == contender.Facts().end() || a->second == b->second) continue;
    result_.warnings.push_back(
        fmt::format("the builds differ in more than the code: {} {} → {}", fact, a->second, b->second));
  }
  if (absl::Status status = Choose(NamesOf(before.Cases()), NamesOf(contender.Cases())); !status.ok()) return status;
  contender.Select(Alone(cases_));
  before.Select(Alone(cases_));
  contender.CheckAnswers();
  if (!sides_.identical) CompareAnswers(contender.Answers(), before.Answers());
  contender.CountAllocations();
  before.CountAllocations();
  for (const CaseSamples& one : contender.Samples()) working_sets_[one.case_name] = one.working_set_bytes;
  now_ = EvidenceOf(contender);
  before_ = EvidenceOf(before);
  for (const auto& [side, evidence] : {std::pair(std::string("contender"), &now_), std::pair(sides_.name, &before_)}) {
    for (const auto& [name, one] : *evidence) {
      if (one.error) Fail(name, fmt::format("{} binary: {}", side, *one.error));
    }
  }
  return absl::OkStatus();
}

void Comparison::CompareAnswers(const std::map<std::string, std::string>& now,
                                const std::map<std::string, std::string>& before) {
  for (const auto& [name, answer] : now) {
    const auto old = before.find(name);
    const std::string difference = old == before.end() ? "" : AnswerDifference(answer, old->second);
    if (difference.empty()) continue;
    result_.warnings.push_back(fmt::format("{}: the builds do not compute the same: {}", name, difference));
    computes_other_.insert(name);
  }
}

void Comparison::Fail(const std::string& case_name, const std::string& why) {
  Row row;
  row.case_name = case_name;
  row.comparison = std::string(kTime);
  row.verdict = Verdict::kError;
  row.reason = why;
  set_aside_.push_back(std::move(row));
  std::erase(cases_, case_name);
}

absl::Status Comparison::Choose(const std::vector<std::string>& before, const std::vector<std::string>& now) {
  std::vector<std::string> all = now;
  for (const std::string& name : before) {
    if (!Contains(now, name)) all.push_back(name);
  }
  const absl::StatusOr<Selection> selection = Select(plan_, all, options_.scope, options_.filter);
  if (!selection.ok()) return selection.status();
  for (const std::string& name : all) {
    if (!selection->judged.contains(name)) continue;
    const bool in_both = Contains(before, name) && Contains(now, name);
    if (in_both) {
      cases_.push_back(name);
    } else {
      ListOneSided(name, Contains(now, name));
    }
  }
  if (!cases_.empty()) return absl::OkStatus();
  return absl::NotFoundError(fmt::format(
      "{}: the two builds have no case in common: is the other one a build of this benchmark, and not of another?",
      plan_.target));
}

void Comparison::ListOneSided(const std::string& case_name, bool in_contender) {
  Row row;
  row.case_name = case_name;
  row.comparison = std::string(kTime);
  row.verdict = in_contender ? Verdict::kNew : Verdict::kMissing;
  row.reason = in_contender ? fmt::format("only in the contender, not in {}", options_.against)
                            : fmt::format("only in {}, not in the contender", options_.against);
  row.allowed = "compare, which lists what only one build has";
  set_aside_.push_back(std::move(row));
}

LiveInput Comparison::InputOf(const std::string& case_name, bool final) const {
  LiveInput input;
  input.limit = options_.limit;
  input.symmetric = true;
  input.max_pairs = options_.max_pairs;
  input.final = final;
  input.same_work = options_.fine || !worked_.contains(case_name) ||
                    CompareWork(now_.at(case_name), before_.at(case_name)) != Work::kDifferent;
  return input;
}

int Comparison::PairsAhead() const {
  const int cap = options_.max_pairs.value_or(stats::PairTestOptions().max_pairs);
  int ahead = 0;
  for (const LiveEvidence& live : run_.Evidence()) {
    if (!wanted_.contains(live.case_name)) continue;
    ahead = std::max(ahead, std::max(1, cap - static_cast<int>(live.log_ratios.size())));
  }
  return ahead;
}

absl::StatusOr<std::vector<DecidedCase>> Comparison::Step() {
  if (absl::Status status = run_.TimeOneGroup(wanted_); !status.ok()) return status;
  std::vector<DecidedCase> decided;
  for (const LiveEvidence& live : run_.Evidence()) {
    if (!wanted_.contains(live.case_name)) continue;
    LiveJudgement judged = JudgeLive(live, InputOf(live.case_name, false));
    // The first suspicion says that the case is worth an instrument's seconds.
    const bool suspect = judged.wanted.empty()
                             ? judged.row.verdict == Verdict::kRegressed || judged.row.verdict == Verdict::kImproved
                             : judged.wanted.contains(kSecondCopySide);
    if (suspect && !worked_.contains(live.case_name)) {
      CountWork(live.case_name);
      judged = JudgeLive(live, InputOf(live.case_name, false));
    }
    if (judged.wanted.empty()) {
      wanted_.erase(live.case_name);
      judged = JudgeLive(live, InputOf(live.case_name, true));
      Explain(judged.row);
      decided.push_back({judged.row, static_cast<int>(live.log_ratios.size())});
    } else {
      wanted_[live.case_name] = std::move(judged.wanted);
    }
    rows_[live.case_name] = std::move(judged.row);
  }
  return decided;
}

void Comparison::CountWork(const std::string& case_name) {
  worked_.insert(case_name);
  options_.progress("counting instructions of " + case_name);
  for (const auto& [factory, evidence] : {std::pair(sides_.contender, &now_), std::pair(sides_.accepted, &before_)}) {
    Measurement measurement(*factory, options_.seed);
    if (!measurement.Open(/*require_optimized=*/true).ok()) continue;  // it timed a moment ago: its counts stay unknown
    measurement.Select({{case_name}});
    measurement.CountAllocations();
    measurement.CountInstructions();
    (*evidence)[case_name] = EvidenceOf(measurement).at(case_name);
  }
}

// What the counts of both sides say beside the time.
void Comparison::Explain(Row& row) const {
  if (row.verdict == Verdict::kError) return;
  std::string differs = WhatDiffers(before_.at(row.case_name), now_.at(row.case_name));
  if (computes_other_.contains(row.case_name))
    differs += differs.empty() ? kComputesOther : fmt::format("; {}", kComputesOther);
  if (!differs.empty()) row.reason += (row.reason.empty() ? "" : "; ") + differs;
}

Result Comparison::Known(const std::string& why) const {
  Result result = result_;
  result.rows = set_aside_;
  for (const LiveEvidence& live : run_.Evidence()) {
    Row row = rows_.at(live.case_name);
    if (wanted_.contains(live.case_name)) {
      row = JudgeLive(live, InputOf(live.case_name, true)).row;
      if (row.verdict != Verdict::kError) row.reason = fmt::format("{}, after {} pairs", why, live.log_ratios.size());
      Explain(row);
    }
    result.rows.push_back(std::move(row));
    result.evidence.cases.push_back(now_.at(live.case_name));
    result.evidence.live.push_back(live);
  }
  ApplyPolicy({.ratchet = options_.ratchet, .strict = options_.strict}, {}, result.rows);
  SortWorstFirst(result.rows);
  result.evidence.schedule = run_.Schedule();
  stats::AddLiveTimes(run_.Samples(), result.evidence.live);
  for (const LaneSamples& lane : run_.Samples()) {
    for (const std::string& warning : lane.warnings) result.warnings.push_back(lane.name + ": " + warning);
  }
  result.measured_s = run_.measured_s();
  for (const GroupSchedule& group : run_.Schedule()) result.processes += static_cast<int>(group.start_order.size());
  result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  return result;
}

}  // namespace pawl

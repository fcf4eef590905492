#include "tools/gate/gate.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "fmt/format.h"
#include "tools/gate/anchor.h"
#include "tools/gate/claims.h"
#include "tools/gate/counters.h"
#include "tools/gate/crossover.h"
#include "tools/gate/error_budget.h"
#include "tools/gate/live.h"
#include "tools/gate/lookup.h"
#include "tools/gate/moved_reference.h"
#include "tools/gate/renames.h"
#include "tools/gate/required.h"
#include "tools/gate/same_work.h"
#include "tools/gate/slack.h"
#include "tools/gate/stored.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

// One row says why a case could not be judged; repeating it for each of its comparisons would bury it.
Row ErrorRow(const CaseEvidence& evidence) {
  Row row;
  row.case_name = evidence.case_name;
  row.comparison = evidence.size ? evidence.size->metric : "run";
  row.verdict = Verdict::kError;
  row.reason = *evidence.error;
  return row;
}

const PairEvidence* PairWithReference(const Lookup& lookup, const std::string& contender) {
  const auto reference = ReferenceOf(contender);
  return reference ? lookup.Pair(contender, *reference) : nullptr;
}

bool Failed(const Lookup& lookup, const std::string& case_name) {
  const CaseEvidence* evidence = lookup.Case(case_name);
  return evidence != nullptr && evidence->error.has_value();
}

Row JudgeLiveCase(const LiveEvidence& live, const CaseEvidence& one, int boundaries, const GateInput& input,
                  const Lookup& lookup, Judgement& judgement) {
  LiveInput live_input;
  live_input.limit = *input.limits.Find(one.case_name, kTime);
  live_input.red_boundaries = boundaries;
  const Record* accepted = lookup.Stored(one.case_name, kTime, input.time_key);
  if (accepted != nullptr) live_input.recorded_spread = accepted->spread;
  live_input.same_work = CompareWork(one, input, lookup) != Work::kDifferent;
  const auto binary = input.accepted.find(one.case_name);
  if (binary != input.accepted.end()) live_input.accepted = binary->second.hash;
  live_input.out_of_time = input.out_of_time;
  live_input.final = input.final;
  LiveJudgement judged = JudgeLive(live, live_input);
  // The accepted binary holds the old benchmark: a difference in time may be one of the work that is asked for. One
  // that holds another is not timed at all; of a build that somebody named, only the stored noise tells.
  const bool named = binary == input.accepted.end();
  const auto changed = !named || accepted == nullptr ? std::nullopt : BenchmarkChanged(*accepted, input);
  if (changed && judged.row.verdict != Verdict::kError) {
    judged.row.verdict = Verdict::kIncomparable;
    judged.row.reason = *changed;
    judged.wanted.clear();
  }
  if (binary != input.accepted.end()) judged.row.stored_origin = binary->second.origin;
  if (!judged.wanted.empty()) judgement.undecided_live[one.case_name] = std::move(judged.wanted);
  return std::move(judged.row);
}

// Whether live pairs have told, or may still tell, so that the stored ratio, which is coarse, has nothing to add.
bool Tells(const Row& live, const Judgement& judgement) {
  return live.verdict != Verdict::kUnstable || judgement.undecided_live.contains(live.case_name);
}

// The rows of one case but those of its claims.
std::vector<Row> JudgeCase(const CaseEvidence& one, int boundaries, const GateInput& input, const Lookup& lookup,
                           Judgement& judgement) {
  if (one.error) return {ErrorRow(one)};
  if (input.claims_only.contains(one.case_name)) return {};
  const LiveEvidence* live = lookup.Live(one.case_name);
  std::optional<Row> live_row;
  if (live != nullptr) live_row = JudgeLiveCase(*live, one, boundaries, input, lookup, judgement);
  const bool told = live_row && Tells(*live_row, judgement);
  const PairEvidence* pair = told ? nullptr : PairWithReference(lookup, one.case_name);
  const bool reference_failed = pair != nullptr && Failed(lookup, pair->reference);
  std::vector<Row> rows = JudgeStored(one, reference_failed ? nullptr : pair, input, lookup, judgement.undecided);
  for (Row& row : JudgeCounters(one, input, lookup, judgement.undecided)) rows.push_back(std::move(row));
  const auto accepted = input.accepted.find(one.case_name);
  if (!live_row && accepted != input.accepted.end()) {
    live_row = NotLiveRow(one.case_name, accepted->second, *input.limits.Find(one.case_name, kTime));
  }
  if (live_row && !told) {
    for (Row& row : rows) {
      if (row.comparison == kTimeRatio) row.level += ", in place of live pairs";
    }
  }
  if (live_row) rows.push_back(*std::move(live_row));
  if (reference_failed) {
    Row row;
    row.case_name = one.case_name;
    row.comparison = std::string(kTimeRatio);
    row.verdict = Verdict::kError;
    row.reason = "its reference " + pair->reference + " failed";
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

const std::string& CountedKey(const GateInput& input, std::string_view metric) {
  return metric == kInstructions ? input.instruction_key : input.build_key;
}

std::vector<std::pair<std::string, std::string>> PairsToTime(const std::set<std::string>& gated,
                                                             const std::vector<std::string>& cases,
                                                             const std::vector<Claim>& claims) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::set<std::pair<std::string, std::string>> seen;
  const std::set<std::string_view> existing(cases.begin(), cases.end());
  const auto add = [&](const std::string& contender, const std::string& reference) {
    if (existing.contains(reference) && seen.insert({contender, reference}).second)
      pairs.push_back({contender, reference});
  };
  for (const std::string& name : cases) {
    if (!gated.contains(name)) continue;
    if (const auto reference = ReferenceOf(name)) add(name, *reference);
  }
  for (const Claim& claim : claims) {
    if (gated.contains(claim.case_name) && claim.metric == kTime) add(claim.case_name, claim.reference);
  }
  return pairs;
}

absl::Status CheckClaims(const std::vector<Claim>& claims, const std::vector<std::string>& cases) {
  const std::set<std::string_view> existing(cases.begin(), cases.end());
  for (const Claim& claim : claims) {
    for (const std::string& name : {claim.case_name, claim.reference}) {
      if (name.empty() || existing.contains(name)) continue;
      const std::string nearest = Nearest(name, cases);
      return absl::InvalidArgumentError(
          fmt::format("{}: claim \"{}\" speaks of the case {}, which the benchmark does not have{} `bazel run` of the "
                      "perf_test's .bin with `-- --benchmark_list_tests` lists its cases",
                      claim.origin, claim.text, name, nearest.empty() ? "." : "; did you mean " + nearest + "?"));
    }
  }
  return absl::OkStatus();
}

Judgement Judge(const Evidence& evidence, const GateInput& input) {
  const Lookup lookup(evidence, input);
  Judgement judgement;
  std::map<std::string, int> time_claims;
  for (const Claim& claim : input.claims) time_claims[claim.case_name] += claim.metric == kTime ? 1 : 0;
  const auto boundaries = [&](const std::string& case_name) {
    // Also where the accepted binary was lost on the way: how many there are is not for what was seen to decide.
    const bool live = lookup.Live(case_name) != nullptr || input.accepted.contains(case_name);
    return RedBoundaries(live, time_claims[case_name]);
  };
  for (const CaseEvidence& one : evidence.cases) {
    if (!input.gated.contains(one.case_name)) continue;
    for (Row& row : JudgeCase(one, boundaries(one.case_name), input, lookup, judgement)) {
      judgement.rows.push_back(std::move(row));
    }
  }
  for (const Claim& claim : input.claims) {
    if (!input.gated.contains(claim.case_name)) continue;
    judgement.rows.push_back(JudgeClaim(claim, boundaries(claim.case_name), lookup, input, judgement.undecided));
  }
  for (Row& row : AnchorRows(evidence, input, judgement.undecided)) judgement.rows.push_back(std::move(row));
  if (!input.filtered) {
    for (Row& row : MissingRows(input, lookup)) judgement.rows.push_back(std::move(row));
  }
  SuggestRenames(input, judgement.rows);
  NoteMovedReferences(judgement.rows);
  SizeNotes sizes = NotesOnSlowerSizes(evidence);
  judgement.notes = std::move(sizes.sentences);
  judgement.crossovers = std::move(sizes.crossovers);
  for (std::string& note : NotesOnSlackClaims(input.claims, judgement.rows)) judgement.notes.push_back(std::move(note));
  if (!input.filtered) {
    for (std::string& note : NotesOnLostAnchors(input)) judgement.notes.push_back(std::move(note));
  }
  ApplyPolicy(input.policy, input.claims, judgement.rows);
  for (Row& row : UncomparedRequirements(input, judgement.rows)) judgement.rows.push_back(std::move(row));
  SortWorstFirst(judgement.rows);
  return judgement;
}

}  // namespace pawl

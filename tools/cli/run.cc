#include "tools/cli/run.h"

#include <algorithm>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/baseline_files.h"
#include "tools/cli/budget.h"
#include "tools/cli/cost.h"
#include "tools/cli/environment.h"
#include "tools/cli/files.h"
#include "tools/cli/instructions.h"
#include "tools/cli/plan_input.h"
#include "tools/cli/source_hash.h"
#include "tools/gate/gate.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/runner/machine.h"
#include "tools/stats/evidence.h"
#include "tools/stats/growth.h"
#include "tools/stats/times.h"

namespace pawl {
namespace {

using Clock = std::chrono::steady_clock;
using Pairs = std::vector<std::pair<std::string, std::string>>;

// Cases without a pair are timed only to be shown: enough processes for a floor that a second run would find again.
constexpr int kShownProcesses = 8;
// A gate times them, too: only running a case for long shows that it crashes late, or that its work was optimised away.
constexpr int kGatedProcesses = 1;

absl::Status LoadBaseline(const Plan& plan, GateInput& input) {
  input.baseline_path = plan.baseline_file;
  const absl::StatusOr<std::string> text = ReadFile(plan.baseline_file);
  if (absl::IsNotFound(text.status())) return absl::OkStatus();  // judged as `new`, with the command that creates it
  if (!text.ok()) return text.status();
  absl::StatusOr<StoredBaseline> baseline = ParseStoredBaseline(*text, plan.baseline_file, plan.AcceptCommand());
  if (!baseline.ok()) return baseline.status();
  input.baseline = *std::move(baseline);
  return absl::OkStatus();
}

absl::Status LoadAnchor(const Plan& plan, GateInput& input) {
  input.anchor_path = AnchorPath(plan.baseline_file);
  const absl::StatusOr<std::string> text = ReadFile(input.anchor_path);
  if (absl::IsNotFound(text.status())) return absl::OkStatus();  // no release was pinned
  if (!text.ok()) return text.status();
  absl::StatusOr<StoredBaseline> anchor =
      ParseStoredBaseline(*text, input.anchor_path, plan.AcceptCommand() + " -- --anchor");
  if (!anchor.ok()) return anchor.status();
  input.anchor = *std::move(anchor);
  return absl::OkStatus();
}

// Everything to measure: the judged cases and whatever they are compared with.
std::vector<std::string> ToMeasure(const GateInput& input, const std::vector<std::string>& runnable,
                                   const Pairs& pairs) {
  std::set<std::string> wanted = input.gated;
  for (const auto& [contender, reference] : pairs) wanted.insert(reference);
  for (const Claim& claim : input.claims) {
    if (input.gated.contains(claim.case_name) && !claim.reference.empty()) wanted.insert(claim.reference);
  }
  std::vector<std::string> ordered;
  for (const std::string& name : runnable) {
    if (wanted.contains(name)) ordered.push_back(name);
  }
  return ordered;
}

bool AllFailed(const Group& group, const Evidence& evidence) {
  return std::all_of(evidence.cases.begin(), evidence.cases.end(), [&](const CaseEvidence& one) {
    return one.error || std::find(group.begin(), group.end(), one.case_name) == group.end();
  });
}

// The groups that another process could help: those of undecided pairs, and all while there are too few processes, but
// never those whose every case has failed.
std::set<size_t> GroupsToTime(const std::vector<Group>& groups, const Judgement& judgement, const Evidence& evidence,
                              int processes, int min_processes) {
  std::set<size_t> wanted;
  for (size_t i = 0; i < groups.size(); ++i) {
    for (const auto& [contender, reference] : judgement.undecided) {
      if (std::find(groups[i].begin(), groups[i].end(), contender) != groups[i].end()) wanted.insert(i);
    }
    if (processes < min_processes && !AllFailed(groups[i], evidence)) wanted.insert(i);
  }
  return wanted;
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class PlanRun {
 public:
  PlanRun(const Plan& plan, const RunOptions& options, WorkerFactory& factory)
      : plan_(plan),
        options_(options),
        measurement_(factory, options.seed),
        live_(options.seed),
        result_(StartResult(plan)) {
    if (options.scope == Scope::kSweep) measurement_.MeasureSlowCases();
  }

  Result Run() {
    const auto start = Clock::now();
    result_.seed = options_.seed;
    result_.filter = options_.filter;
    if (absl::Status status = Measure(); !status.ok()) result_.errors.emplace_back(status.message());
    for (std::string& warning : WarningsOnAbsent(input_.accepted, plan_.AcceptCommand())) {
      result_.warnings.push_back(std::move(warning));
    }
    result_.processes = measurement_.processes();
    result_.measured_s = measurement_.measured_s() + live_.measured_s();
    result_.wall_s = SecondsSince(start);
    result_.notes.insert(result_.notes.end(), notes_.begin(), notes_.end());
    const std::string cost = CostNote(measurement_.Samples(), live_.Samples(), phases_);
    if (!cost.empty()) result_.notes.push_back(cost);
    if (const std::string hidden = HiddenFeatures(measurement_.Facts(), measurement_.InstructionFacts());
        !hidden.empty()) {
      result_.notes.push_back("instructions: " + hidden);
    }
    return result_;
  }

  Profiles InstructionProfiles() const {
    return ProfilesOf(measurement_.Samples(), plan_.target, measurement_.Facts(), measurement_.InstructionFacts());
  }

 private:
  absl::Status Measure() {
    // Before anything costs time: what is wrong with the files is known without measuring.
    absl::StatusOr<GateInput> input = ParseInput(plan_);
    if (!input.ok()) return Usage(input.status());
    input_ = *std::move(input);
    input_.policy.strict.insert(options_.strict.begin(), options_.strict.end());
    input_.policy.ratchet |= options_.ratchet;
    metrics_ = WithCounters(input_.counters);
    if (absl::Status status = LoadBaseline(plan_, input_); !status.ok()) return status;
    if (absl::Status status = LoadAnchor(plan_, input_); !status.ok()) return status;
    std::optional<MeasuringLock> lock;
    if (options_.alone) {
      auto acquired =
          MeasuringLock::Acquire([] { fmt::print(stderr, "waiting: another run is measuring on this machine\n"); });
      if (!acquired.ok()) return acquired.status();
      lock.emplace(*std::move(acquired));
    }
    if (absl::Status status = measurement_.Open(/*require_optimized=*/true); !status.ok()) return status;
    const Machine machine = ReadMachine();
    result_.environment = DescribeEnvironment(plan_, measurement_.Facts(), machine);
    absl::StatusOr<std::string> source = HashSources(plan_.sources);
    if (!source.ok()) return source.status();
    result_.environment.source = *std::move(source);
    if (options_.strict_environment && !machine.warnings.empty()) {
      return absl::FailedPreconditionError(
          fmt::format("--strict-env refuses to measure here: {}", fmt::join(machine.warnings, "; ")));
    }
    result_.warnings = machine.warnings;
    if (absl::Status status = Prepare(); !status.ok()) return status;
    if (!result_.idle.empty()) return absl::OkStatus();
    const auto counting = Clock::now();
    CheckAndCount();
    phases_.counting_s = SecondsSince(counting);
    const auto timing = Clock::now();
    absl::Status timed = OpenLive();
    timed = timed.ok() ? TimeUntilDecided() : Interrupted(std::move(timed));
    phases_.timing_s = SecondsSince(timing);
    if (!timed.ok()) return timed;
    return CheckSetCounters();
  }

  // The smoke test sees all cases, where this run is split: one of the others may set a counter.
  absl::Status CheckSetCounters() {
    if (!input_.left_out.empty()) return absl::OkStatus();
    std::set<std::string> set;
    for (const CaseEvidence& one : result_.evidence.cases) {
      if (one.size) continue;
      if (one.error || !one.time) return absl::OkStatus();  // it may have been the one that sets it
      for (const auto& [name, counter] : one.counters) set.insert(name);
    }
    absl::Status status = CheckCounters(set, input_);
    return status.ok() ? status : Usage(status);
  }

  absl::Status OpenLive() {
    if (!options_.against && !options_.open_accepted) return absl::OkStatus();
    std::vector<CaseSamples> judged = measurement_.Samples();
    std::erase_if(judged, [&](const CaseSamples& one) {
      return one.error || !input_.gated.contains(one.case_name) || input_.claims_only.contains(one.case_name);
    });
    if (options_.against) return live_.OpenNamed(*options_.against, judged, result_.warnings);
    input_.accepted = FindAccepted(input_);
    const std::string never =
        plan_.other_files.empty() ? "" : fmt::format("it also reads or runs {}", plan_.other_files.front());
    std::string note = NoteOnUnaccepted(input_, plan_.AcceptCommand(), never);
    if (!note.empty()) notes_.push_back(std::move(note));
    options_.progress("comparing with the accepted binaries");
    return live_.OpenAccepted(options_.open_accepted, judged, input_.accepted);
  }

  absl::Status Usage(absl::Status status) {
    result_.errors_are_usage = true;
    return status;
  }

  absl::Status Prepare() {
    input_.cases = runnable_ = NamesOf(measurement_.Cases());
    if (absl::Status status = AddSized(plan_, measurement_.Sizes(), input_); !status.ok()) return Usage(status);
    if (absl::Status status = CheckNames(input_, options_.today); !status.ok()) return Usage(status);
    absl::StatusOr<Selection> selection = Select(plan_, input_.cases, options_.scope, options_.filter);
    if (!selection.ok()) return Usage(selection.status());
    const absl::StatusOr<Selection> unfiltered = Select(plan_, input_.cases, options_.scope, "");
    if (!unfiltered.ok()) return Usage(unfiltered.status());
    input_.gated = selection->judged;
    input_.claims_only = selection->claims_only;
    const size_t groups = TakeShard();
    input_.left_out = unfiltered->judged;
    for (const std::string& name : input_.gated) input_.left_out.erase(name);
    if (input_.gated.empty()) {
      result_.idle = fmt::format("shard {} of {} has no cases, there are only {} groups of them",
                                 options_.shard.index + 1, options_.shard.total, groups);
      return absl::OkStatus();
    }
    input_.filtered = !options_.filter.empty() || !options_.shard.First();
    input_.build_key = result_.environment.build_key;
    input_.time_key = result_.environment.time_key;
    input_.source = result_.environment.source;
    input_.cpu_features = result_.environment.cpu_features;
    measurement_.Select(GroupCases(ToMeasure(input_, runnable_, pairs_), pairs_));
    sizes_ = MeasureSizes(plan_, measurement_.Sizes(), input_, options_.library_probe);
    return absl::OkStatus();
  }

  // Leaves to this shard its own cases and pairs, and to the first one all sizes, which cost nothing; returns how many
  // groups there are for all shards.
  size_t TakeShard() {
    pairs_ = PairsToTime(input_.gated, runnable_, input_.claims);
    const std::vector<Group> groups = GroupCases(ToMeasure(input_, runnable_, pairs_), pairs_);
    std::set<std::string> ours = CasesOfShard(groups, input_.gated, options_.shard);
    for (const std::string& name : input_.gated) {
      if (options_.shard.First() && input_.sized.contains(name)) ours.insert(name);
    }
    input_.gated = std::move(ours);
    pairs_ = PairsToTime(input_.gated, runnable_, input_.claims);
    return groups.size();
  }

  void CheckAndCount() {
    options_.progress("comparing the answers of all implementations");
    measurement_.CheckAnswers();
    options_.progress("counting allocations");
    measurement_.CountAllocations();
    options_.progress("counting instructions");
    measurement_.CountInstructions();
    result_.environment.instruction_key =
        InstructionKeyOf(result_.environment.build_key, measurement_.Facts(), measurement_.InstructionFacts());
    input_.instruction_key = result_.environment.instruction_key;
  }

  Judgement Look(bool final) {
    // Another group of live pairs takes as long as the slowest so far.
    input_.out_of_time = Clock::now() >= options_.deadline - slowest_live_group_;
    input_.final = final;
    result_.evidence = stats::BuildEvidence(measurement_.Samples(), pairs_, metrics_);
    result_.evidence.cases.insert(result_.evidence.cases.end(), sizes_.begin(), sizes_.end());
    result_.evidence.live = live_.Evidence();
    result_.evidence.schedule = live_.Schedule();
    return Judge(result_.evidence, input_);
  }

  absl::Status TimeUntilDecided() {
    const int min_processes =
        std::max(options_.min_processes, options_.scope == Scope::kGate ? kGatedProcesses : kShownProcesses);
    while (true) {
      const Judgement judgement = Look(false);
      if (absl::Status status = CheckTimeLimit(judgement); !status.ok()) {
        input_.out_of_time = input_.final = true;
        result_.rows = Judge(result_.evidence, input_).rows;
        return status;
      }
      const std::set<size_t> groups = input_.out_of_time
                                          ? std::set<size_t>()
                                          : GroupsToTime(measurement_.Groups(), judgement, result_.evidence,
                                                         measurement_.processes(), min_processes);
      if (groups.empty() && judgement.undecided_live.empty()) {
        Judgement last = Look(true);
        result_.rows = std::move(last.rows);
        result_.notes = std::move(last.notes);
        result_.crossovers = std::move(last.crossovers);
        stats::AddTimes(measurement_.Samples(), result_.evidence.cases);
        stats::AddLiveTimes(live_.Samples(), result_.evidence.live);
        result_.evidence.growth = stats::FitGrowth(result_.evidence.cases);
        return absl::OkStatus();
      }
      if (!groups.empty()) TimeGroups(groups, min_processes);
      if (!judgement.undecided_live.empty()) {
        options_.progress(
            fmt::format("timing pair {}: {} cases undecided", live_.groups() + 1, judgement.undecided_live.size()));
        const Clock::time_point start = Clock::now();
        absl::Status status = live_.TimeOneGroup(judgement.undecided_live, input_.accepted);
        if (!status.ok()) return Interrupted(std::move(status));
        slowest_live_group_ = std::max(slowest_live_group_, Clock::now() - start);
      }
    }
  }

  // For an error that ends the timing: what was decided by then, all counts first of all, is not lost with it.
  absl::Status Interrupted(absl::Status status) {
    result_.rows = Look(true).rows;
    std::erase_if(result_.rows, [](const Row& row) {
      return row.verdict != Verdict::kOk && row.verdict != Verdict::kRegressed && row.verdict != Verdict::kImproved;
    });
    return status;
  }

  void TimeGroups(const std::set<size_t>& groups, int min_processes) {
    options_.progress(fmt::format("timing process {}: {} of {} groups of cases undecided", measurement_.processes() + 1,
                                  groups.size(), measurement_.Groups().size()));
    if (measurement_.processes() >= std::max(kRatioProcesses, min_processes)) {
      std::this_thread::sleep_for(options_.suspicion_pause);
    }
    measurement_.TimeOneProcess(groups);
  }

  // The first process calibrates: from then on it is known what the plan costs.
  absl::Status CheckTimeLimit(const Judgement& judgement) const {
    if (!options_.time_limit || measurement_.processes() != 1) return absl::OkStatus();
    const auto plan = PlanGroups(measurement_.Groups(), measurement_.Samples(), judgement, input_, 1);
    return CheckBudget(plan, options_.deadline - Clock::now(), *options_.time_limit);
  }

  const Plan& plan_;
  const RunOptions& options_;
  Measurement measurement_;
  GateInput input_;
  Metrics metrics_;                    // Pawl's own and the declared counters
  std::vector<std::string> runnable_;  // input_.cases without what only has a size
  std::vector<CaseEvidence> sizes_;
  Pairs pairs_;
  LiveRuns live_;
  Clock::duration slowest_live_group_{0};
  std::vector<std::string> notes_;  // of what is known before anything is timed
  PhaseTimes phases_;
  Result result_;
};

}  // namespace

Result RunPlan(const Plan& plan, const RunOptions& options, WorkerFactory& factory, Profiles* profiles) {
  PlanRun run(plan, options, factory);
  Result result = run.Run();
  if (profiles != nullptr) *profiles = run.InstructionProfiles();
  return result;
}

}  // namespace pawl

#include "tools/cli/live_runs.h"

#include <utility>

#include "fmt/format.h"
#include "tools/model/content_hash.h"

namespace pawl {
namespace {

// A binary that failed in so many cases has a fault of its own: waiting for the next would cost a time-out each.
constexpr size_t kMostFailures = 2;

bool OfAccepted(int side) { return side == kAcceptedSide || side == kSecondCopySide; }

}  // namespace

absl::Status LiveRuns::OpenNamed(const Against& against, const std::vector<CaseSamples>& cases,
                                 std::vector<std::string>& warnings) {
  runs_.push_back({std::make_unique<LiveRun>(against, seed_)});
  return runs_.back().live->Open(cases, warnings);
}

absl::Status LiveRuns::OpenAccepted(const AcceptedOpener& open, const std::vector<CaseSamples>& cases,
                                    AcceptedBinaries& accepted) {
  std::map<std::string, std::vector<CaseSamples>> by_hash;
  for (const CaseSamples& one : cases) {
    const auto found = accepted.find(one.case_name);
    if (found != accepted.end() && found->second.incomparable.empty()) by_hash[found->second.hash].push_back(one);
  }
  for (const auto& [hash, of_hash] : by_hash) {
    absl::StatusOr<Against> against = open(hash);
    if (!against.ok()) {
      for (const CaseSamples& one : of_hash) accepted[one.case_name].absent = std::string(against.status().message());
    } else if (against->identical) {
      for (const CaseSamples& one : of_hash) identical_.push_back(one.case_name);
    } else {
      against->name = "accepted " + ShortHash(hash);
      if (absl::Status status = OpenOne(*against, of_hash, accepted); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status LiveRuns::OpenOne(const Against& against, const std::vector<CaseSamples>& cases,
                               AcceptedBinaries& accepted) {
  Run run{std::make_unique<LiveRun>(against, seed_), true, {}};
  for (const CaseSamples& one : cases) run.cases.insert(one.case_name);
  if (absl::Status status = run.live->Learn(); !status.ok()) {
    if (!OfAccepted(run.live->failed_side().value_or(kContenderSide))) return status;
    Lose(run, std::string(status.message()), accepted);
    return absl::OkStatus();
  }
  for (const std::string& name : run.live->Choose(cases)) {
    accepted[name].absent = fmt::format("the {} binary has no such case", against.name);
    run.cases.erase(name);
  }
  if (!run.cases.empty()) runs_.push_back(std::move(run));
  return absl::OkStatus();
}

absl::Status LiveRuns::TimeOneGroup(const std::map<std::string, std::set<int>>& undecided, AcceptedBinaries& accepted) {
  for (Run& run : runs_) {
    std::map<std::string, std::set<int>> wanted;
    for (const auto& [name, sides] : undecided) {
      if (!run.accepted || run.cases.contains(name)) wanted[name] = sides;
    }
    if (wanted.empty()) continue;
    ++groups_;
    const absl::Status status = run.live->TimeOneGroup(wanted);
    if (!status.ok() && !(run.accepted && OfAccepted(run.live->failed_side().value_or(kContenderSide)))) return status;
    if (!status.ok()) Lose(run, std::string(status.message()), accepted);
    if (run.accepted) LoseFailed(run, accepted);
  }
  return absl::OkStatus();
}

void LiveRuns::Lose(Run& run, const std::string& reason, AcceptedBinaries& accepted) {
  for (const std::string& name : run.cases) accepted[name].absent = reason;
  run.cases.clear();
}

// A lane in which the contender failed stays: its row is an error.
void LiveRuns::LoseFailed(Run& run, AcceptedBinaries& accepted) {
  size_t failures = 0;
  std::string last;
  for (const LaneSamples& lane : run.live->Samples()) {
    if (!lane.error || !OfAccepted(lane.failed_side.value_or(kContenderSide))) continue;
    ++failures;
    last = *lane.error;
    if (run.cases.erase(lane.name) > 0) accepted[lane.name].absent = last;
  }
  if (failures >= kMostFailures) Lose(run, fmt::format("it failed in {} cases, last: {}", failures, last), accepted);
}

std::vector<LiveEvidence> LiveRuns::Evidence() const {
  std::vector<LiveEvidence> evidence;
  for (const std::string& name : identical_) {
    LiveEvidence& same = evidence.emplace_back();
    same.case_name = name;
    same.identical = true;
  }
  for (const Run& run : runs_) {
    for (LiveEvidence& one : run.live->Evidence()) {
      if (!run.accepted || run.cases.contains(one.case_name)) evidence.push_back(std::move(one));
    }
  }
  return evidence;
}

std::vector<LaneSamples> LiveRuns::Samples() const {
  std::vector<LaneSamples> samples;
  for (const Run& run : runs_) samples.insert(samples.end(), run.live->Samples().begin(), run.live->Samples().end());
  return samples;
}

std::vector<GroupSchedule> LiveRuns::Schedule() const {
  std::vector<GroupSchedule> schedule;
  for (const Run& run : runs_) {
    schedule.insert(schedule.end(), run.live->Schedule().begin(), run.live->Schedule().end());
  }
  return schedule;
}

double LiveRuns::measured_s() const {
  double seconds = 0;
  for (const Run& run : runs_) seconds += run.live->measured_s();
  return seconds;
}

}  // namespace pawl

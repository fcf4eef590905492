#include "tools/runner/side_by_side.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "tools/runner/calibration.h"
#include "tools/runner/machine.h"

namespace pawl {
namespace {

constexpr int64_t kWarmUpShare = 4;  // a quarter slice refills what the other side's slice evicted; n/16 was too short

absl::Status Of(const Side& side, const absl::Status& status) {
  return {status.code(), fmt::format("{} binary: {}", side.name, std::string(status.message()))};
}

void Note(std::vector<std::string>& warnings, const std::string& warning) {
  if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
}

std::string FactOf(const Worker& worker, const std::string& name) {
  const auto found = worker.Facts().find(name);
  return found == worker.Facts().end() ? "" : found->second;
}

}  // namespace

SideBySide::SideBySide(std::vector<Side> sides, uint64_t seed) : sides_(std::move(sides)), random_(seed) {}

absl::Status SideBySide::Open() {
  for (size_t i = 0; i < sides_.size(); ++i) {
    const Side& side = sides_[i];
    failed_side_ = static_cast<int>(i);
    const auto worker = side.factory->Start(WorkerKind::kTiming);
    if (!worker.ok()) return Of(side, worker.status());
    if (FactOf(**worker, "sanitized") == "yes" || FactOf(**worker, "optimized") != "yes") {
      return Of(side, absl::FailedPreconditionError(
                          "built with a sanitizer or without optimization, so its times mean nothing: build it with "
                          "-c opt"));
    }
    cases_.push_back((*worker)->Cases());
  }
  failed_side_.reset();
  return absl::OkStatus();
}

void SideBySide::Select(std::vector<Lane> lanes) {
  lanes_ = std::move(lanes);
  samples_.resize(lanes_.size());
  iteration_ns_.resize(lanes_.size());
  for (size_t i = 0; i < lanes_.size(); ++i) {
    samples_[i].name = lanes_[i].name;
    std::vector<size_t> indices;
    for (size_t side = 0; side < sides_.size(); ++side) {
      const auto found = std::find_if(cases_[side].begin(), cases_[side].end(),
                                      [&](const WorkerCase& one) { return one.name == lanes_[i].cases[side]; });
      indices.push_back(static_cast<size_t>(found - cases_[side].begin()));
      if (found->clock == Clock::kWall) samples_[i].clock = Clock::kWall;
    }
    indices_.push_back(std::move(indices));
  }
}

absl::Status SideBySide::StartGroup(const std::set<int>& sides, Workers& workers) {
  const std::vector<int> cpus = UsableCpus();
  GroupSchedule group;
  group.cpu = cpus[random_() % cpus.size()];
  group.start_order.assign(sides.begin(), sides.end());
  std::shuffle(group.start_order.begin(), group.start_order.end(), random_);
  for (int side : group.start_order) {
    auto worker = sides_[static_cast<size_t>(side)].factory->Start(WorkerKind::kTiming);
    if (!worker.ok()) {
      failed_side_ = side;
      return Of(sides_[static_cast<size_t>(side)], worker.status());
    }
    workers[side] = *std::move(worker);
  }
  schedule_.push_back(std::move(group));
  return absl::OkStatus();
}

absl::Status SideBySide::TimeOneGroup(const std::map<size_t, std::set<int>>& wanted) {
  std::vector<size_t> order;
  std::set<int> sides;
  for (const auto& [lane, of_lane] : wanted) {
    if (samples_[lane].error) continue;
    order.push_back(lane);
    sides.insert(of_lane.begin(), of_lane.end());
  }
  if (order.empty()) return absl::OkStatus();
  Workers workers;
  if (absl::Status status = StartGroup(sides, workers); !status.ok()) return status;
  std::shuffle(order.begin(), order.end(), random_);
  for (size_t lane : order) {
    if (workers.size() < sides.size()) break;  // one died
    const bool wall = samples_[lane].clock == Clock::kWall;
    for (const auto& [side, worker] : workers) {
      worker->PinTo(wall ? std::nullopt : std::optional<int>(schedule_.back().cpu));
    }
    TimeLane(lane, wanted.at(lane), workers);
  }
  return absl::OkStatus();
}

void SideBySide::TimeLane(size_t lane, const std::set<int>& wanted, Workers& workers) {
  std::vector<int> sides(wanted.begin(), wanted.end());
  std::shuffle(sides.begin(), sides.end(), random_);
  const std::vector<int> isolated = Isolate(lane, sides, workers);
  if (!samples_[lane].error) TimeRounds(lane, sides, workers);
  for (int side : isolated) {
    if (workers.contains(side) && !workers[side]->Release().ok()) workers.erase(side);
  }
}

// All sides or none: what other cases left in only one of them would be a difference between the builds.
std::vector<int> SideBySide::Isolate(size_t lane, const std::vector<int>& sides, Workers& workers) {
  std::vector<int> isolated;
  for (int side : sides) {
    const absl::Status status = workers.at(side)->Isolate();
    if (status.ok()) {
      isolated.push_back(side);
      continue;
    }
    if (absl::IsAborted(status)) {
      Fail(lane, side, "copying the worker, before it ran: ", status, workers);
      return isolated;
    }
    for (int other : isolated) {
      if (absl::Status released = workers[other]->Release(); !released.ok()) Fail(lane, other, "", released, workers);
    }
    Note(samples_[lane].warnings,
         fmt::format("timed in processes that ran other cases before, whose heap may move its time: the {} binary "
                     "cannot be copied, since {}",
                     sides_[static_cast<size_t>(side)].name, std::string(status.message())));
    return {};
  }
  return isolated;
}

void SideBySide::TimeRounds(size_t lane, std::vector<int>& sides, Workers& workers) {
  if (!Prepare(lane, sides, workers)) return;
  const int rounds = RoundsFor(iteration_ns_[lane]);
  for (int round = 0; round < rounds; ++round) {
    std::shuffle(sides.begin(), sides.end(), random_);
    for (int side : sides) {
      if (!TimeSlice(lane, side, round, workers)) return;
    }
  }
}

// Builds the fixtures, so that the first round times the same work as the others. A slow lane has one round, before
// which a first iteration would double what it costs: it is run only where calibration has warmed one side up already.
bool SideBySide::Prepare(size_t lane, std::vector<int>& sides, Workers& workers) {
  const bool calibrated = samples_[lane].iterations_per_slice > 0;
  if (!calibrated) {
    const absl::StatusOr<SlicePlan> plan = Calibrate(*workers[0], IndexOf(lane, 0), lanes_[lane].working_set_bytes);
    if (!plan.ok()) {
      Fail(lane, 0, "", plan.status(), workers);
      return false;
    }
    samples_[lane].iterations_per_slice = plan->iterations;
    for (const std::string& warning : plan->warnings) Note(samples_[lane].warnings, warning);
    iteration_ns_[lane] = plan->iteration_ns;
  }
  if (calibrated && iteration_ns_[lane] > kOwnSliceIterationNs) return true;
  for (int side : sides) {
    const auto slice = workers[side]->Run(IndexOf(lane, side), 1, 0, 0);
    if (!slice.ok()) {
      Fail(lane, side, "in its first iteration: ", slice.status(), workers);
      return false;
    }
  }
  return true;
}

bool SideBySide::TimeSlice(size_t lane, int side, int round, Workers& workers) {
  LaneSamples& samples = samples_[lane];
  const int64_t n = samples.iterations_per_slice;
  const auto slice = workers[side]->Run(IndexOf(lane, side), n, n / kWarmUpShare, RandomStackOffset(random_));
  const absl::Status status = slice.ok() ? CheckTime(*slice) : slice.status();
  if (!status.ok()) {
    Fail(lane, side, fmt::format("in a slice of {} iterations: ", n), status, workers);
    return false;
  }
  const int group = static_cast<int>(schedule_.size()) - 1;
  samples.slices.push_back({group, round, side, slice->iterations, slice->time_ns});
  measured_ns_ += slice->time_ns;
  return true;
}

void SideBySide::Fail(size_t lane, int side, const std::string& doing, const absl::Status& status, Workers& workers) {
  samples_[lane].failed_side = side;
  samples_[lane].error =
      fmt::format("{} binary: {}{}", sides_[static_cast<size_t>(side)].name, doing, std::string(status.message()));
  if (absl::IsAborted(status)) workers.erase(side);
}

}  // namespace pawl

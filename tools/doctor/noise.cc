#include "tools/doctor/noise.h"

#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "fmt/format.h"
#include "tools/doctor/kernels.h"
#include "tools/model/evidence.h"
#include "tools/runner/side_by_side.h"
#include "tools/stats/live_evidence.h"
#include "tools/stats/robust.h"

namespace pawl {
namespace {

// The pairs cut into comparisons as a gate makes them: each as long as PairTest asks for another pair. The last one may
// have been cut off by the end of the measurement.
std::vector<std::vector<double>> Comparisons(const std::vector<double>& log_ratios) {
  std::vector<std::vector<double>> comparisons;
  std::optional<stats::PairTest> test;
  for (double log_ratio : log_ratios) {
    if (!test || test->state() != stats::PairState::kUndecided) {
      test.emplace();
      comparisons.emplace_back();
    }
    test->Add(log_ratio);
    comparisons.back().push_back(log_ratio);
  }
  return comparisons;
}

// Each process of one side is summed up by the median of its slices, as whoever stores times does; two such numbers
// differ by sqrt(2) of their SD.
double StoredSd(const std::vector<SideSlice>& slices) {
  std::map<int, std::vector<double>> log_times;  // by process
  for (const SideSlice& slice : slices) {
    if (slice.side != kAcceptedSide) continue;
    log_times[slice.group].push_back(std::log(slice.time_ns / static_cast<double>(slice.iterations)));
  }
  std::vector<double> medians;
  medians.reserve(log_times.size());
  for (const auto& [group, of_process] : log_times) medians.push_back(stats::Median(of_process));
  return std::numbers::sqrt2 * stats::SampleSd(medians);
}

KernelNoise NoiseOfLane(const LaneSamples& lane, const LiveEvidence& live, uint64_t seed) {
  KernelNoise noise;
  noise.name = lane.name;
  for (const Kernel& kernel : kKernels) {
    if (kernel.name == lane.name) noise.bound_by = kernel.bound_by;
  }
  noise.error = lane.error;
  if (!noise.error && live.log_ratios.size() < kLeastPairs) {
    noise.error = fmt::format("{} pairs of processes were timed to the end, of {} that it takes to say anything",
                              live.log_ratios.size(), kLeastPairs);
  }
  if (noise.error) return noise;
  noise.log_ratios = live.log_ratios;
  noise.calibration = stats::Calibrate(Comparisons(live.log_ratios), {}, seed);
  noise.stored_sd = StoredSd(lane.slices);
  return noise;
}

}  // namespace

absl::StatusOr<std::vector<LaneSamples>> TimeKernels(WorkerFactory& one, WorkerFactory& other, uint64_t seed,
                                                     const std::function<bool(int pairs)>& more) {
  SideBySide sides({{"first", &one}, {"second", &other}}, seed);
  if (absl::Status status = sides.Open(); !status.ok()) return status;
  std::vector<Lane> lanes;
  std::map<size_t, std::set<int>> wanted;
  for (const Kernel& kernel : kKernels) {
    wanted[lanes.size()] = {kAcceptedSide, kContenderSide};
    lanes.push_back({kernel.name, {kernel.name, kernel.name}, kernel.working_set_bytes});
  }
  sides.Select(std::move(lanes));
  for (int pairs = 0; pairs < kLeastPairs || more(pairs); ++pairs) {
    if (absl::Status status = sides.TimeOneGroup(wanted); !status.ok()) return status;
  }
  return sides.Samples();
}

std::vector<KernelNoise> NoiseOf(const std::vector<LaneSamples>& lanes, uint64_t seed) {
  const std::vector<LiveEvidence> evidence = stats::BuildLiveEvidence(lanes, /*identical=*/true, /*layouts=*/0);
  std::vector<KernelNoise> noise;
  noise.reserve(lanes.size());
  for (size_t i = 0; i < lanes.size(); ++i) noise.push_back(NoiseOfLane(lanes[i], evidence[i], seed));
  return noise;
}

}  // namespace pawl

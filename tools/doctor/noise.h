#ifndef PAWL_TOOLS_DOCTOR_NOISE_H_
#define PAWL_TOOLS_DOCTOR_NOISE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/sample.h"
#include "tools/runner/worker.h"
#include "tools/stats/calibration.h"

namespace pawl {

// How this machine's noise reaches one kernel.
struct KernelNoise {
  std::string name;
  std::string bound_by;
  std::vector<double> log_ratios;  // d_k: of each pair of processes of identical code, in the order in which they ran
  stats::Calibration calibration;  // of comparisons as a gate makes them, one after the other
  double stored_sd = 0;            // of the log-ratio of two processes that ran at different times, as stored times do
  std::optional<std::string> error;  // then nothing else is known
};

// The fewest pairs that say anything: at 8 the SD is known to a quarter.
inline constexpr int kLeastPairs = 8;

// Times all kernels on two sides of identical code, pair of processes by pair of processes: kLeastPairs, and then as
// long as `more` says so. `one` and `other` are two factories of kernels_bench, borrowed; `more` is told how many pairs
// there are.
absl::StatusOr<std::vector<LaneSamples>> TimeKernels(WorkerFactory& one, WorkerFactory& other, uint64_t seed,
                                                     const std::function<bool(int pairs)>& more);

// What the samples of TimeKernels() say. Pure; `seed` is of the simulation that finds what is detectable.
std::vector<KernelNoise> NoiseOf(const std::vector<LaneSamples>& lanes, uint64_t seed);

}  // namespace pawl

#endif  // PAWL_TOOLS_DOCTOR_NOISE_H_

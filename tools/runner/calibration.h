#ifndef PAWL_TOOLS_RUNNER_CALIBRATION_H_
#define PAWL_TOOLS_RUNNER_CALIBRATION_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/runner/worker.h"

namespace pawl {

// Above it an iteration is a slice, without warm-up, one per process.
inline constexpr double kOwnSliceIterationNs = 10e6;

// Above it a case is measured in sweeps only: no gate waits for it.
inline constexpr double kSweepOnlyIterationNs = 1e9;

// What is counted, not timed, is the slope from so many to twice as many iterations: enough to show an allocation that
// 32 of them share. One and two of those that are a slice of their own.
inline constexpr int64_t kCountedIterations = 32;

// How one case is cut into slices.
struct SlicePlan {
  int64_t iterations = 0;   // per slice; frozen for the run once it is known
  double iteration_ns = 0;  // as calibrated: only good for planning
  std::vector<std::string> warnings;
};

// Finds how many iterations of a case last for about 0.3 ms (1 ms if `working_set_bytes` is large: after each switch of
// sides a slice refills its caches), longer if the case sets up for long in every call. Runs the case a dozen times.
//
// Errors: what the worker says, with what it was doing; kFailedPrecondition if the case's time does not grow with its
// iterations (dead code), is below 1 ns per iteration, or is above `longest_iteration_ns`.
absl::StatusOr<SlicePlan> Calibrate(Worker& worker, size_t case_index, int64_t working_set_bytes,
                                    double longest_iteration_ns = kSweepOnlyIterationNs);

// How many rounds of slices a process gives to cases whose slowest iteration takes this long.
int RoundsFor(double iteration_ns);

// How much deeper in the stack a slice starts: multiples of 16 below a page, beyond which only the offset within a page
// would matter.
int64_t RandomStackOffset(std::mt19937_64& random);

// Whether a slice's time is a positive number; the error says what came instead.
absl::Status CheckTime(const Slice& slice);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_CALIBRATION_H_

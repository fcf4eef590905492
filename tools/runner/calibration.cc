#include "tools/runner/calibration.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr double kSliceNs = 0.3e6;  // shorter than the machine's slow episodes (from 2 ms on), so both sides share them
constexpr double kLargeSliceNs = 1e6;  // for working sets that the other side's slice evicts: refill is per slice
constexpr int64_t kLargeWorkingSetBytes = 100'000;  // where refill dilution was seen
constexpr double kLongestSliceNs = 10e6;            // what set-up may stretch a slice to
constexpr int kRounds = 32;                         // more rounds still pay here: 8/16/32 gave an SD of 2.0/1.35/0.9 %
constexpr int kSlowRounds = 16;                     // for iterations above 1 ms
constexpr double kSlowIterationNs = 1e6;
constexpr int64_t kMaxIterations = int64_t{1} << 30;
constexpr double kShortestIterationNs = 1;  // less is no work
constexpr double kLeastGrowth = 1.2;        // more iterations must add a fifth of the time at least
constexpr int kChecksOfGrowth = 5;
constexpr int64_t kMoreIterations = 2;
// Where the first of them cost most, as a search's first query may. A slice then has as many, to measure the others,
// too.
constexpr int64_t kManyMoreIterations = 16;

constexpr int64_t kMaxStackOffsetBytes = 4096;

constexpr char kFirstIteration[] = "in its first iteration:";
constexpr char kCalibrating[] = "while its iterations were being calibrated:";

absl::Status While(std::string_view doing, const absl::Status& status) {
  return {status.code(), fmt::format("{} {}", doing, std::string(status.message()))};
}

// A slice too short for the clock takes 0 ns; what is no number or below 0 is no time at all.
bool ClockGaveTime(const Slice& slice) {
  return std::isfinite(slice.time_ns) && std::isfinite(slice.call_ns) && slice.time_ns >= 0;
}

// Google Benchmark runs n iterations in each of the threads that it writes into a case's name.
int64_t ThreadsOf(std::string_view case_name) {
  constexpr std::string_view kThreads = "/threads:";
  const size_t at = case_name.rfind(kThreads);
  int64_t threads = 1;
  if (at != std::string_view::npos) {
    std::from_chars(case_name.data() + at + kThreads.size(), case_name.data() + case_name.size(), threads);
  }
  return threads;
}

// A slice of `n` iterations with the shorter time of its own and of `other`, which had as many: one slow episode of the
// machine would pass for a long slice, and end the growth at too few iterations. Its set-up is its own, since the first
// slice of all builds the fixture.
absl::StatusOr<Slice> RunShorter(Worker& worker, size_t case_index, int64_t n, const Slice& other) {
  auto slice = worker.Run(case_index, n, 0, 0);
  if (slice.ok() && ClockGaveTime(*slice) && ClockGaveTime(other) && other.time_ns < slice->time_ns) {
    slice->call_ns -= slice->time_ns - other.time_ns;
    slice->time_ns = other.time_ns;
  }
  return slice;
}

// Lengthens a slice until it lasts as long as wanted, twice; `plan` gets its iterations.
absl::StatusOr<Slice> GrowSlice(Worker& worker, size_t case_index, double target_ns, SlicePlan& plan) {
  const auto first = worker.Run(case_index, 1, 0, 0);  // builds the fixture
  if (!first.ok()) return While(kFirstIteration, first.status());
  auto slice = RunShorter(worker, case_index, 1, *first);
  int64_t n = 1;
  bool seen_twice = false;
  double set_up_ns = kLongestSliceNs;
  while (slice.ok() && ClockGaveTime(*slice)) {
    // Google Benchmark calls the whole function for every slice: a function that sets up for longer than it measures
    // gets longer slices, until set-up is under half of the time. The least that was seen: what a case spends beside
    // its loop's clock in every iteration grows with these.
    set_up_ns = std::min(set_up_ns, slice->call_ns - slice->time_ns);
    const double wanted_ns = std::clamp(set_up_ns, target_ns, kLongestSliceNs);
    if (slice->time_ns >= std::max(wanted_ns / 2, set_up_ns)) {
      const bool slow = n == 1 && slice->time_ns > kLongestSliceNs;  // which the first slice was, too
      if (seen_twice || slow) break;
      seen_twice = true;
      slice = RunShorter(worker, case_index, n, *slice);
      continue;
    }
    if (n >= kMaxIterations) break;
    if (slice->iterations < n) break;  // it fixes its own iterations
    const double growth = wanted_ns / std::max(slice->time_ns, 1.0);
    n = std::min(kMaxIterations, n * static_cast<int64_t>(std::clamp(std::ceil(growth), 2.0, 10.0)));
    slice = worker.Run(case_index, n, 0, 0);
    seen_twice = false;
  }
  plan.iterations = n;
  if (!slice.ok()) return While(kCalibrating, slice.status());
  return slice;
}

void Warn(const Slice& slice, std::string_view case_name, SlicePlan& plan) {
  if (slice.iterations != plan.iterations * ThreadsOf(case_name)) {
    plan.warnings.push_back(
        fmt::format("asked for {} iterations, it ran {}: ->Iterations() wins over the runner's count and "
                    "->Repetitions() multiplies it",
                    plan.iterations, slice.iterations));
  }
  if (slice.call_ns - slice.time_ns > slice.time_ns && plan.iteration_ns < kOwnSliceIterationNs) {
    plan.warnings.push_back(fmt::format(
        "set-up dominates: a slice measures {:.0f} us and sets up for {:.0f} us; build the input once, outside the "
        "benchmark's function",
        slice.time_ns / 1e3, (slice.call_ns - slice.time_ns) / 1e3));
  }
}

struct Growth {
  bool grows = false;
  double few_ns = std::numeric_limits<double>::infinity();
  double more_ns = std::numeric_limits<double>::infinity();
};

// Whether `factor` times the iterations take longer than n of them. Up to so many checks and minima, so that a slow
// episode of the machine in the fewer ones refuses no work; one in the more of them may let dead code pass.
absl::StatusOr<Growth> MeasureGrowth(Worker& worker, size_t case_index, int64_t n, int64_t factor) {
  Growth growth;
  for (int check = 0; check < kChecksOfGrowth && !growth.grows; ++check) {
    const auto few = worker.Run(case_index, n, 0, 0);
    if (!few.ok()) return While(kCalibrating, few.status());
    const auto more = worker.Run(case_index, factor * n, 0, 0);
    if (!more.ok()) return While(kCalibrating, more.status());
    growth.few_ns = std::min(growth.few_ns, few->time_ns);
    growth.more_ns = std::min(growth.more_ns, more->time_ns);
    const bool fixed = more->iterations < factor * few->iterations;  // it fixes its own iterations
    growth.grows = fixed || growth.more_ns > kLeastGrowth * growth.few_ns;
  }
  return growth;
}

// May give `plan` more iterations.
absl::Status CheckWorkGrows(Worker& worker, size_t case_index, double longest_iteration_ns, SlicePlan& plan) {
  if (plan.iteration_ns > longest_iteration_ns) {
    return absl::FailedPreconditionError(
        fmt::format("one iteration takes {:.1f} s: a case above 1 s never runs in a gate. Put it into the perf_test's "
                    "`sweep`, or make its input smaller",
                    plan.iteration_ns * 1e-9));
  }
  if (plan.iteration_ns > kSlowIterationNs) return absl::OkStatus();  // a millisecond of nothing is no optimizer's work
  if (plan.iteration_ns < kShortestIterationNs && worker.Cases()[case_index].clock == Clock::kCpu) {
    return absl::FailedPreconditionError(
        fmt::format("{:.2f} ns per iteration is no work: it was probably optimised away. Consume the result with "
                    "benchmark::DoNotOptimize",
                    plan.iteration_ns));
  }
  const int64_t n = plan.iterations;
  absl::StatusOr<Growth> growth;
  for (const int64_t factor : {kMoreIterations, kManyMoreIterations}) {
    growth = MeasureGrowth(worker, case_index, n, factor);
    if (!growth.ok()) return growth.status();
    if (!growth->grows) continue;
    if (factor == kManyMoreIterations) {
      plan.iterations = factor * n;
      plan.iteration_ns = growth->more_ns / static_cast<double>(plan.iterations);
    }
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      fmt::format("{} iterations take {:.0f} ns and {} take {:.0f} ns: adding iterations adds no time, so the work was "
                  "optimised away or is done outside the loop",
                  n, growth->few_ns, kManyMoreIterations * n, growth->more_ns));
}

}  // namespace

absl::StatusOr<SlicePlan> Calibrate(Worker& worker, size_t case_index, int64_t working_set_bytes,
                                    double longest_iteration_ns) {
  SlicePlan plan;
  const double target_ns = working_set_bytes > kLargeWorkingSetBytes ? kLargeSliceNs : kSliceNs;
  const absl::StatusOr<Slice> slice = GrowSlice(worker, case_index, target_ns, plan);
  if (!slice.ok()) return slice.status();
  if (absl::Status status = CheckTime(*slice); !status.ok()) return status;
  plan.iteration_ns = slice->time_ns / static_cast<double>(slice->iterations);
  Warn(*slice, worker.Cases()[case_index].name, plan);
  if (absl::Status status = CheckWorkGrows(worker, case_index, longest_iteration_ns, plan); !status.ok()) return status;
  return plan;
}

int RoundsFor(double iteration_ns) {
  if (iteration_ns > kOwnSliceIterationNs) return 1;
  return iteration_ns > kSlowIterationNs ? kSlowRounds : kRounds;
}

int64_t RandomStackOffset(std::mt19937_64& random) {
  return static_cast<int64_t>(random() % static_cast<uint64_t>(kMaxStackOffsetBytes)) & ~int64_t{15};
}

absl::Status CheckTime(const Slice& slice) {
  if (ClockGaveTime(slice) && slice.time_ns > 0) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format("a slice of {} iterations took {} ns: the clock gave no usable time",
                                                   slice.iterations, slice.time_ns));
}

}  // namespace pawl

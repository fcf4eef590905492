#ifndef PAWL_TOOLS_STATS_CALIBRATION_H_
#define PAWL_TOOLS_STATS_CALIBRATION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tools/stats/binomial_interval.h"
#include "tools/stats/pair_test.h"

namespace pawl::stats {

// What a machine's noise makes of one benchmark.
struct Calibration {
  int runs = 0;
  int alarms = 0;                     // runs of identical code that were called regressed or improved
  ProbabilityInterval alarm_rate{};   // 95 %, Clopper and Pearson
  double mean_pairs = 0;              // until a run was decided
  double sd = 0;                      // of the log-ratios of all process pairs; 0.02 means 2 %
  bool two_heaps = false;             // the pairs fall into two heaps: see TwoHeaps
  std::optional<double> quiet_theta;  // smallest log-ratio theta at which no run would have alarmed; nullopt: none
                                      // below the margin
  std::optional<double> detectable;   // smallest slowdown, as a log-ratio, that 9 runs in 10 find; nullopt: above 50 %
};

// `runs` are A/A runs: for each the log-ratios of its process pairs, in time order, as far as PairTest with `options`
// asked for. What is detectable is found by simulation on these log-ratios with an effect added, seeded; a few thousand
// tests, so some 10 ms. Aborts without a run or with an empty one.
Calibration Calibrate(std::span<const std::vector<double>> runs, const PairTestOptions& options, uint64_t seed);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_CALIBRATION_H_

#include "tools/stats/calibration.h"

#include <algorithm>
#include <cmath>

#include "tools/stats/check.h"
#include "tools/stats/modes.h"
#include "tools/stats/robust.h"
#include "tools/stats/simulation.h"

namespace pawl::stats {
namespace {

constexpr double kThetaStep = 0.0025;
constexpr double kFound = 0.9;
constexpr int kTests = 200;  // of each effect: the share found is then known to 4 %
constexpr double kEffectStep = 0.0025;
constexpr double kLargestEffect = 0.405;  // log(1.5)

bool Alarm(PairState state) { return state == PairState::kRegressed || state == PairState::kImproved; }

PairState Replay(std::span<const double> log_ratios, const PairTestOptions& options) {
  PairTest test(options);
  for (double d : log_ratios) test.Add(d);
  return test.state();
}

std::optional<double> QuietTheta(std::span<const std::vector<double>> runs, PairTestOptions options) {
  for (options.theta = 0; options.theta < options.margin; options.theta += kThetaStep) {
    const bool quiet = std::none_of(runs.begin(), runs.end(),
                                    [&](const std::vector<double>& run) { return Alarm(Replay(run, options)); });
    if (quiet) return options.theta;
  }
  return std::nullopt;
}

bool Found(const LogRatios& pairs, double effect, const PairTestOptions& test, uint64_t seed) {
  SuiteOptions options;
  options.suites = kTests;
  options.cases = 1;
  options.effect = effect;
  options.test = test;
  options.seed = seed;
  const SuiteOutcomes outcomes = SimulateSuites({&pairs, 1}, options);
  return static_cast<double>(outcomes.any_regressed) >= kFound * kTests;
}

// A larger effect is found more often, so the smallest one lies between two neighbours of a grid.
std::optional<double> Detectable(const LogRatios& pairs, const PairTestOptions& test, uint64_t seed) {
  int missed = 0;
  int found = static_cast<int>(kLargestEffect / kEffectStep);
  if (!Found(pairs, found * kEffectStep, test, seed)) return std::nullopt;
  while (found - missed > 1) {
    const int middle = (found + missed) / 2;
    (Found(pairs, middle * kEffectStep, test, seed) ? found : missed) = middle;
  }
  return found * kEffectStep;
}

}  // namespace

Calibration Calibrate(std::span<const std::vector<double>> runs, const PairTestOptions& options, uint64_t seed) {
  Check(!runs.empty(), "there is a run");
  Calibration calibration;
  LogRatios pairs;
  for (const std::vector<double>& run : runs) {
    Check(!run.empty(), "every run has a pair");
    calibration.alarms += Alarm(Replay(run, options)) ? 1 : 0;
    pairs.insert(pairs.end(), run.begin(), run.end());
  }
  calibration.runs = static_cast<int>(runs.size());
  calibration.alarm_rate = ClopperPearson(calibration.alarms, calibration.runs);
  calibration.mean_pairs = static_cast<double>(pairs.size()) / calibration.runs;
  calibration.sd = pairs.size() < 2 ? 0 : SampleSd(pairs);
  calibration.two_heaps = TwoHeaps(pairs);
  calibration.quiet_theta = QuietTheta(runs, options);
  calibration.detectable = Detectable(pairs, options, seed);
  return calibration;
}

}  // namespace pawl::stats

#include "tools/stats/calibration.h"

#include "gtest/gtest.h"
#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

// `runs` A/A runs of a machine with this noise, each as long as its test wanted it; `bias` breaks the randomisation.
std::vector<std::vector<double>> Runs(int runs, double sd, double bias, const PairTestOptions& options, uint64_t seed) {
  Noise noise(seed);
  std::vector<std::vector<double>> all;
  for (int i = 0; i < runs; ++i) {
    PairTest test(options);
    std::vector<double> run;
    while (test.state() == PairState::kUndecided) {
      run.push_back(noise.Normal(sd) + bias);
      test.Add(run.back());
    }
    all.push_back(run);
  }
  return all;
}

// With alpha = 20 % and theta = 0 the truth is a rate that thousands of runs see; the 95 % intervals of a few hundred
// each must cover it, but for one in twenty.
TEST(Calibration, TheRateIsWithinItsIntervalOfTheTruth) {
  PairTestOptions loose;
  loose.theta = 0;
  loose.alpha = 0.2;
  loose.margin = 0.01;
  const Calibration truth = Calibrate(Runs(20000, 0.03, 0, loose, 100), loose, 1);
  const double rate = static_cast<double>(truth.alarms) / truth.runs;
  ASSERT_GT(rate, 0.01);
  int covered = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const Calibration one = Calibrate(Runs(400, 0.03, 0, loose, seed), loose, 1);
    covered += one.alarm_rate.low <= rate && rate <= one.alarm_rate.high ? 1 : 0;
  }
  EXPECT_GE(covered, 35) << "of 40, around " << rate;
}

TEST(Calibration, AQuietMachineNeverAlarmsAndFindsSmallChanges) {
  const PairTestOptions options;
  const Calibration quiet = Calibrate(Runs(50, 0.005, 0, options, 3), options, 1);
  EXPECT_EQ(quiet.alarms, 0);
  EXPECT_EQ(quiet.quiet_theta, 0);
  ASSERT_TRUE(quiet.detectable.has_value());
  EXPECT_GT(*quiet.detectable, options.theta);
  EXPECT_LE(*quiet.detectable, 0.035) << "what lies between theta and margin may be called either way";
  EXPECT_NEAR(quiet.sd, 0.005, 0.001);
}

TEST(Calibration, NoiseRaisesWhatCanBeFoundAndWhatItCosts) {
  const PairTestOptions options;
  const Calibration quiet = Calibrate(Runs(30, 0.005, 0, options, 4), options, 1);
  const Calibration noisy = Calibrate(Runs(30, 0.06, 0, options, 4), options, 1);
  EXPECT_GT(*noisy.detectable, *quiet.detectable);
  EXPECT_GT(noisy.mean_pairs, quiet.mean_pairs);
}

TEST(Calibration, ABiasedRandomisationShowsAsAlarmsAndAsAThetaThatWouldHideIt) {
  const PairTestOptions options;
  const Calibration biased = Calibrate(Runs(30, 0.003, 0.05, options, 5), options, 1);
  EXPECT_GT(biased.alarms, 0);
  EXPECT_GT(biased.quiet_theta.value_or(1), options.theta);
}

}  // namespace
}  // namespace pawl::stats

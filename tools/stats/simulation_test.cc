#include "tools/stats/simulation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <vector>

#include "tools/stats/binomial_interval.h"
#include "tools/stats/block_bootstrap.h"
#include "tools/stats/recorded.h"

namespace pawl::stats {
namespace {

std::vector<LogRatios> IdenticalCode() {
  std::vector<LogRatios> recordings;
  const Recording recording = ReadRecording("identical_code.csv").value();
  for (const auto& [benchmark, processes] : recording) {
    recordings.emplace_back();
    for (const RecordedProcess& process : processes) recordings.back().push_back(process.log_ratio);
  }
  return recordings;
}

// One benchmark whose recorded pairs all say the same.
std::vector<LogRatios> Constant(double log_ratio) { return {LogRatios(100, log_ratio)}; }

TEST(BlockBootstrapTest, KeepsNeighboursTogetherAndWrapsRound) {
  std::mt19937_64 random(1);
  BlockBootstrap noise(10, 4, random);
  std::map<size_t, int> starts;
  for (int block = 0; block < 1000; ++block) {
    const size_t start = noise.Next();
    ++starts[start];
    for (size_t i = 1; i < 4; ++i) EXPECT_EQ(noise.Next(), (start + i) % 10);
  }
  EXPECT_EQ(starts.size(), 10u);
  for (const auto& [start, times] : starts) EXPECT_NEAR(times, 100, 40) << start;
}

TEST(BlockBootstrapDeathTest, NothingCannotBeDrawnFrom) {
  std::mt19937_64 random(1);
  EXPECT_DEATH(BlockBootstrap(0, 4, random), "something recorded");
  EXPECT_DEATH(BlockBootstrap(10, 0, random), "block >= 1");
}

TEST(SimulationTest, TheSameSeedGivesTheSameCounts) {
  const std::vector<LogRatios> recordings = IdenticalCode();
  const auto pairs = [&](uint64_t seed) {
    return SimulateSuites(recordings, {.suites = 10, .test = {}, .seed = seed}).cases.pairs;
  };
  EXPECT_EQ(pairs(1), pairs(1));
  EXPECT_NE(pairs(1), pairs(2));
}

// R3.3. The bound is the budget of 1,000 cases; 50 of them have a twentieth of it.
TEST(SimulationTest, OneRunInAHundredAtMostRaisesAnyAlarmOnUnchangedCode) {
  const std::vector<LogRatios> recordings = IdenticalCode();
  ASSERT_EQ(recordings.size(), 13u);
  for (const Sides sides : {Sides::kDrawnAnew, Sides::kAsRecorded}) {
    const SuiteOutcomes outcomes =
        SimulateSuites(recordings, {.suites = 1000, .cases = 50, .sides = sides, .test = {}});
    EXPECT_EQ(outcomes.cases.tests, 50'000);
    EXPECT_LE(outcomes.any_decided, 10);
    EXPECT_GE(outcomes.cases.unchanged, 0.9 * 50'000) << "a gate that decides nothing raises no alarm, either";
  }
}

TEST(SimulationTest, ARealEffectIsFoundInEveryCase) {
  const SuiteOutcomes slower =
      SimulateSuites(Constant(0.002), {.suites = 20, .cases = 5, .effect = std::log(1.05), .test = {}});
  EXPECT_EQ(slower.any_regressed, 20);
  EXPECT_EQ(slower.cases.regressed, 100);
  const SuiteOutcomes faster =
      SimulateSuites(Constant(0.002), {.suites = 20, .cases = 5, .effect = -std::log(1.05), .test = {}});
  EXPECT_EQ(faster.any_regressed, 0);
  EXPECT_EQ(faster.any_decided, 20);
  EXPECT_EQ(faster.cases.improved, 100);
}

TEST(SimulationTest, DrawnSidesForgetABiasThatRecordedSidesKeep) {
  const auto outcomes = [](Sides sides) {
    return SimulateSuites(Constant(0.05), {.suites = 20, .cases = 5, .sides = sides, .test = {}});
  };
  EXPECT_EQ(outcomes(Sides::kAsRecorded).any_regressed, 20);
  EXPECT_EQ(outcomes(Sides::kDrawnAnew).any_decided, 0);
}

TEST(SimulationTest, EvidenceOfNothingIsAsRareAsVilleSays) {
  const EvidenceCounts counts = EvidenceOfNothing(IdenticalCode(), 5000, 160, /*seed=*/1);
  EXPECT_EQ(counts.runs, 5000);
  for (size_t i = 0; i < kEvidenceLevels.size(); ++i) {
    EXPECT_LE(ClopperPearson(counts.reached[i], counts.runs).low, 1 / kEvidenceLevels[i]) << kEvidenceLevels[i];
  }
  EXPECT_GT(counts.reached[0], 0) << "a bound that is never approached tests nothing";
}

TEST(SimulationTest, WindowsWalkOnUntilTheyDecideOrTheRecordingEnds) {
  const PairTestOptions options = {.max_pairs = 10, .suspicion_pairs = 30};
  const PairOutcomes clear = WalkWindows(LogRatios(40, 0.05), options, 4);
  EXPECT_EQ(clear.tests, 8);      // From 0, 4, ..., 28: each has 10 pairs to come,
  EXPECT_EQ(clear.regressed, 6);  // but only those up to 20 have the 19 that a clear change takes,
  EXPECT_EQ(clear.unfinished, 2);
  const PairOutcomes equal = WalkWindows(LogRatios(40, 0.0), options, 4);
  EXPECT_EQ(equal.unchanged, 8);
  EXPECT_EQ(equal.pairs, 8 * 6);
  EXPECT_EQ(WalkWindows(LogRatios(9, 0.0), options, 4).tests, 0) << "too short for one window";
}

TEST(SimulationTest, ClaimsKeepTheSignsOfTheirRecording) {
  const std::vector<RecordedProcess> slower(20, {std::log(0.5), 50, 100});
  EXPECT_EQ(SimulateClaim(slower, {.factor = 0.25}, 100, /*seed=*/1).broken, 100);
  EXPECT_EQ(SimulateClaim(slower, {.factor = 0.6}, 100, /*seed=*/1).holds, 100);
  const std::vector<RecordedProcess> floors_only(20, {std::log(0.2), 50, 100});
  EXPECT_EQ(SimulateClaim(floors_only, {.factor = 0.25}, 100, /*seed=*/1).exhausted, 100);
}

}  // namespace
}  // namespace pawl::stats

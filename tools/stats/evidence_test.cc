#include "tools/stats/evidence.h"

#include <cmath>
#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "tools/stats/e_interval.h"
#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";

CaseSamples Case(const std::string& name) {
  CaseSamples samples;
  samples.case_name = name;
  return samples;
}

// `allocations` counts n = 10 and 2n = 20 iterations.
AllocationPair Counted(int64_t of_n, int64_t of_twice_n) {
  return {{10, of_n, 64 * of_n, 100, 0}, {20, of_twice_n, 64 * of_twice_n, 100, 0}};
}

TEST(Evidence, AllocationsAreTheSlopeSoStartUpCancels) {
  CaseSamples samples = Case(kOptimized);
  samples.allocations = {Counted(1000 + 7 * 10, 1000 + 7 * 20)};
  const Evidence evidence = BuildEvidence({samples}, {});
  ASSERT_TRUE(evidence.cases[0].allocations.has_value());
  EXPECT_EQ(evidence.cases[0].allocations->allocations, 7);
  EXPECT_EQ(evidence.cases[0].allocations->allocated_bytes, 448);
  EXPECT_TRUE(evidence.cases[0].allocations->smallest.empty());
}

TEST(Evidence, AnAllocationSharedByIterationsIsRational) {
  CaseSamples samples = Case(kOptimized);
  samples.allocations = {{{64, 2, 0, 0, 0}, {128, 4, 0, 0, 0}}};
  EXPECT_EQ(BuildEvidence({samples}, {}).cases[0].allocations->allocations, 1.0 / 32);
}

TEST(Evidence, GrowthIsALeakAndShrinkingIsNone) {
  CaseSamples samples = Case(kOptimized);
  samples.allocations = {{{10, 0, 0, 0, 240}, {20, 0, 0, 0, 480}}};
  EXPECT_EQ(BuildEvidence({samples}, {}).cases[0].allocations->leaked_bytes, 24);
  samples.allocations = {{{10, 0, 0, 0, -240}, {20, 0, 0, 0, -480}}};
  EXPECT_EQ(BuildEvidence({samples}, {}).cases[0].allocations->leaked_bytes, 0);
}

TEST(Evidence, MetricsThatDifferBetweenRepeatsKeepTheLargestAndTheSmallest) {
  CaseSamples samples = Case(kOptimized);
  samples.allocations = {Counted(10, 30), Counted(10, 20), Counted(10, 21)};
  const AllocationEvidence evidence = *BuildEvidence({samples}, {}).cases[0].allocations;
  EXPECT_EQ(evidence.allocations, 2);
  EXPECT_EQ(evidence.smallest, (decltype(evidence.smallest){{"allocated_bytes", 64}, {"allocations", 1}}));
}

TEST(Evidence, TemporaryAllocationsAreASlopeLikeAllOthersIfEveryWorkerCountsThem) {
  CaseSamples samples = Case(kOptimized);
  samples.allocations = {{{10, 70, 0, 0, 0, 30}, {20, 140, 0, 0, 0, 60}}};
  EXPECT_EQ(BuildEvidence({samples}, {}).cases[0].allocations->temporary_allocations, 3);
  samples.allocations[0].n.temporary_allocations = std::nullopt;
  EXPECT_EQ(BuildEvidence({samples}, {}).cases[0].allocations->temporary_allocations, std::nullopt);
}

TEST(Evidence, ACaseThatFixesItsIterationsHasItsTotalsInsteadOfASlope) {
  CaseSamples samples = Case(kOptimized);
  samples.allocations = {{{5, 10, 0, 0, 0}, {5, 10, 0, 0, 0}}};
  EXPECT_EQ(BuildEvidence({samples}, {}).cases[0].allocations->allocations, 2);
}

TEST(Evidence, WhatWasNotCountedIsAbsentAndNotZero) {
  EXPECT_EQ(BuildEvidence({Case(kOptimized)}, {}).cases[0].allocations, std::nullopt);
  EXPECT_EQ(BuildEvidence({Case(kOptimized)}, {}).cases[0].time, std::nullopt);
}

TEST(Evidence, AProcessIsOneObservationHoweverManyRounds) {
  CaseSamples baseline = Case(kBaseline);
  CaseSamples optimized = Case(kOptimized);
  for (int process = 0; process < 3; ++process) {
    for (int round = 0; round < 8; ++round) {
      // A process-wide factor that hits both sides alike must cancel in the ratio.
      const double slow = process == 1 ? 1.8 : 1;
      baseline.slices.push_back({process, round, 10, 1000 * slow});
      optimized.slices.push_back({process, round, 20, 500 * slow});
    }
  }
  const Evidence evidence = BuildEvidence({baseline, optimized}, {{kOptimized, kBaseline}});
  ASSERT_EQ(evidence.pairs.size(), 1u);
  ASSERT_EQ(evidence.pairs[0].log_ratios.size(), 3u);
  for (double d : evidence.pairs[0].log_ratios) EXPECT_NEAR(d, std::log(0.25), 1e-12);
  EXPECT_EQ(evidence.pairs[0].contender_floors_ns, (std::vector<double>{25, 45, 25}));
  EXPECT_EQ(evidence.cases[1].time->floor_ns, 25);
  EXPECT_EQ(evidence.cases[1].time->processes, 3);
  EXPECT_EQ(evidence.cases[1].time->slices, 24);
}

// Every process of either side has an offset of its own for life, by page placement say, and no side is slower.
TEST(Evidence, AnOffsetByProcessIsNoiseBetweenProcessesAndNotThirtyTwoWitnesses) {
  int covered = 0;
  int covered_by_rounds = 0;
  constexpr int kRuns = 100;
  for (uint64_t seed = 1; seed <= kRuns; ++seed) {
    Noise noise(seed);
    CaseSamples baseline = Case(kBaseline);
    CaseSamples optimized = Case(kOptimized);
    std::vector<double> of_rounds;
    for (int process = 0; process < 8; ++process) {
      const double offset = noise.Normal(0.05);
      for (int round = 0; round < 32; ++round) {
        const double d = offset + noise.Normal(0.01);
        baseline.slices.push_back({process, round, 10, 1000});
        optimized.slices.push_back({process, round, 10, 1000 * std::exp(d)});
        of_rounds.push_back(d);
      }
    }
    const Evidence evidence = BuildEvidence({baseline, optimized}, {{kOptimized, kBaseline}});
    const auto covers_zero = [](const std::optional<LogRatioInterval>& interval) {
      return interval.has_value() && interval->low <= 0 && 0 <= interval->high;
    };
    covered += covers_zero(EConfidenceInterval(evidence.pairs[0].log_ratios));
    covered_by_rounds += covers_zero(EConfidenceInterval(of_rounds));
  }
  EXPECT_GE(covered, 0.95 * kRuns) << "seeds 1 to " << kRuns;
  EXPECT_LE(covered_by_rounds, 0.75 * kRuns) << "it promises 95 %, and the fixture must fool it";
}

TEST(Evidence, OnlyRoundsThatBothSidesRanAreCompared) {
  CaseSamples baseline = Case(kBaseline);
  CaseSamples optimized = Case(kOptimized);
  baseline.slices = {{0, 0, 1, 100}, {1, 0, 1, 100}};
  optimized.slices = {{0, 0, 1, 50}, {0, 1, 1, 9999}, {2, 0, 1, 1}};
  const Evidence evidence = BuildEvidence({baseline, optimized}, {{kOptimized, kBaseline}});
  ASSERT_EQ(evidence.pairs[0].log_ratios.size(), 1u);
  EXPECT_NEAR(evidence.pairs[0].log_ratios[0], std::log(0.5), 1e-12);
}

TEST(Evidence, ACaseThatFailedHasNoTime) {
  CaseSamples samples = Case(kOptimized);
  samples.slices = {{0, 0, 1, 100}};
  samples.error = "was killed by SIGSEGV";
  const Evidence evidence = BuildEvidence({samples}, {{kOptimized, kBaseline}});
  EXPECT_EQ(evidence.cases[0].time, std::nullopt);
  EXPECT_EQ(evidence.cases[0].error, "was killed by SIGSEGV");
  EXPECT_TRUE(evidence.pairs[0].log_ratios.empty());
}

TEST(Evidence, CountersAreAggregatedAsDeclaredAndByTheMedianOtherwise) {
  CaseSamples samples = Case(kOptimized);
  samples.counters["worst"] = samples.counters["plain"] = {{0, 1}, {0, 2}, {0, 9}};
  Metrics metrics = BuiltInMetrics();
  metrics.push_back(
      {.name = "worst", .unit = "ns", .counter = true, .scale = 1000, .aggregation = Aggregation::kMaximum});
  const CaseEvidence evidence = BuildEvidence({samples}, {}, metrics).cases[0];
  ASSERT_EQ(evidence.counters.size(), 2u);
  EXPECT_EQ(evidence.counters.at("worst").value, 9000);
  EXPECT_EQ(evidence.counters.at("worst").unit, "ns");
  EXPECT_EQ(evidence.counters.at("plain").value, 2);
  EXPECT_EQ(evidence.counters.at("plain").unit, "");
}

TEST(Evidence, AFailedCaseHasNoCounters) {
  CaseSamples samples = Case(kOptimized);
  samples.counters["ratio"] = {{0, 1}};
  samples.error = "its counter \"ratio\" was nan";
  EXPECT_TRUE(BuildEvidence({samples}, {}).cases[0].counters.empty());
}

TEST(Evidence, ACounterThatIsCalledLikeAMetricOfPawlsOwnIsJustACounter) {
  CaseSamples samples = Case(kOptimized);
  samples.counters["peak_bytes"] = {{0, 5}};
  const CaseEvidence evidence = BuildEvidence({samples}, {}).cases[0];
  EXPECT_EQ(evidence.counters.at("peak_bytes").value, 5);
  EXPECT_EQ(evidence.counters.at("peak_bytes").unit, "") << "nobody said that it counts bytes";
}

}  // namespace
}  // namespace pawl::stats

#include "tools/stats/counter.h"

#include "gtest/gtest.h"

namespace pawl::stats {
namespace {

MetricInfo Aggregating(Aggregation aggregation, double scale = 1) {
  MetricInfo metric;
  metric.name = "c";
  metric.unit = "ns";
  metric.counter = true;
  metric.scale = scale;
  metric.aggregation = aggregation;
  return metric;
}

// A process of one slow slice beside two of many fast ones.
const std::vector<CounterSample> kUneven = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 2}, {1, 8}, {7, 100}};

TEST(Counter, EveryProcessCountsOnceHoweverManySlicesItRan) {
  EXPECT_EQ(Counter(kUneven, Aggregating(Aggregation::kMedian)).value, 2) << "of 2, 2 and 100";
  EXPECT_EQ(Counter(kUneven, Aggregating(Aggregation::kMean)).value, (2.0 + 4.0 + 100.0) / 3);
  EXPECT_EQ(Counter(kUneven, Aggregating(Aggregation::kMinimum)).value, 1);
  EXPECT_EQ(Counter(kUneven, Aggregating(Aggregation::kMaximum)).value, 100);
  EXPECT_EQ(Counter(kUneven, Aggregating(Aggregation::kMedian)).processes, 3);
}

TEST(Counter, NumbersAreInTheBaseUnit) {
  const CounterEvidence evidence = Counter(kUneven, Aggregating(Aggregation::kMaximum, 1000));
  EXPECT_EQ(evidence.value, 100'000);
  EXPECT_EQ(evidence.smallest, 1000);
  EXPECT_EQ(evidence.largest, 100'000);
  EXPECT_EQ(evidence.unit, "ns");
}

TEST(Counter, AConstantStaysExactlyItselfUnderEveryAggregation) {
  std::vector<CounterSample> samples;
  for (int i = 0; i < 70; ++i) samples.push_back({i / 10, 0.1});
  for (const Aggregation aggregation :
       {Aggregation::kMedian, Aggregation::kMinimum, Aggregation::kMaximum, Aggregation::kMean}) {
    const CounterEvidence evidence = Counter(samples, Aggregating(aggregation));
    EXPECT_EQ(evidence.value, 0.1) << Word(aggregation);
    EXPECT_EQ(evidence.smallest, evidence.largest);
  }
}

}  // namespace
}  // namespace pawl::stats

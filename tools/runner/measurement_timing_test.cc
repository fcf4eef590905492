#include <limits>
#include <map>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/fake_measurement.h"
#include "tools/runner/fake_worker.h"
#include "tools/runner/measurement.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Calibration, SlicesTakeAboutAThirdOfAMillisecond) {
  for (double iteration_ns : {1.5, 20.0, 333.0, 7000.0, 100e3}) {
    const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(iteration_ns));
    ASSERT_EQ(samples.error, std::nullopt);
    const double slice_ns = static_cast<double>(samples.iterations_per_slice) * iteration_ns;
    EXPECT_GE(slice_ns, 0.15e6) << iteration_ns;
    EXPECT_LE(slice_ns, 0.6e6) << iteration_ns;
    EXPECT_THAT(samples.warnings, IsEmpty());
  }
}

TEST(Calibration, LargeWorkingSetsGetAMillisecond) {
  for (int64_t bytes : {90'000, 110'000}) {
    FakeMeasurement fake({FakeCase("a").Takes(100).Allocates(1, bytes)});
    fake.SelectTogether();
    fake.measurement.CountAllocations();
    fake.Time();
    const double slice_ns = static_cast<double>(fake.Of("a").iterations_per_slice) * 100;
    EXPECT_EQ(slice_ns >= 0.5e6, bytes > 100'000) << slice_ns;
  }
}

TEST(Calibration, SlicesGrowUntilSetUpIsUnderHalfOfTheTime) {
  for (const double set_up_ns : {4e6, 8e6}) {
    const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(300).SetsUpFor(set_up_ns));
    EXPECT_GE(static_cast<double>(samples.iterations_per_slice) * 300, set_up_ns);
    EXPECT_LE(static_cast<double>(samples.iterations_per_slice) * 300, 20e6);
    EXPECT_THAT(samples.warnings, IsEmpty());
  }
}

TEST(Calibration, WhatGrowsWithTheIterationsIsNoSetUp) {
  const auto as_long_as_the_loop = [](const FakeCall& call) { return 150.0 * static_cast<double>(call.iterations); };
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(100).SetsUpFor(as_long_as_the_loop));
  EXPECT_LE(static_cast<double>(samples.iterations_per_slice) * 100, 1e6);
}

TEST(Calibration, ASlowEpisodeInTheFirstSliceDoesNotLengthenAll) {
  const auto slow_at_first = [](const FakeCall& call) { return call.iterations == 1 ? 8e6 : 0.0; };
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(100).SetsUpFor(slow_at_first));
  EXPECT_LE(static_cast<double>(samples.iterations_per_slice) * 100, 1e6);
}

TEST(Calibration, SetUpThatNoSliceCanOutlastIsAWarning) {
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(100).SetsUpFor(500e6));
  EXPECT_EQ(samples.error, std::nullopt);
  EXPECT_LE(static_cast<double>(samples.iterations_per_slice) * 100, 20e6);
  EXPECT_THAT(samples.warnings, ElementsAre(HasSubstr("set-up dominates")));
}

TEST(Calibration, IterationsStayFrozenThoughLaterProcessesAreSlower) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b")});
  fake.factory.VariesByProcess(0.5, 7).Drifts(0.001);
  fake.SelectTogether();
  for (int i = 0; i < 4; ++i) fake.Time();
  const CaseSamples samples = fake.Of("a");
  ASSERT_THAT(samples.slices, SizeIs(4 * 32));
  std::set<double> times;
  for (const Sample& s : samples.slices) {
    EXPECT_EQ(s.iterations, samples.iterations_per_slice);
    times.insert(s.time_ns);
  }
  EXPECT_GT(times.size(), 100u) << "processes differ and drift, though iterations do not";
  EXPECT_EQ(fake.measurement.processes(), 4);
}

TEST(Calibration, ExplicitIterationsAreKeptAndSaid) {
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").FixesIterations(5));
  EXPECT_EQ(samples.error, std::nullopt);
  EXPECT_THAT(samples.warnings, ElementsAre(HasSubstr("it ran 5: ->Iterations() wins")));
  EXPECT_LT(samples.iterations_per_slice, 100) << "what has no effect is not raised for ever";
  for (const Sample& s : samples.slices) EXPECT_EQ(s.iterations, 5);
}

TEST(Calibration, ThreadsExplainTheirIterationsByName) {
  EXPECT_THAT(SamplesAfterTiming(FakeCase("a/real_time/threads:2").RunsTimes(2)).warnings, IsEmpty());
  EXPECT_THAT(SamplesAfterTiming(FakeCase("a/repeats:2").RunsTimes(2)).warnings,
              ElementsAre(HasSubstr("->Repetitions() multiplies")));
}

TEST(SlowCases, AnIterationAboveTenMillisecondsIsOneRoundWithoutWarmUp) {
  FakeMeasurement fake({FakeCase("a").Takes(15e6)});
  fake.SelectTogether();
  fake.Time();
  fake.Time();
  EXPECT_THAT(fake.Of("a").slices, SizeIs(2));
  EXPECT_THAT(fake.Calls("a", FakeRequest::kRun), SizeIs(4)) << "two to calibrate, then one in each process";
  for (const FakeCall& call : fake.Calls("a", FakeRequest::kRun)) {
    EXPECT_EQ(call.iterations, 1);
    EXPECT_EQ(call.warm_up, 0);
  }
}

TEST(SlowCases, AnIterationAboveAMillisecondHasSixteenRounds) {
  EXPECT_THAT(SamplesAfterTiming(FakeCase("a").Takes(2e6)).slices, SizeIs(16));
}

TEST(SlowCases, AnIterationAboveASecondIsSentToTheSweep) {
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(1.5e9));
  EXPECT_THAT(samples.error.value_or(""), AllOf(HasSubstr("1.5 s"), HasSubstr("`sweep`")));
  EXPECT_THAT(samples.slices, IsEmpty());
}

TEST(SlowCases, ASweepMeasuresAnIterationAboveASecond) {
  FakeMeasurement fake({FakeCase("a").Takes(1.5e9)});
  fake.SelectTogether();
  fake.measurement.MeasureSlowCases();
  fake.Time();
  EXPECT_EQ(fake.Error("a"), "");
  EXPECT_THAT(fake.Of("a").slices, SizeIs(1));
}

TEST(DeadCode, LessThanANanosecondIsNoWork) {
  EXPECT_THAT(ErrorAfterTiming(FakeCase("a").Takes(0.3)), HasSubstr("0.30 ns per iteration is no work"));
}

TEST(DeadCode, TimeThatDoesNotGrowWithIterationsIsNoWork) {
  const auto constant = [](const FakeCall&) { return 4e5; };
  EXPECT_THAT(ErrorAfterTiming(FakeCase("a").Takes(constant)), HasSubstr("adding iterations adds no time"));
  EXPECT_THAT(ErrorAfterTiming(FakeCase("a").On(Clock::kWall).Takes(constant)), HasSubstr("adds no time"));
}

// A search's first query may be the dearest of all.
TEST(DeadCode, IterationsThatDifferAreWork) {
  const auto dear_first = [](const FakeCall& call) {
    const int64_t dear = (call.iterations + 7) / 8;
    return 4e5 * static_cast<double>(dear) + 100.0 * static_cast<double>(call.iterations);
  };
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(dear_first));
  EXPECT_EQ(samples.error, std::nullopt);
  EXPECT_EQ(samples.iterations_per_slice, 16) << "one of them tells nothing of the others";
}

TEST(Calibration, ASlowEpisodeIsNoLongSlice) {
  for (const int slow : {0, 1, 2, 3}) {
    const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes([&](const FakeCall& call) {
      return 3e3 * static_cast<double>(call.iterations) + (call.call == slow ? 1e6 : 0.0);
    }));
    EXPECT_EQ(samples.error, std::nullopt);
    EXPECT_EQ(samples.iterations_per_slice, 100) << "slow: " << slow;
  }
}

TEST(Calibration, TheFixtureIsNoSetUpOfLaterSlices) {
  const auto fixture = [](const FakeCall& call) { return call.call == 0 ? 2e9 : 0.0; };
  const auto faster_at_first = [](const FakeCall& call) {
    return (call.call == 0 ? 1.9e5 : 2e5) * static_cast<double>(call.iterations);
  };
  EXPECT_EQ(SamplesAfterTiming(FakeCase("a").Takes(faster_at_first).SetsUpFor(fixture)).iterations_per_slice, 1);
}

TEST(Clock, UselessTimesAreErrorsFromTheFirstSliceAndLater) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Clock clock : {Clock::kCpu, Clock::kWall}) {
    for (const double useless : {0.0, -5.0, nan, std::numeric_limits<double>::infinity(), -nan}) {
      for (const int from : {0, 30}) {
        const auto slice_ns = [&](const FakeCall& call) {
          return call.call < from ? 100.0 * static_cast<double>(call.iterations) : useless;
        };
        const CaseSamples samples = SamplesAfterTiming(FakeCase("a").On(clock).Takes(slice_ns));
        EXPECT_THAT(samples.error.value_or(""), HasSubstr("the clock gave no usable time")) << useless << " " << from;
        for (const Sample& s : samples.slices) EXPECT_GT(s.time_ns, 0);
      }
    }
  }
}

TEST(Schedule, FollowsFromTheSeed) {
  const auto schedule = [](uint64_t seed) {
    FakeMeasurement fake({FakeCase("a"), FakeCase("b"), FakeCase("c")}, seed);
    fake.SelectTogether();
    fake.Time();
    return fake.factory.Log();
  };
  EXPECT_EQ(schedule(1), schedule(1));
  EXPECT_NE(schedule(1), schedule(2));
}

TEST(Schedule, StackOffsetsVaryWithinAPageAndStayAligned) {
  FakeMeasurement fake({FakeCase("a")});
  fake.SelectTogether();
  fake.Time();
  std::set<int64_t> offsets;
  for (const FakeCall& call : fake.Calls("a", FakeRequest::kRun)) {
    EXPECT_EQ(call.stack_bytes % 16, 0);
    EXPECT_GE(call.stack_bytes, 0);
    EXPECT_LT(call.stack_bytes, 4096);
    offsets.insert(call.stack_bytes);
  }
  EXPECT_GT(offsets.size(), 10u);
}

TEST(Schedule, RoundsOfAGroupInterleaveAndChangeTheirOrder) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b"), FakeCase("c")});
  fake.SelectTogether();
  fake.Time();
  std::vector<std::string> order;
  for (const FakeCall& call : fake.factory.Log()) {
    if (call.request == FakeRequest::kRun && call.warm_up > 0) order.push_back(call.case_name);
  }
  ASSERT_EQ(order.size(), 3u * 32);
  std::set<std::string> orders;
  for (size_t round = 0; round < 32; ++round) {
    const std::vector<std::string> names(order.begin() + 3 * static_cast<long>(round),
                                         order.begin() + 3 * static_cast<long>(round + 1));
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 3u) << "every case once per round";
    orders.insert(names[0] + names[1] + names[2]);
  }
  EXPECT_GT(orders.size(), 3u);
  for (const CaseSamples& samples : fake.measurement.Samples()) {
    for (size_t i = 0; i < samples.slices.size(); ++i) EXPECT_EQ(samples.slices[i].round, static_cast<int>(i));
  }
}

TEST(Schedule, OnlyTheNamedGroupsAreTimedEachProcessInANewWorker) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b")});
  fake.SelectApart();
  fake.measurement.TimeOneProcess({1});
  fake.measurement.TimeOneProcess({1});
  EXPECT_THAT(fake.Of("a").slices, IsEmpty());
  EXPECT_THAT(fake.Of("b").slices, SizeIs(64));
  EXPECT_THAT(fake.factory.Started(), SizeIs(3)) << "one to list the cases, one per timed process";
  EXPECT_THAT(fake.factory.Started(), Each(WorkerKind::kTiming));
  EXPECT_GT(fake.measurement.measured_s(), 0);
}

TEST(Schedule, EachGroupIsTimedInACopyOfItsOwn) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b"), FakeCase("c")});
  ASSERT_TRUE(fake.measurement.Open(true).ok());
  fake.measurement.Select({{"a", "b"}, {"c"}});
  fake.Time();
  std::map<std::string, std::set<int>> copies;
  for (const FakeCall& call : fake.factory.Log()) copies[call.case_name].insert(call.copy);
  EXPECT_THAT(copies["a"], SizeIs(1));
  EXPECT_EQ(copies["a"], copies["b"]);
  EXPECT_THAT(copies["c"], SizeIs(1));
  EXPECT_NE(copies["a"], copies["c"]);
  EXPECT_FALSE(copies["a"].contains(0) || copies["c"].contains(0));
}

TEST(Schedule, AWorkerThatCannotBeCopiedTimesAndEachOfItsCasesIsWarnedOnce) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b")});
  fake.factory.CannotCopy("the process has 2 threads");
  fake.SelectApart();
  fake.Time();
  fake.Time();
  for (const char* name : {"a", "b"}) {
    EXPECT_THAT(fake.Of(name).slices, SizeIs(64));
    EXPECT_THAT(fake.Of(name).warnings, ElementsAre(HasSubstr("cannot be copied, since the process has 2 threads")));
  }
}

TEST(Schedule, GroupsWithAWallClockCaseAreNotPinned) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b").On(Clock::kWall)});
  fake.SelectTogether();
  fake.Time();
  EXPECT_THAT(fake.factory.Pins(), ElementsAre(std::nullopt));
  FakeMeasurement cpu({FakeCase("a")});
  cpu.SelectTogether();
  cpu.Time();
  ASSERT_THAT(cpu.factory.Pins(), SizeIs(1));
  EXPECT_TRUE(cpu.factory.Pins()[0].has_value());
}

TEST(Counters, EverySliceThatIsTimedHandsItsCountersOn) {
  FakeMeasurement fake(
      {FakeCase("a").Sets("ratio", [](const FakeCall& call) { return 2.5 + call.process; }), FakeCase("b")});
  fake.SelectApart();
  fake.Time();
  fake.Time();
  const CaseSamples samples = fake.Of("a");
  ASSERT_THAT(samples.counters.at("ratio"), SizeIs(samples.slices.size()));
  for (size_t i = 0; i < samples.slices.size(); ++i) {
    EXPECT_EQ(samples.counters.at("ratio")[i].process, samples.slices[i].process);
  }
  EXPECT_NE(samples.counters.at("ratio").front().value, samples.counters.at("ratio").back().value);
  EXPECT_THAT(fake.Of("b").counters, IsEmpty());
}

TEST(Counters, OneThatIsNoNumberIsTheErrorOfItsCase) {
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()}) {
    FakeMeasurement fake({FakeCase("a").Sets("ratio", [=](const FakeCall&) { return value; }), FakeCase("b")});
    fake.SelectApart();
    fake.Time();
    EXPECT_THAT(fake.Error("a"), AllOf(HasSubstr("its counter \"ratio\" was"), HasSubstr("must be a number")));
    EXPECT_EQ(fake.Error("b"), "");
    EXPECT_THAT(fake.Of("b").slices, SizeIs(32));
  }
}

}  // namespace
}  // namespace pawl

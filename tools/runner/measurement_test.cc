#include "tools/runner/measurement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/fake_worker.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kBaseline[] = "sums/Add/impl:baseline/n:8";
constexpr char kOptimized[] = "sums/Add/impl:optimized/n:8";

// A fake binary and a measurement of all its cases, each in a group of its own or all in one.
class Fake {
 public:
  explicit Fake(std::vector<FakeCase> cases, uint64_t seed = 1)
      : factory(std::move(cases)), measurement(factory, seed) {}

  void SelectTogether() {
    ASSERT_TRUE(measurement.Open(true).ok());
    Group all;
    for (const WorkerCase& c : measurement.Cases()) all.push_back(c.name);
    measurement.Select({all});
  }

  void SelectApart() {
    ASSERT_TRUE(measurement.Open(true).ok());
    std::vector<Group> groups;
    for (const WorkerCase& c : measurement.Cases()) groups.push_back({c.name});
    measurement.Select(groups);
  }

  // Times every group in one process more.
  void Time() {
    std::set<size_t> groups;
    for (size_t i = 0; i < measurement.Groups().size(); ++i) groups.insert(i);
    measurement.TimeOneProcess(groups);
  }

  CaseSamples Of(const std::string& name) const {
    for (CaseSamples& samples : measurement.Samples()) {
      if (samples.case_name == name) return samples;
    }
    ADD_FAILURE() << "no samples of " << name;
    return {};
  }

  std::string Error(const std::string& name) const { return Of(name).error.value_or(""); }

  std::vector<FakeCall> Calls(const std::string& name, FakeRequest request) const {
    std::vector<FakeCall> calls;
    for (const FakeCall& call : factory.Log()) {
      if (call.case_name == name && call.request == request) calls.push_back(call);
    }
    return calls;
  }

  FakeWorkerFactory factory;
  Measurement measurement;
};

// The error of a single case of this kind after one process.
std::string ErrorAfterTiming(FakeCase scripted) {
  Fake fake({std::move(scripted)});
  fake.SelectTogether();
  fake.Time();
  return fake.measurement.Samples()[0].error.value_or("");
}

CaseSamples SamplesAfterTiming(FakeCase scripted) {
  Fake fake({std::move(scripted)});
  fake.SelectTogether();
  fake.Time();
  return fake.measurement.Samples()[0];
}

TEST(GroupCases, AChainOfPairsIsOneGroupInOrderOfFirstAppearance) {
  EXPECT_THAT(GroupCases({"e", "a", "b", "c", "d"}, {{"c", "b"}, {"a", "c"}}),
              ElementsAre(ElementsAre("e"), ElementsAre("a", "b", "c"), ElementsAre("d")));
}

TEST(GroupCases, PairsWithStrangersAndWithOneselfChangeNothing) {
  EXPECT_THAT(GroupCases({"a", "b"}, {{"a", "stranger"}, {"stranger", "b"}, {"a", "a"}}),
              ElementsAre(ElementsAre("a"), ElementsAre("b")));
  EXPECT_THAT(GroupCases({}, {{"a", "b"}}), IsEmpty());
}

std::string OpenError(FakeWorkerFactory& factory, bool require_optimized = true) {
  Measurement measurement(factory, 1);
  return std::string(measurement.Open(require_optimized).message());
}

TEST(Open, EveryUnfitBinaryIsRefusedWithASentenceOfItsOwn) {
  FakeWorkerFactory unoptimized({FakeCase(kBaseline)});
  unoptimized.Says("optimized", "no");
  EXPECT_THAT(OpenError(unoptimized), AllOf(HasSubstr("without optimization"), HasSubstr("-c opt")));
  EXPECT_EQ(OpenError(unoptimized, false), "");

  FakeWorkerFactory sanitized({FakeCase(kBaseline)});
  sanitized.Says("sanitized", "yes").Says("optimized", "no");
  EXPECT_THAT(OpenError(sanitized), AllOf(HasSubstr("with a sanitizer"), Not(HasSubstr("optimization"))));
  EXPECT_EQ(OpenError(sanitized, false), "");

  FakeWorkerFactory empty({});
  EXPECT_THAT(OpenError(empty), HasSubstr("registers no benchmark"));
  EXPECT_THAT(OpenError(empty, false), HasSubstr("registers no benchmark"));

  FakeWorkerFactory absent({FakeCase(kBaseline)});
  absent.RefusesToStartFrom(0, "no such binary");
  EXPECT_EQ(OpenError(absent), "no such binary");
}

TEST(Answers, ADifferenceNamesReferencePositionAndBothTextsAndNothingIsTimed) {
  Fake fake({FakeCase(kBaseline).Answers("the sum is 36 and no more"),
             FakeCase(kOptimized).Answers("the sum is 35 and no\nmore")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  fake.measurement.CountAllocations();
  fake.Time();
  EXPECT_THAT(fake.Error(kOptimized),
              AllOf(HasSubstr("outputs differ"), HasSubstr(kBaseline), HasSubstr("from byte 12"),
                    HasSubstr("\"e sum is 35 and no.more\""), HasSubstr("\"e sum is 36 and")));
  EXPECT_THAT(fake.Calls(kOptimized, FakeRequest::kRun), IsEmpty());
  EXPECT_THAT(fake.Calls(kOptimized, FakeRequest::kCount), IsEmpty());
  EXPECT_EQ(fake.Error(kBaseline), "");
  EXPECT_THAT(fake.Of(kBaseline).slices, Not(IsEmpty()));
}

TEST(Answers, AnAnswerThatOnlyEndsEarlierDiffersWhereItEnds) {
  Fake fake({FakeCase(kBaseline).Answers("12345"), FakeCase(kOptimized).Answers("123")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kOptimized),
              HasSubstr("has 3 bytes, that of " + std::string(kBaseline) + " has 5; from byte 3"));
}

TEST(Answers, ASelectedContenderIsComparedWithAnUnselectedReference) {
  Fake fake({FakeCase(kBaseline).Answers("36"), FakeCase(kOptimized).Answers("35")});
  ASSERT_TRUE(fake.measurement.Open(true).ok());
  fake.measurement.Select({{kOptimized}});
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kOptimized), HasSubstr("outputs differ"));
  EXPECT_THAT(fake.Calls(kBaseline, FakeRequest::kRun), IsEmpty());
}

TEST(Answers, CasesWithoutAnAnswerOrAReferencePass) {
  Fake fake({FakeCase(kBaseline), FakeCase(kOptimized).Answers("36"), FakeCase("BM_Plain"),
             FakeCase("lonely/Op/impl:optimized").Answers("1")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  for (const CaseSamples& samples : fake.measurement.Samples()) EXPECT_EQ(samples.error, std::nullopt);
}

TEST(Answers, ACrashIsTheErrorOfTheCaseThatCrashedAndOthersGoOnInANewWorker) {
  Fake fake({FakeCase(kBaseline).Answers("36"), FakeCase(kOptimized).Answers("36").Crashes(FakeRequest::kAnswer),
             FakeCase("sums/Add/impl:wrong/n:8").Answers("35")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kOptimized), AllOf(StartsWith("computing its answer:"), HasSubstr("SIGSEGV")));
  EXPECT_EQ(fake.Error(kBaseline), "");
  EXPECT_THAT(fake.Error("sums/Add/impl:wrong/n:8"), HasSubstr("outputs differ"));
  EXPECT_THAT(fake.factory.Started(), SizeIs(2));
}

TEST(Answers, AReferenceThatCrashesIsAskedOnce) {
  Fake fake({FakeCase(kBaseline).Crashes(FakeRequest::kAnswer), FakeCase("sums/Add/impl:a/n:8").Answers("1"),
             FakeCase("sums/Add/impl:b/n:8").Answers("1"), FakeCase("sums/Add/impl:c/n:8").Answers("1")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kBaseline), AllOf(HasSubstr("computing the answer of"), HasSubstr("SIGSEGV")));
  EXPECT_THAT(fake.Calls(kBaseline, FakeRequest::kAnswer), SizeIs(1));
}

TEST(Answers, WithoutItsUnselectedReferenceNoContenderPasses) {
  Fake fake({FakeCase(kBaseline).Crashes(FakeRequest::kAnswer), FakeCase("sums/Add/impl:a/n:8").Answers("1"),
             FakeCase("sums/Add/impl:b/n:8").Answers("1")});
  ASSERT_TRUE(fake.measurement.Open(true).ok());
  fake.measurement.Select({{"sums/Add/impl:a/n:8", "sums/Add/impl:b/n:8"}});
  fake.measurement.CheckAnswers();
  for (const CaseSamples& samples : fake.measurement.Samples()) {
    EXPECT_THAT(samples.error.value_or(""), HasSubstr("computing the answer of " + std::string(kBaseline)));
  }
}

TEST(Smoke, EveryCaseRunsOnceAndOnlyErrorsAreRecorded) {
  Fake fake(
      {FakeCase("a").Crashes(FakeRequest::kRun), FakeCase("b"), FakeCase("c").Skips(FakeRequest::kRun, "no file")});
  fake.SelectApart();
  fake.measurement.SmokeCases();
  EXPECT_THAT(fake.Error("a"), AllOf(StartsWith("running one iteration:"), HasSubstr("SIGSEGV")));
  EXPECT_THAT(fake.Error("c"), HasSubstr("no file"));
  EXPECT_EQ(fake.Error("b"), "");
  EXPECT_THAT(fake.Calls("b", FakeRequest::kRun), SizeIs(1));
  EXPECT_THAT(fake.Of("b").slices, IsEmpty());
}

TEST(Allocations, CountsOfNAndTwiceNAreHandedOnTwice) {
  Fake fake({FakeCase("a").Allocates(7, 64)});
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  const CaseSamples samples = fake.Of("a");
  ASSERT_EQ(samples.error, std::nullopt);
  ASSERT_THAT(samples.allocations, SizeIs(2));
  for (const AllocationPair& pair : samples.allocations) {
    EXPECT_EQ(pair.twice_n.iterations, 2 * pair.n.iterations);
    EXPECT_EQ(pair.n.allocations, 7 * pair.n.iterations);
    EXPECT_EQ(pair.twice_n.allocated_bytes, 448 * pair.twice_n.iterations);
  }
  EXPECT_EQ(fake.factory.Started().back(), WorkerKind::kCounting);
}

TEST(Allocations, TheFirstCallIsNotAmongThem) {
  Fake fake({FakeCase("a").Allocates([](const FakeCall& call) {
    return AllocationCount{.iterations = call.iterations, .allocations = call.call == 0 ? 1000 : 0};
  })});
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  for (const AllocationPair& pair : fake.Of("a").allocations) EXPECT_EQ(pair.n.allocations, 0);
}

TEST(Allocations, SlowCasesAreCountedByOneIteration) {
  Fake fake({FakeCase("a").Takes(20e6)});
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  EXPECT_EQ(fake.Of("a").allocations[0].n.iterations, 1);
}

TEST(Allocations, AnAbsentCounterIsNoZero) {
  for (const char* state : {"absent", "present"}) {
    Fake fake({FakeCase("a"), FakeCase("b")});
    fake.factory.Says("counter", state);
    fake.SelectTogether();
    fake.measurement.CountAllocations();
    const bool absent = std::string(state) == "absent";
    for (const CaseSamples& samples : fake.measurement.Samples()) {
      EXPECT_EQ(samples.allocations_absent.has_value(), absent);
      EXPECT_EQ(samples.allocations.empty(), absent);
      EXPECT_EQ(samples.error, std::nullopt);
    }
  }
}

TEST(Allocations, ABlindCounterIsAnError) {
  Fake fake({FakeCase("a")});
  fake.factory.Says("counter", "blind");
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  EXPECT_THAT(fake.Error("a"), HasSubstr("did not see a known allocation"));
  EXPECT_THAT(fake.Of("a").allocations, IsEmpty());
}

TEST(Allocations, ASanitizedBuildIsNotCounted) {
  Fake fake({FakeCase("a")});
  fake.factory.Says("sanitized", "yes");
  ASSERT_TRUE(fake.measurement.Open(false).ok());
  fake.measurement.Select({{"a"}});
  fake.measurement.CountAllocations();
  EXPECT_THAT(fake.Of("a").allocations_absent.value_or(""), HasSubstr("sanitizer"));
  EXPECT_THAT(fake.factory.Started(), Not(Contains(WorkerKind::kCounting)));
}

TEST(Allocations, ACrashWhileCountingIsTheCasesOwnError) {
  Fake fake({FakeCase("a").Crashes(FakeRequest::kCount, 2), FakeCase("b")});
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  fake.Time();
  EXPECT_THAT(fake.Error("a"), AllOf(StartsWith("counting allocations:"), HasSubstr("SIGSEGV")));
  EXPECT_THAT(fake.Of("a").slices, IsEmpty()) << "a failed case is not run again";
  EXPECT_THAT(fake.Of("b").allocations, SizeIs(2));
  EXPECT_THAT(fake.Of("b").slices, SizeIs(32));
}

TEST(Failures, EveryErrorSaysWhatWasGoingOnAndOthersGoOn) {
  // Calls of kRun in the first process: 0 builds the fixture, the next ones calibrate and check that work grows.
  const std::vector<std::pair<int, std::string>> endings = {
      {0, "in its first iteration:"},
      {1, "while its iterations were being calibrated:"},
      {3, "while its iterations were being calibrated:"},
      {6, "while its iterations were being calibrated:"},
      {20, "in a slice of 3000 iterations:"},
  };
  for (const auto& [call, doing] : endings) {
    SCOPED_TRACE(call);
    Fake crash({FakeCase("a").Crashes(FakeRequest::kRun, call), FakeCase("b")});
    crash.SelectApart();
    crash.Time();
    EXPECT_THAT(crash.Error("a"), AllOf(StartsWith(doing), HasSubstr("killed by SIGSEGV")));
    EXPECT_THAT(crash.Of("b").slices, SizeIs(32)) << crash.Error("b");
    const size_t asked = crash.Calls("a", FakeRequest::kRun).size();
    crash.Time();
    EXPECT_THAT(crash.Calls("a", FakeRequest::kRun), SizeIs(asked)) << "a failed case is not run again";
    EXPECT_THAT(crash.Of("b").slices, SizeIs(64));

    Fake silent({FakeCase("a").GoesSilent(FakeRequest::kRun, call), FakeCase("b")});
    silent.SelectApart();
    silent.Time();
    EXPECT_THAT(silent.Error("a"), AllOf(StartsWith(doing), HasSubstr("gave no answer for 60 s")));
    EXPECT_THAT(silent.Of("b").slices, SizeIs(32));

    Fake skip({FakeCase("a").Skips(FakeRequest::kRun, "no such input", call), FakeCase("b")});
    skip.SelectTogether();
    skip.Time();
    EXPECT_THAT(skip.Error("a"), AllOf(StartsWith(doing), HasSubstr("no such input")));
    EXPECT_THAT(skip.Of("b").slices, SizeIs(32)) << "a skip leaves the worker alive and its group in step";
    EXPECT_THAT(skip.factory.Started(), SizeIs(2));
  }
}

TEST(Failures, ThePartnerOfACrashedCaseIsTimedInTheNextProcess) {
  Fake fake({FakeCase(kBaseline), FakeCase(kOptimized).Crashes(FakeRequest::kRun, 10)});
  fake.SelectTogether();
  fake.Time();
  fake.Time();
  EXPECT_NE(fake.Error(kOptimized), "");
  EXPECT_EQ(fake.Error(kBaseline), "");
  const auto& slices = fake.Of(kBaseline).slices;
  EXPECT_EQ(std::count_if(slices.begin(), slices.end(), [](const Sample& s) { return s.process == 1; }), 32);
}

TEST(Failures, WithoutANewWorkerEveryCaseFailsButKeepsItsOwnError) {
  Fake fake({FakeCase("a").Skips(FakeRequest::kAnswer, "unused"), FakeCase("b").Skips(FakeRequest::kRun, "no input")});
  fake.SelectApart();
  fake.measurement.SmokeCases();
  fake.factory.RefusesToStartFrom(1, "the disk is full");
  fake.Time();
  EXPECT_EQ(fake.Error("a"), "the disk is full");
  EXPECT_THAT(fake.Error("b"), HasSubstr("no input"));
}

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
    Fake fake({FakeCase("a").Takes(100).Allocates(1, bytes)});
    fake.SelectTogether();
    fake.measurement.CountAllocations();
    fake.Time();
    const double slice_ns = static_cast<double>(fake.Of("a").iterations_per_slice) * 100;
    EXPECT_EQ(slice_ns >= 0.5e6, bytes > 100'000) << slice_ns;
  }
}

TEST(Calibration, SlicesGrowUntilSetUpIsUnderHalfOfTheTime) {
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(100).SetsUpFor(4e6));
  EXPECT_GE(static_cast<double>(samples.iterations_per_slice) * 100, 2e6);
  EXPECT_LE(static_cast<double>(samples.iterations_per_slice) * 100, 20e6);
}

TEST(Calibration, SetUpThatNoSliceCanOutlastIsAWarning) {
  const CaseSamples samples = SamplesAfterTiming(FakeCase("a").Takes(100).SetsUpFor(500e6));
  EXPECT_EQ(samples.error, std::nullopt);
  EXPECT_LE(static_cast<double>(samples.iterations_per_slice) * 100, 20e6);
  EXPECT_THAT(samples.warnings, ElementsAre(HasSubstr("set-up dominates")));
}

TEST(Calibration, IterationsStayFrozenThoughLaterProcessesAreSlower) {
  Fake fake({FakeCase("a"), FakeCase("b")});
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
  Fake fake({FakeCase("a").Takes(15e6)});
  fake.SelectTogether();
  fake.Time();
  fake.Time();
  EXPECT_THAT(fake.Of("a").slices, SizeIs(2));
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

TEST(DeadCode, LessThanANanosecondIsNoWork) {
  EXPECT_THAT(ErrorAfterTiming(FakeCase("a").Takes(0.3)), HasSubstr("0.30 ns per iteration is no work"));
}

TEST(DeadCode, TimeThatDoesNotGrowWithIterationsIsNoWork) {
  const auto constant = [](const FakeCall&) { return 4e5; };
  EXPECT_THAT(ErrorAfterTiming(FakeCase("a").Takes(constant)), HasSubstr("adding iterations adds no time"));
  EXPECT_THAT(ErrorAfterTiming(FakeCase("a").On(Clock::kWall).Takes(constant)), HasSubstr("adds no time"));
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
    Fake fake({FakeCase("a"), FakeCase("b"), FakeCase("c")}, seed);
    fake.SelectTogether();
    fake.Time();
    return fake.factory.Log();
  };
  EXPECT_EQ(schedule(1), schedule(1));
  EXPECT_NE(schedule(1), schedule(2));
}

TEST(Schedule, StackOffsetsVaryWithinAPageAndStayAligned) {
  Fake fake({FakeCase("a")});
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
  Fake fake({FakeCase("a"), FakeCase("b"), FakeCase("c")});
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
  Fake fake({FakeCase("a"), FakeCase("b")});
  fake.SelectApart();
  fake.measurement.TimeOneProcess({1});
  fake.measurement.TimeOneProcess({1});
  EXPECT_THAT(fake.Of("a").slices, IsEmpty());
  EXPECT_THAT(fake.Of("b").slices, SizeIs(64));
  EXPECT_THAT(fake.factory.Started(), SizeIs(3)) << "one to list the cases, one per timed process";
  EXPECT_THAT(fake.factory.Started(), Each(WorkerKind::kTiming));
  EXPECT_GT(fake.measurement.measured_s(), 0);
}

TEST(Schedule, GroupsWithAWallClockCaseAreNotPinned) {
  Fake fake({FakeCase("a"), FakeCase("b").On(Clock::kWall)});
  fake.SelectTogether();
  fake.Time();
  EXPECT_THAT(fake.factory.Pins(), ElementsAre(std::nullopt));
  Fake cpu({FakeCase("a")});
  cpu.SelectTogether();
  cpu.Time();
  ASSERT_THAT(cpu.factory.Pins(), SizeIs(1));
  EXPECT_TRUE(cpu.factory.Pins()[0].has_value());
}

}  // namespace
}  // namespace pawl

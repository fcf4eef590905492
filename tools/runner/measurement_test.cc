#include "tools/runner/measurement.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/fake_measurement.h"
#include "tools/runner/fake_worker.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

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

  FakeWorkerFactory covered({FakeCase(kBaseline)});
  covered.Says("coverage", "yes");
  EXPECT_THAT(OpenError(covered), HasSubstr("built for coverage"));
  EXPECT_EQ(OpenError(covered, false), "");

  FakeWorkerFactory empty({});
  EXPECT_THAT(OpenError(empty), HasSubstr("registers no benchmark"));
  EXPECT_THAT(OpenError(empty, false), HasSubstr("registers no benchmark"));

  FakeWorkerFactory twice({FakeCase("a"), FakeCase("b"), FakeCase("a")});
  EXPECT_THAT(OpenError(twice), HasSubstr("registers a twice"));
  EXPECT_THAT(OpenError(twice, false), HasSubstr("registers a twice"));

  for (const char* taken : {"a", "T"}) {
    FakeWorkerFactory sizes({FakeCase("a")});
    sizes.Records("T", 8).Records(taken, 16);
    EXPECT_THAT(OpenError(sizes), HasSubstr(std::string("pawl::RecordSizeof with the name ") + taken));
  }

  FakeWorkerFactory absent({FakeCase(kBaseline)});
  absent.RefusesToStartFrom(0, "no such binary");
  EXPECT_EQ(OpenError(absent), "no such binary");
}

TEST(Answers, ADifferenceNamesReferencePositionAndBothTextsAndNothingIsTimed) {
  FakeMeasurement fake({FakeCase(kBaseline).Answers("the sum is 36 and no more"),
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
  FakeMeasurement fake({FakeCase(kBaseline).Answers("12345"), FakeCase(kOptimized).Answers("123")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kOptimized),
              HasSubstr("unlike " + std::string(kBaseline) + ", its answer has 3 bytes, not 5; from byte 3"));
}

TEST(Answers, ASelectedContenderIsComparedWithAnUnselectedReference) {
  FakeMeasurement fake({FakeCase(kBaseline).Answers("36"), FakeCase(kOptimized).Answers("35")});
  ASSERT_TRUE(fake.measurement.Open(true).ok());
  fake.measurement.Select({{kOptimized}});
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kOptimized), HasSubstr("outputs differ"));
  EXPECT_THAT(fake.Calls(kBaseline, FakeRequest::kRun), IsEmpty());
}

TEST(Answers, WhereTheReferenceHasOneNoImplementationGoesWithout) {
  FakeMeasurement fake({FakeCase(kBaseline).Answers("36"), FakeCase(kOptimized)});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  fake.Time();
  EXPECT_THAT(fake.Error(kOptimized),
              HasSubstr("its reference " + std::string(kBaseline) + " has an answer, it has none"));
  EXPECT_THAT(fake.Calls(kOptimized, FakeRequest::kRun), IsEmpty());
  EXPECT_EQ(fake.Error(kBaseline), "");
}

TEST(Answers, CasesWithoutAnAnswerOrAReferencePass) {
  FakeMeasurement fake({FakeCase(kBaseline), FakeCase(kOptimized).Answers("36"), FakeCase("BM_Plain"),
                        FakeCase("lonely/Op/impl:optimized").Answers("1")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  for (const CaseSamples& samples : fake.measurement.Samples()) EXPECT_EQ(samples.error, std::nullopt);
}

TEST(Answers, WithoutABaselineTheFirstImplementationIsTheReference) {
  FakeMeasurement fake({FakeCase("sums/Add/impl:sorted/n:8").Answers("36"),
                        FakeCase("sums/Add/impl:merged/n:8").Answers("35"),
                        FakeCase("sums/Add/impl:merged/n:9").Answers("45")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error("sums/Add/impl:merged/n:8"),
              AllOf(HasSubstr("outputs differ"), HasSubstr("sums/Add/impl:sorted/n:8")));
  EXPECT_EQ(fake.Error("sums/Add/impl:sorted/n:8"), "");
  EXPECT_EQ(fake.Error("sums/Add/impl:merged/n:9"), "") << "another input";
}

TEST(Answers, TheBaselineIsTheReferenceWhereverItIsRegistered) {
  FakeMeasurement fake({FakeCase(kOptimized).Answers("35"), FakeCase(kBaseline).Answers("36")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kOptimized), HasSubstr("unlike " + std::string(kBaseline)));
  EXPECT_EQ(fake.Error(kBaseline), "");
}

TEST(Answers, ACrashIsTheErrorOfTheCaseThatCrashedAndOthersGoOnInANewWorker) {
  FakeMeasurement fake({FakeCase(kBaseline).Answers("36"),
                        FakeCase(kOptimized).Answers("36").Crashes(FakeRequest::kAnswer),
                        FakeCase("sums/Add/impl:wrong/n:8").Answers("35")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kOptimized), AllOf(StartsWith("computing its answer:"), HasSubstr("SIGSEGV")));
  EXPECT_EQ(fake.Error(kBaseline), "");
  EXPECT_THAT(fake.Error("sums/Add/impl:wrong/n:8"), HasSubstr("outputs differ"));
  EXPECT_THAT(fake.factory.Started(), SizeIs(2));
}

TEST(Answers, AReferenceThatCrashesIsAskedOnce) {
  FakeMeasurement fake({FakeCase(kBaseline).Crashes(FakeRequest::kAnswer), FakeCase("sums/Add/impl:a/n:8").Answers("1"),
                        FakeCase("sums/Add/impl:b/n:8").Answers("1"), FakeCase("sums/Add/impl:c/n:8").Answers("1")});
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  EXPECT_THAT(fake.Error(kBaseline), AllOf(HasSubstr("computing the answer of"), HasSubstr("SIGSEGV")));
  EXPECT_THAT(fake.Calls(kBaseline, FakeRequest::kAnswer), SizeIs(1));
}

TEST(Answers, WithoutItsUnselectedReferenceNoContenderPasses) {
  FakeMeasurement fake({FakeCase(kBaseline).Crashes(FakeRequest::kAnswer), FakeCase("sums/Add/impl:a/n:8").Answers("1"),
                        FakeCase("sums/Add/impl:b/n:8").Answers("1")});
  ASSERT_TRUE(fake.measurement.Open(true).ok());
  fake.measurement.Select({{"sums/Add/impl:a/n:8", "sums/Add/impl:b/n:8"}});
  fake.measurement.CheckAnswers();
  for (const CaseSamples& samples : fake.measurement.Samples()) {
    EXPECT_THAT(samples.error.value_or(""), HasSubstr("computing the answer of " + std::string(kBaseline)));
  }
}

TEST(Smoke, EveryCaseRunsOnceAndOnlyErrorsAndCountersAreRecorded) {
  FakeMeasurement fake(
      {FakeCase("a").Crashes(FakeRequest::kRun), FakeCase("b"), FakeCase("c").Skips(FakeRequest::kRun, "no file")});
  fake.SelectApart();
  fake.measurement.SmokeCases();
  EXPECT_THAT(fake.Error("a"), AllOf(StartsWith("running one iteration:"), HasSubstr("SIGSEGV")));
  EXPECT_THAT(fake.Error("c"), HasSubstr("no file"));
  EXPECT_EQ(fake.Error("b"), "");
  EXPECT_THAT(fake.Calls("b", FakeRequest::kRun), SizeIs(1));
  EXPECT_THAT(fake.Of("b").slices, IsEmpty());
}

TEST(Smoke, ACounterThatIsNoNumberOverOneIterationIsNoErrorYet) {
  FakeMeasurement fake({FakeCase("a").Sets("rate", [](const FakeCall&) { return INFINITY; })});
  fake.SelectApart();
  fake.measurement.SmokeCases();
  EXPECT_EQ(fake.Error("a"), "");
  EXPECT_TRUE(fake.Of("a").counters.contains("rate"));
}

TEST(Allocations, CountsOfNAndTwiceNAreHandedOnTwice) {
  FakeMeasurement fake({FakeCase("a").Allocates(7, 64)});
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
  FakeMeasurement fake({FakeCase("a").Allocates([](const FakeCall& call) {
    return AllocationCount{.iterations = call.iterations, .allocations = call.call == 0 ? 1000 : 0};
  })});
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  for (const AllocationPair& pair : fake.Of("a").allocations) EXPECT_EQ(pair.n.allocations, 0);
}

TEST(Allocations, SlowCasesAreCountedByOneIteration) {
  FakeMeasurement fake({FakeCase("a").Takes(20e6)});
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  EXPECT_EQ(fake.Of("a").allocations[0].n.iterations, 1);
}

TEST(Allocations, AnAbsentCounterIsNoZero) {
  for (const char* state : {"absent", "present"}) {
    FakeMeasurement fake({FakeCase("a"), FakeCase("b")});
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
  FakeMeasurement fake({FakeCase("a")});
  fake.factory.Says("counter", "blind");
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  EXPECT_THAT(fake.Error("a"), HasSubstr("did not see a known allocation"));
  EXPECT_THAT(fake.Of("a").allocations, IsEmpty());
}

TEST(Allocations, ASanitizedBuildIsNotCounted) {
  FakeMeasurement fake({FakeCase("a")});
  fake.factory.Says("sanitized", "yes");
  ASSERT_TRUE(fake.measurement.Open(false).ok());
  fake.measurement.Select({{"a"}});
  fake.measurement.CountAllocations();
  EXPECT_THAT(fake.Of("a").allocations_absent.value_or(""), HasSubstr("sanitizer"));
  EXPECT_THAT(fake.factory.Started(), Not(Contains(WorkerKind::kCounting)));
}

TEST(Allocations, AreCountedByOneNTwiceNAndNIterationsInACopyOfTheCasesOwn) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("slow").Takes(11e6), FakeCase("lazy").Takes([](const FakeCall& call) {
                          return call.call == 0 ? 20e6 : 100.0 * static_cast<double>(call.iterations);
                        })});
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  const auto iterations = [&](const std::string& name) {
    std::vector<int64_t> asked;
    for (const FakeCall& call : fake.Calls(name, FakeRequest::kCount)) asked.push_back(call.iterations);
    return asked;
  };
  EXPECT_THAT(iterations("a"), ElementsAre(1, 1, 32, 64, 32));
  EXPECT_THAT(iterations("slow"), ElementsAre(1, 1, 2, 1));
  EXPECT_THAT(iterations("lazy"), ElementsAre(1, 1, 32, 64, 32)) << "only its first iteration was slow";
  std::set<int> copies;
  for (const char* name : {"a", "slow", "lazy"}) {
    EXPECT_THAT(fake.Of(name).allocations, SizeIs(2)) << name;
    copies.insert(fake.Calls(name, FakeRequest::kCount).front().copy);
  }
  EXPECT_EQ(copies, (std::set<int>{1, 2, 3}));
}

TEST(Allocations, AWorkerThatDiesOfBeingCopiedIsTheErrorOfThatCaseAlone) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b"), FakeCase("c")});
  fake.factory.DiesOf(FakeRequest::kIsolate, 1);
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  EXPECT_THAT(fake.Of("a").allocations, SizeIs(2));
  EXPECT_THAT(fake.Error("b"), AllOf(StartsWith("copying the worker, before it ran: "), HasSubstr("SIGKILL")));
  EXPECT_THAT(fake.Of("c").allocations, SizeIs(2));
}

TEST(Allocations, AWorkerThatDiesOfReleasingACopyIsReplaced) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b")});
  fake.factory.DiesOf(FakeRequest::kRelease, 0);
  fake.SelectTogether();
  fake.measurement.CountAllocations();
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(fake.Error(name), "");
    EXPECT_THAT(fake.Of(name).allocations, SizeIs(2));
  }
  EXPECT_NE(fake.Calls("a", FakeRequest::kCount)[0].process, fake.Calls("b", FakeRequest::kCount)[0].process);
}

TEST(Failures, AGroupWhoseWorkerDiesOfBeingCopiedKeepsTheErrorsThatItHad) {
  FakeMeasurement fake({FakeCase(kBaseline).Answers("36"), FakeCase(kOptimized).Answers("35")});
  fake.factory.DiesOf(FakeRequest::kIsolate, 0);
  fake.SelectTogether();
  fake.measurement.CheckAnswers();
  fake.Time();
  EXPECT_THAT(fake.Error(kOptimized), HasSubstr("outputs differ"));
  EXPECT_THAT(fake.Error(kBaseline), StartsWith("copying the worker, before it ran: "));
}

TEST(Allocations, ACrashWhileCountingIsTheCasesOwnError) {
  FakeMeasurement fake({FakeCase("a").Crashes(FakeRequest::kCount, 2), FakeCase("b")});
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
    FakeMeasurement crash({FakeCase("a").Crashes(FakeRequest::kRun, call), FakeCase("b")});
    crash.SelectApart();
    crash.Time();
    EXPECT_THAT(crash.Error("a"), AllOf(StartsWith(doing), HasSubstr("killed by SIGSEGV")));
    EXPECT_THAT(crash.Of("b").slices, SizeIs(32)) << crash.Error("b");
    const size_t asked = crash.Calls("a", FakeRequest::kRun).size();
    crash.Time();
    EXPECT_THAT(crash.Calls("a", FakeRequest::kRun), SizeIs(asked)) << "a failed case is not run again";
    EXPECT_THAT(crash.Of("b").slices, SizeIs(64));

    FakeMeasurement silent({FakeCase("a").GoesSilent(FakeRequest::kRun, call), FakeCase("b")});
    silent.SelectApart();
    silent.Time();
    EXPECT_THAT(silent.Error("a"), AllOf(StartsWith(doing), HasSubstr("gave no answer for 60 s")));
    EXPECT_THAT(silent.Of("b").slices, SizeIs(32));

    FakeMeasurement skip({FakeCase("a").Skips(FakeRequest::kRun, "no such input", call), FakeCase("b")});
    skip.SelectTogether();
    skip.Time();
    EXPECT_THAT(skip.Error("a"), AllOf(StartsWith(doing), HasSubstr("no such input")));
    EXPECT_THAT(skip.Of("b").slices, SizeIs(32)) << "a skip leaves the worker alive and its group in step";
    EXPECT_THAT(skip.factory.Started(), SizeIs(2));
  }
}

TEST(Failures, ThePartnerOfACrashedCaseIsTimedInTheNextProcess) {
  FakeMeasurement fake({FakeCase(kBaseline), FakeCase(kOptimized).Crashes(FakeRequest::kRun, 10)});
  fake.SelectTogether();
  fake.Time();
  fake.Time();
  EXPECT_NE(fake.Error(kOptimized), "");
  EXPECT_EQ(fake.Error(kBaseline), "");
  const auto& slices = fake.Of(kBaseline).slices;
  EXPECT_EQ(std::count_if(slices.begin(), slices.end(), [](const Sample& s) { return s.process == 1; }), 32);
}

TEST(Failures, WithoutANewWorkerEveryCaseFailsButKeepsItsOwnError) {
  FakeMeasurement fake(
      {FakeCase("a").Skips(FakeRequest::kAnswer, "unused"), FakeCase("b").Skips(FakeRequest::kRun, "no input")});
  fake.SelectApart();
  fake.measurement.SmokeCases();
  fake.factory.RefusesToStartFrom(1, "the disk is full");
  fake.Time();
  EXPECT_EQ(fake.Error("a"), "the disk is full");
  EXPECT_THAT(fake.Error("b"), HasSubstr("no input"));
}

}  // namespace
}  // namespace pawl

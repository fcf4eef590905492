// Counting instructions with scripted workers.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/fake_measurement.h"

namespace pawl {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

void Count(FakeMeasurement& fake) {
  fake.SelectApart();
  fake.measurement.CountAllocations();
  fake.measurement.CountInstructions();
}

std::vector<int64_t> CountedIterations(const FakeMeasurement& fake, const std::string& name) {
  std::vector<int64_t> iterations;
  for (const FakeCall& call : fake.Calls(name, FakeRequest::kInstructions)) iterations.push_back(call.iterations);
  return iterations;
}

TEST(CountInstructions, RunsNAndTwiceNTwiceAfterOneToWarmUp) {
  FakeMeasurement fake({FakeCase(kOptimized).Executes(207)});
  Count(fake);
  EXPECT_THAT(CountedIterations(fake, kOptimized), ElementsAre(1, 64, 128, 64, 128));
  const CaseSamples samples = fake.Of(kOptimized);
  ASSERT_THAT(samples.instructions, SizeIs(2));
  EXPECT_EQ(samples.instructions[0].n.instructions, 64 * 207);
  EXPECT_EQ(samples.instructions[1].twice_n.instructions, 128 * 207);
  EXPECT_EQ(samples.instructions[1].twice_n.by_function.at("f"), 128 * 207);
  EXPECT_EQ(samples.error, std::nullopt);
  EXPECT_EQ(samples.instructions_absent, std::nullopt);
}

TEST(CountInstructions, RunsFewerIterationsOfALargeOneByItsInstructionsAlone) {
  FakeMeasurement fake({FakeCase("a").Executes(62'500), FakeCase("b").Executes(62'501),
                        FakeCase("c").Executes(1'000'001), FakeCase("d").Executes(4'000'000).Takes(5e6)});
  Count(fake);
  EXPECT_THAT(CountedIterations(fake, "a"), ElementsAre(1, 64, 128, 64, 128));
  EXPECT_THAT(CountedIterations(fake, "b"), ElementsAre(1, 32, 64, 32, 64));
  EXPECT_THAT(CountedIterations(fake, "c"), ElementsAre(1, 2, 4, 2, 4));
  EXPECT_THAT(CountedIterations(fake, "d"), ElementsAre(1, 1, 2, 1, 2));
}

TEST(CountInstructions, LeavesOutWhatWouldTakeTooLongAndSaysSo) {
  FakeMeasurement fake({FakeCase("large").Executes(4'000'001), FakeCase("slow").Takes(11e6), FakeCase("fine")});
  Count(fake);
  EXPECT_THAT(CountedIterations(fake, "large"), ElementsAre(1));
  EXPECT_THAT(*fake.Of("large").instructions_absent, HasSubstr("an iteration executes 4000001 instructions: a gate"));
  EXPECT_EQ(fake.Of("large").instructions_at_least, 4'000'001);
  EXPECT_EQ(fake.Of("fine").instructions_at_least, std::nullopt);
  EXPECT_THAT(fake.Calls("slow", FakeRequest::kInstructions), IsEmpty());
  EXPECT_THAT(*fake.Of("slow").instructions_absent, HasSubstr("an iteration takes 11 ms: a gate counts"));
  for (const FakeCall& call : fake.Calls("slow", FakeRequest::kRun)) EXPECT_NE(call.process, 2) << "under valgrind";
  for (const char* name : {"large", "slow"}) {
    EXPECT_THAT(fake.Of(name).instructions, IsEmpty());
    EXPECT_EQ(fake.Error(name), "");
  }
  EXPECT_THAT(fake.Of("fine").instructions, SizeIs(2));
}

TEST(CountInstructions, TwiceTheIterationsForNoMoreInstructionsAreNoCount) {
  FakeMeasurement fake({FakeCase("a").Executes(
      [](const FakeCall& call) { return InstructionCount{call.iterations, 5000, {{"f", 5000}}}; })});
  Count(fake);
  EXPECT_THAT(fake.Of("a").instructions, IsEmpty());
  EXPECT_THAT(*fake.Of("a").instructions_absent,
              HasSubstr("64 iterations execute 5000 instructions and 128 no more than 5000"));
}

TEST(CountInstructions, OneProcessServesAllCasesEachInACopyOfItsOwnAfterAnIterationThatIsNotCounted) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b"), FakeCase("c")});
  Count(fake);
  EXPECT_THAT(fake.factory.Started(),
              ElementsAre(WorkerKind::kTiming, WorkerKind::kCounting, WorkerKind::kInstructions));
  std::map<int, std::vector<FakeCall>> by_copy;
  for (const FakeCall& call : fake.factory.Log()) {
    if (call.process == 2) by_copy[call.copy].push_back(call);
  }
  ASSERT_THAT(by_copy, SizeIs(3));
  for (const auto& [copy, calls] : by_copy) {
    ASSERT_THAT(calls, SizeIs(6));
    EXPECT_NE(copy, 0);
    EXPECT_EQ(calls[0].request, FakeRequest::kRun);
    for (const FakeCall& call : calls) EXPECT_EQ(call.case_name, calls[0].case_name);
  }
  EXPECT_EQ(fake.measurement.InstructionFacts().at("valgrind"), "3.19.0");
}

TEST(CountInstructions, ACrashIsItsCasesErrorAndTheOthersAreCountedInANewProcess) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b").Crashes(FakeRequest::kInstructions, 2), FakeCase("c")});
  Count(fake);
  EXPECT_THAT(fake.Error("b"), HasSubstr("counting instructions: the worker process was killed by SIGSEGV"));
  EXPECT_THAT(fake.Of("b").instructions, IsEmpty());
  for (const char* name : {"a", "c"}) EXPECT_THAT(fake.Of(name).instructions, SizeIs(2)) << name;
  EXPECT_EQ(std::count(fake.factory.Started().begin(), fake.factory.Started().end(), WorkerKind::kInstructions), 2);
  EXPECT_THAT(CountedIterations(fake, "a"), SizeIs(5)) << "what is counted is not counted again";
}

TEST(CountInstructions, ACrashWhileFixturesAreBuiltIsItsCasesErrorAndTheOthersAreCounted) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b").Crashes(FakeRequest::kRun), FakeCase("c")});
  fake.SelectApart();
  fake.measurement.CountInstructions();
  EXPECT_THAT(fake.Error("b"), HasSubstr("running under valgrind: the worker process was killed by SIGSEGV"));
  for (const char* name : {"a", "c"}) EXPECT_THAT(fake.Of(name).instructions, SizeIs(2)) << name;
}

TEST(CountInstructions, WhatValgrindDoesNotKnowIsAbsentAndNoErrorOfTheCase) {
  FakeMeasurement fake({FakeCase("a").Crashes(FakeRequest::kRun, 0, "SIGILL (Illegal instruction)"), FakeCase("b")});
  fake.SelectApart();
  fake.measurement.CountInstructions();
  EXPECT_EQ(fake.Error("a"), "");
  EXPECT_THAT(*fake.Of("a").instructions_absent, HasSubstr("valgrind does not know an instruction that it executes: "));
  EXPECT_THAT(fake.Of("b").instructions, SizeIs(2));

  FakeMeasurement start({FakeCase("a")});
  start.factory.Lacks(WorkerKind::kInstructions, absl::AbortedError("the worker process was killed by SIGILL"));
  Count(start);
  EXPECT_EQ(start.Error("a"), "");
  EXPECT_THAT(*start.Of("a").instructions_absent, HasSubstr("valgrind does not know an instruction"));
}

TEST(CountInstructions, ASkipIsItsCasesErrorAndTheWorkerGoesOn) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b").Skips(FakeRequest::kInstructions, "no input"), FakeCase("c")});
  Count(fake);
  EXPECT_THAT(fake.Error("b"), HasSubstr("counting instructions: the benchmark skipped itself: no input"));
  EXPECT_THAT(fake.Of("c").instructions, SizeIs(2));
  EXPECT_EQ(std::count(fake.factory.Started().begin(), fake.factory.Started().end(), WorkerKind::kInstructions), 1);
}

TEST(CountInstructions, WithoutTheInstrumentEachCaseSaysWhyAndNoneFails) {
  FakeMeasurement fake({FakeCase("a"), FakeCase("b")});
  fake.factory.Lacks(WorkerKind::kInstructions, absl::UnavailableError("valgrind is not installed: tools/setup"));
  Count(fake);
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(fake.Of(name).instructions_absent, "valgrind is not installed: tools/setup");
    EXPECT_THAT(fake.Of(name).instructions, IsEmpty());
    EXPECT_EQ(fake.Error(name), "");
  }
  EXPECT_THAT(fake.measurement.InstructionFacts(), IsEmpty());
}

TEST(CountInstructions, AnInstrumentThatFailsItsControlIsAnErrorAndNoAbsence) {
  FakeMeasurement fake({FakeCase("a")});
  fake.factory.Lacks(WorkerKind::kInstructions, absl::InternalError("callgrind counted 0 instructions"));
  Count(fake);
  EXPECT_EQ(fake.Error("a"), "callgrind counted 0 instructions");
  EXPECT_EQ(fake.Of("a").instructions_absent, std::nullopt);
}

TEST(CountInstructions, OfASanitizedBuildAreNotCounted) {
  FakeMeasurement fake({FakeCase("a")});
  fake.factory.Says("sanitized", "yes");
  ASSERT_TRUE(fake.measurement.Open(false).ok());
  fake.measurement.Select({{"a"}});
  fake.measurement.CountInstructions();
  EXPECT_THAT(*fake.Of("a").instructions_absent, HasSubstr("a sanitizer's instructions"));
  EXPECT_THAT(fake.factory.Started(), Not(Contains(WorkerKind::kInstructions)));
}

TEST(CountInstructions, RepeatsThatDifferAreBothKept) {
  FakeMeasurement fake({FakeCase("a").Executes([](const FakeCall& call) {
    return InstructionCount{call.iterations, 100 * call.iterations + (call.call == 4 ? 64 : 0), {}};
  })});
  Count(fake);
  const CaseSamples samples = fake.Of("a");
  EXPECT_EQ(samples.instructions[0].twice_n.instructions, 12'800);
  EXPECT_EQ(samples.instructions[1].twice_n.instructions, 12'864);
}

}  // namespace
}  // namespace pawl

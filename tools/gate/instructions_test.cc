// How stored numbers of instructions and claims on them are judged, and what else they decide.
#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/gate.h"
#include "tools/gate/lookup.h"
#include "tools/gate/same_work.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
constexpr char kKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1/valgrind3.19.0-l1-x86_64_v3";
constexpr char kNewerValgrind[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1/valgrind3.24.0-l1-x86_64_v3";

Record Stored(std::string_view metric, double value, const std::string& key) {
  Record record;
  record.case_name = kOptimized;
  record.metric = std::string(metric);
  record.value = value;
  record.key = key;
  return record;
}

GateInput Input(double stored) {
  GateInput input;
  input.baseline = StoredBaseline{"//benches:x_perf", {Stored(kInstructions, stored, kKey)}};
  input.baseline_path = "baselines/x_perf.json";
  input.cases = {kBaseline, kOptimized};
  input.gated = {kOptimized};
  input.build_key = "x86_64-gcc12.2.0-libstdcxx1-f1-m1";
  input.instruction_key = kKey;
  return input;
}

// Both cases; the baseline implementation takes 20,000 instructions.
Evidence Measured(CountedRange optimized) {
  Evidence evidence;
  evidence.cases.resize(2);
  evidence.cases[0].case_name = kBaseline;
  evidence.cases[0].instructions = CountedRange{20000, 20000};
  evidence.cases[1].case_name = kOptimized;
  evidence.cases[1].instructions = optimized;
  return evidence;
}

Row Find(const Judgement& judgement, std::string_view comparison) {
  for (const Row& row : judgement.rows) {
    if (row.comparison == comparison) return row;
  }
  ADD_FAILURE() << "no row " << comparison;
  return {};
}

Row Judged(double stored, CountedRange measured) {
  return Find(Judge(Measured(measured), Input(stored)), kInstructions);
}

TEST(Instructions, ChangeBeyondTwoPercentAndAHundred) {
  EXPECT_EQ(Judged(10000, {10000, 10000}).verdict, Verdict::kOk);
  EXPECT_EQ(Judged(10000, {10200, 10200}).verdict, Verdict::kOk) << "within 2 %";
  EXPECT_EQ(Judged(10000, {10201, 10201}).verdict, Verdict::kRegressed);
  EXPECT_EQ(Judged(1000, {1100, 1100}).verdict, Verdict::kOk) << "10 % more, but 100 instructions";
  EXPECT_EQ(Judged(1000, {1101, 1101}).verdict, Verdict::kRegressed);
  EXPECT_EQ(Judged(10201, {10000, 10000}).verdict, Verdict::kImproved);
}

TEST(Instructions, OneMoreIsShownWhereItIsTolerated) {
  const Row row = Judged(10000, {10001, 10001});
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_EQ(row.stored, 10000);
  EXPECT_EQ(row.current, 10001);
  EXPECT_EQ(row.level, "exact");
}

TEST(Instructions, RepeatsThatDifferByMoreThanTheLimitAreUnstable) {
  const Row row = Judged(10000, {10000, 10300});
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("non-deterministic: repeats of the same iterations gave 10000 to 10300"));
  EXPECT_EQ(Judged(10000, {10000, 10001}).verdict, Verdict::kOk);
  EXPECT_EQ(Judged(10000, {10200, 10500}).verdict, Verdict::kUnstable) << "one of them is within the limit";
  EXPECT_EQ(Judged(10000, {9000, 9500}).verdict, Verdict::kUnstable) << "better, and not by how much";
}

TEST(Instructions, RepeatsThatDifferAndAreAllWorseAreRegressed) {
  const Row row = Judged(10000, {10201, 10600});
  EXPECT_EQ(row.verdict, Verdict::kRegressed);
  EXPECT_EQ(row.current, 10600);
  EXPECT_THAT(row.reason, HasSubstr("repeats of the same iterations gave 10201 to 10600"));
}

TEST(Instructions, WhatCouldNotBeCountedIsNotMeasuredWithItsCause) {
  Evidence evidence = Measured({1, 1});
  evidence.cases[1].instructions.reset();
  evidence.cases[1].instructions_absent = "valgrind is not installed";
  GateInput input = Input(10000);
  input.claims = {*ParseClaim(kOptimized, "instructions <= 5")};
  const Judgement judgement = Judge(evidence, input);
  const Row row = Find(judgement, kInstructions);
  EXPECT_EQ(row.verdict, Verdict::kNotMeasured);
  EXPECT_EQ(row.current, std::nullopt);
  EXPECT_EQ(row.reason, "valgrind is not installed");
  const Row claim = Find(judgement, "claim:instructions <= 5");
  EXPECT_EQ(claim.verdict, Verdict::kNotMeasured);
  EXPECT_THAT(claim.reason, HasSubstr("valgrind is not installed"));
}

TEST(Instructions, UnderAnotherValgrindAreIncomparableAndItIsNamed) {
  GateInput input = Input(10000);
  input.instruction_key = kNewerValgrind;
  const Row row = Find(Judge(Measured({10000, 10000}), input), kInstructions);
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_THAT(row.reason, HasSubstr("valgrind valgrind3.19.0 -> valgrind3.24.0"));
}

TEST(Instructions, CanBeClaimed) {
  GateInput input = Input(10000);
  for (const auto& [text, verdict] :
       {std::pair("instructions <= 10000", Verdict::kOk), std::pair("instructions <= 0.5 * baseline", Verdict::kOk),
        std::pair("instructions <= 0.49 * baseline", Verdict::kRegressed)}) {
    input.claims = {*ParseClaim(kOptimized, text)};
    const Row row = Find(Judge(Measured({10000, 10000}), input), std::string("claim:") + text);
    EXPECT_EQ(row.verdict, verdict) << text;
    EXPECT_EQ(row.unit, "");
  }
}

// The verdict on a clear slowdown while other layouts have not been asked yet.
Verdict SlowerWith(double instructions, const std::string& key = kKey) {
  Evidence evidence = Measured({instructions, instructions});
  LiveEvidence live;
  live.case_name = kOptimized;
  live.log_ratios.assign(40, 0.1);
  live.null_log_ratios.assign(20, 0.001);
  live.layout_log_ratios = {{}, {}};
  evidence.live = {live};
  GateInput input = Input(10000);
  input.instruction_key = key;
  return Find(Judge(evidence, input), kTime).verdict;
}

TEST(Instructions, AreWhatALayoutCannotChange) {
  EXPECT_EQ(SlowerWith(10000), Verdict::kUnstable) << "the same work: other layouts are asked for";
  EXPECT_EQ(SlowerWith(10001), Verdict::kRegressed) << "within its limit, but other work";
  EXPECT_EQ(SlowerWith(9999), Verdict::kRegressed);
  EXPECT_EQ(SlowerWith(10001, kNewerValgrind), Verdict::kUnstable) << "nothing to compare with";
}

// A ratio that moved by `factor` over as many processes as it takes, of cases whose instructions and allocations are
// `change` beside what was accepted with it.
Row RatioMovedBy(double factor, double instructions = 9000, double reference_instructions = 20000,
                 double allocations = 3, Clock clock = Clock::kCpu) {
  GateInput input = Input(9000);
  input.time_key = "time";
  std::vector<Record>& records = input.baseline->records;
  records.push_back(Stored(kTimeRatio, 0.5, "time"));
  for (const char* name : {kBaseline, kOptimized}) {
    for (std::string_view metric : {kAllocations, kAllocatedBytes}) {
      Record record = Stored(metric, 3, input.build_key);
      record.case_name = name;
      records.push_back(record);
    }
  }
  Record reference = Stored(kInstructions, 20000, kKey);
  reference.case_name = kBaseline;
  records.push_back(reference);
  Evidence evidence = Measured({instructions, instructions});
  evidence.cases[0].instructions = CountedRange{reference_instructions, reference_instructions};
  for (CaseEvidence& one : evidence.cases) one.allocations = AllocationEvidence{3, 3, 0, 0, {}};
  evidence.cases[1].allocations->allocations = allocations;
  for (CaseEvidence& one : evidence.cases) one.clock = clock;
  PairEvidence pair{kOptimized, kBaseline, {}, {}, {}};
  for (int process = 0; process < 48; ++process) {
    pair.log_ratios.push_back(std::log(0.5 * factor));
    pair.contender_floors_ns.push_back(50 * factor);
    pair.reference_floors_ns.push_back(100);
  }
  evidence.pairs = {pair};
  return Find(Judge(evidence, input), kTimeRatio);
}

TEST(StoredRatio, OfExactlyTheSameWorkIsUnstableBeyondItsLimitAndSaysWhatCouldTell) {
  for (const double factor : {1.5, 1 / 1.5}) {
    const Row row = RatioMovedBy(factor);
    EXPECT_EQ(row.verdict, Verdict::kUnstable) << factor;
    EXPECT_THAT(row.reason, HasSubstr(factor > 1 ? "slower than stored" : "faster than stored"));
    EXPECT_THAT(row.reason, HasSubstr("--against=BINARY"));
  }
  EXPECT_EQ(RatioMovedBy(1.05).verdict, Verdict::kOk);
}

TEST(CompareWork, CountsThatWanderAreTheSameAsFarAsTheyWander) {
  const auto judged = [](CountedRange optimized) {
    GateInput input = Input(9000);
    Record record = Stored(kAllocations, 3, "");
    input.baseline->records.push_back(record);
    record.metric = kAllocatedBytes;
    input.baseline->records.push_back(record);
    input.build_key = "";
    Evidence evidence = Measured(optimized);
    evidence.cases[1].allocations = AllocationEvidence{3, 3, 0, 0, {}};
    return CompareWork(evidence.cases[1], input, Lookup(evidence, input));
  };
  EXPECT_EQ(judged({9000, 9000}), Work::kSame);
  EXPECT_EQ(judged({9001, 9001}), Work::kDifferent);
  EXPECT_EQ(judged({8995, 9000}), Work::kSame);
  EXPECT_EQ(judged({8990, 8996}), Work::kSame);
  EXPECT_EQ(judged({9013, 9020}), Work::kDifferent);
  EXPECT_EQ(judged({8900, 9000}), Work::kUnknown) << "so much could hide other work";
}

TEST(StoredRatio, OfOtherWorkByOneInstructionOrAllocationOnEitherSideIsRegressed) {
  EXPECT_EQ(RatioMovedBy(1.5, 9001).verdict, Verdict::kRegressed);
  EXPECT_EQ(RatioMovedBy(1.5, 9000, 19999).verdict, Verdict::kRegressed) << "its reference changed";
  EXPECT_EQ(RatioMovedBy(1.5, 9000, 20000, 4).verdict, Verdict::kRegressed);
  EXPECT_EQ(RatioMovedBy(1 / 1.5, 8999).verdict, Verdict::kImproved);
}

TEST(StoredRatio, OfWallTimeIsRegressedWhateverIsExecuted) {
  EXPECT_EQ(RatioMovedBy(1.5, 9000, 20000, 3, Clock::kWall).verdict, Verdict::kRegressed);
}

TEST(StoredInstructions, ThatGrewUntilTheyAreNotCountedAreRegressed) {
  const auto judged = [](double at_least) {
    Evidence evidence = Measured({0, 0});
    evidence.cases[1].instructions.reset();
    evidence.cases[1].instructions_absent = "too many";
    evidence.cases[1].instructions_at_least = at_least;
    return Find(Judge(evidence, Input(3'900'000)), kInstructions);
  };
  EXPECT_EQ(judged(4'100'000).verdict, Verdict::kRegressed);
  EXPECT_EQ(judged(4'100'000).current, 4'100'000);
  EXPECT_EQ(judged(4'100'000).reason, "too many");
  EXPECT_EQ(judged(3'900'001).verdict, Verdict::kNotMeasured);
}

TEST(ClaimedInstructions, BeyondWhatIsCountedBreakTheClaimIfTheFirstOnesDo) {
  const auto judged = [](const std::string& text) {
    Evidence evidence = Measured({0, 10000});
    evidence.cases[1].instructions.reset();
    evidence.cases[1].instructions_absent = "too many";
    evidence.cases[1].instructions_at_least = 4'100'000;
    GateInput input = Input(3'900'000);
    input.claims = {ParseClaim(kOptimized, text).value()};
    return Find(Judge(evidence, input), "claim:" + text);
  };
  EXPECT_EQ(judged("instructions <= 4000000").verdict, Verdict::kRegressed);
  EXPECT_EQ(judged("instructions <= 4000000").current, 4'100'000);
  EXPECT_EQ(judged("instructions <= 4100000").verdict, Verdict::kNotMeasured);
  EXPECT_EQ(judged("instructions >= 10").verdict, Verdict::kNotMeasured);
}

TEST(Instructions, ACaseThatWasAcceptedUncountedIsIncomparableAndNotNew) {
  GateInput input = Input(0);
  input.baseline->records = {Stored(kAllocations, 1, input.build_key)};
  const Row row = Find(Judge(Measured({10000, 10000}), input), kInstructions);
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_THAT(row.reason, HasSubstr("took too long there"));
  input.baseline->records.clear();
  EXPECT_EQ(Find(Judge(Measured({10000, 10000}), input), kInstructions).verdict, Verdict::kNew);
}

}  // namespace
}  // namespace pawl

#include "tools/gate/gate.h"

#include <cmath>
#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
constexpr char kBuildKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1";
constexpr char kInstructionKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1/valgrind3.19.0-l1-x86_64_v3";
constexpr char kTimeKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1/A.1.1-2cpu-kvm-aslr2";

CaseEvidence Case(const std::string& name, double allocations = 1) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.allocations = AllocationEvidence{allocations, 64 * allocations, 0, 64 * allocations, {}};
  evidence.instructions = CountedRange{10000, 10000};
  return evidence;
}

PairEvidence Pair(double ratio, int processes) {
  PairEvidence pair{kOptimized, kBaseline, {}, {}, {}};
  for (int i = 0; i < processes; ++i) {
    pair.log_ratios.push_back(std::log(ratio));
    pair.contender_floors_ns.push_back(100 * ratio);
    pair.reference_floors_ns.push_back(100);
  }
  return pair;
}

Record Stored(const std::string& metric, double value, const std::string& key, const std::string& name = kOptimized) {
  Record record;
  record.case_name = name;
  record.metric = metric;
  record.value = value;
  record.key = key;
  record.line = 7;
  return record;
}

// One optimized case whose stored numbers are exactly what Case() and Pair(0.5, ...) measure.
GateInput Input() {
  GateInput input;
  input.baseline = StoredBaseline{"//benches:x_perf", {}};
  for (const auto& [metric, value] : {std::pair(kAllocations, 1.0), std::pair(kAllocatedBytes, 64.0),
                                      std::pair(kPeakBytes, 64.0), std::pair(kLeakedBytes, 0.0)}) {
    input.baseline->records.push_back(Stored(std::string(metric), value, kBuildKey));
  }
  input.baseline->records.push_back(Stored("instructions", 10000, kInstructionKey));
  input.baseline->records.push_back(Stored("time_ratio", 0.5, kTimeKey));
  input.baseline_path = "baselines/x_perf.json";
  input.cases = {kBaseline, kOptimized};
  input.gated = {kOptimized};
  input.build_key = kBuildKey;
  input.time_key = kTimeKey;
  input.instruction_key = kInstructionKey;
  return input;
}

Evidence Measured(double allocations = 1, double ratio = 0.5, int processes = kRatioProcesses) {
  return {{Case(kBaseline), Case(kOptimized, allocations)}, {Pair(ratio, processes)}, {}, {}};
}

// A live comparison of the optimized case, every pair of which says this.
LiveEvidence LiveOf(std::vector<double> log_ratios) {
  LiveEvidence live;
  live.case_name = kOptimized;
  live.log_ratios = std::move(log_ratios);
  return live;
}

Row Find(const Judgement& judgement, std::string_view comparison) {
  for (const Row& row : judgement.rows) {
    if (row.comparison == comparison) return row;
  }
  ADD_FAILURE() << "no row " << comparison;
  return {};
}

Claim ClaimOf(const std::string& text) {
  Claim claim = *ParseClaim(kOptimized, text);
  claim.origin = "benches/BUILD:12";
  return claim;
}

Verdict JudgedClaim(const std::string& text, const Evidence& evidence) {
  GateInput input = Input();
  input.claims = {ClaimOf(text)};
  return Find(Judge(evidence, input), "claim:" + text).verdict;
}

TEST(Gate, WhatEqualsTheStoredBaselineIsOk) {
  const Judgement judgement = Judge(Measured(), Input());
  EXPECT_THAT(judgement.rows, SizeIs(6));
  for (const Row& row : judgement.rows) EXPECT_EQ(row.verdict, Verdict::kOk) << row.comparison << ": " << row.reason;
  EXPECT_THAT(judgement.undecided, IsEmpty());
}

TEST(Gate, OneMoreAllocationIsARegressionWithItsLimitsPlace) {
  const Row row = Find(Judge(Measured(2), Input()), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kRegressed);
  EXPECT_EQ(row.stored, 1);
  EXPECT_EQ(row.current, 2);
  EXPECT_EQ(row.stored_origin, "baselines/x_perf.json:7");
  EXPECT_EQ(row.limit, "allocations +0");
  EXPECT_THAT(row.limit_origin, HasSubstr("tools/gate/limits.cc:"));
  EXPECT_EQ(row.level, "exact");
}

TEST(Gate, AThirtySecondOfAnAllocationIsARegression) {
  EXPECT_EQ(Find(Judge(Measured(1 + 1.0 / 32), Input()), "allocations").verdict, Verdict::kRegressed);
}

TEST(Gate, FewerAllocationsAreAnImprovementThatWantsToBeAccepted) {
  const Row row = Find(Judge(Measured(0), Input()), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kImproved);
  EXPECT_THAT(row.reason, HasSubstr("accept it")) << "every view prints the command itself";
}

TEST(Gate, BytesMustExceedBothPartsOfTheirLimit) {
  const auto judged = [](double stored, double measured) {
    GateInput input = Input();
    for (Record& record : input.baseline->records) {
      if (record.metric == kAllocatedBytes) record.value = stored;
    }
    Evidence evidence = Measured();
    evidence.cases[1].allocations->allocated_bytes = measured;
    return Find(Judge(evidence, input), kAllocatedBytes).verdict;
  };
  EXPECT_EQ(judged(100, 164), Verdict::kOk) << "64 % more, but no more than 64 B";
  EXPECT_EQ(judged(100, 165), Verdict::kRegressed);
  EXPECT_EQ(judged(1e6, 1e6 + 5000), Verdict::kOk) << "5000 B more, but within 1 %";
  EXPECT_EQ(judged(1e6, 1e6 + 11000), Verdict::kRegressed);
}

TEST(Gate, SwappingTheSidesTurnsEveryRegressionIntoAnImprovement) {
  // Pairs of numbers on both sides of each default limit.
  for (const auto& [metric, less, more] :
       {std::tuple(kAllocations, 1.0, 1.03125), std::tuple(kAllocatedBytes, 9900.0, 10000.0),
        std::tuple(kAllocatedBytes, 9905.0, 10004.5), std::tuple(kPeakBytes, 60000.0, 61220.0),
        std::tuple(kPeakBytes, 60000.0, 61190.0), std::tuple(kLeakedBytes, 0.0, 24.0),
        std::tuple(kLeakedBytes, 0.0, 1.0), std::tuple(kTimeRatio, 0.5, 0.626), std::tuple(kTimeRatio, 0.5, 0.624)}) {
    const auto judged = [metric = metric](double stored, double measured) {
      GateInput input = Input();
      for (Record& record : input.baseline->records) {
        if (record.metric == metric) record.value = stored;
      }
      Evidence evidence = Measured(1, metric == kTimeRatio ? measured : 0.5, kRatioSuspicionProcesses);
      AllocationEvidence& counted = *evidence.cases[1].allocations;
      if (metric == kAllocations) counted.allocations = measured;
      if (metric == kAllocatedBytes) counted.allocated_bytes = measured;
      if (metric == kPeakBytes) counted.peak_bytes = measured;
      if (metric == kLeakedBytes) counted.leaked_bytes = measured;
      return Find(Judge(evidence, input), metric).verdict;
    };
    const bool regressed = judged(less, more) == Verdict::kRegressed;
    const bool improved = judged(more, less) == Verdict::kImproved;
    EXPECT_EQ(regressed, improved) << metric << " " << less << " and " << more;
    EXPECT_NE(judged(less, more), Verdict::kImproved);
    EXPECT_NE(judged(more, less), Verdict::kRegressed);
  }
}

TEST(Gate, ALimitThatSomebodyWroteHoldsAndSaysWhere) {
  GateInput input = Input();
  Limit limit = *ParseLimit("allocations +1");
  limit.origin = "benches/BUILD:9";
  input.limits.cases[kOptimized] = {limit};
  const Row row = Find(Judge(Measured(2), input), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_EQ(row.limit, "allocations +1");
  EXPECT_EQ(row.limit_origin, "benches/BUILD:9");
  EXPECT_EQ(Find(Judge(Measured(2.5), input), "allocations").verdict, Verdict::kRegressed);
}

TEST(Gate, RepeatsThatDifferByMoreThanTheLimitAreUnstable) {
  Evidence evidence = Measured(2);
  evidence.cases[1].allocations->smallest["allocations"] = 1;
  const Row row = Find(Judge(evidence, Input()), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("non-deterministic: repeats of the same iterations gave 1 to 2"));
  evidence = Measured();
  evidence.cases[1].allocations->smallest["peak_bytes"] = 32;
  EXPECT_EQ(Find(Judge(evidence, Input()), "peak_bytes").verdict, Verdict::kOk) << "a size class, within the floor";
}

TEST(Gate, AClaimIsDecidedWhereEveryRepeatAgrees) {
  Evidence evidence = Measured(3);
  evidence.cases[1].allocations->smallest["allocations"] = 2;
  EXPECT_EQ(JudgedClaim("allocations <= 3", evidence), Verdict::kOk);
  EXPECT_EQ(JudgedClaim("allocations <= 2", evidence), Verdict::kUnstable);
  EXPECT_EQ(JudgedClaim("allocations <= 1", evidence), Verdict::kRegressed);
  EXPECT_EQ(JudgedClaim("allocations >= 2", evidence), Verdict::kOk);
  EXPECT_EQ(JudgedClaim("allocations >= 3", evidence), Verdict::kUnstable);
  EXPECT_EQ(JudgedClaim("allocations >= 4", evidence), Verdict::kRegressed);
}

TEST(Gate, WhatCouldNotBeCountedIsNotMeasuredAndNeverZero) {
  Evidence evidence = Measured();
  evidence.cases[1].allocations.reset();
  evidence.cases[1].allocations_absent = "a static binary";
  const Row row = Find(Judge(evidence, Input()), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kNotMeasured);
  EXPECT_EQ(row.current, std::nullopt);
  EXPECT_EQ(row.reason, "a static binary");
}

TEST(Gate, ACalmRatioIsOkOverEightProcessesAndNoFewer) {
  const Judgement few = Judge(Measured(1, 0.5 * 1.09, kRatioCalmProcesses - 1), Input());
  EXPECT_THAT(few.undecided, SizeIs(1));
  EXPECT_EQ(Find(few, "time_ratio").verdict, Verdict::kUnstable);
  const Judgement enough = Judge(Measured(1, 0.5 * 1.09, kRatioCalmProcesses), Input());
  EXPECT_THAT(enough.undecided, IsEmpty());
  EXPECT_EQ(Find(enough, "time_ratio").verdict, Verdict::kOk);
}

TEST(Gate, ARatioBeyondItsWarningLevelEitherWayNeedsSixteenProcesses) {
  for (const double ratio : {0.5 * 1.2, 0.5 / 1.2}) {
    const Judgement few = Judge(Measured(1, ratio, kRatioProcesses - 1), Input());
    EXPECT_THAT(few.undecided, SizeIs(1)) << ratio;
    EXPECT_EQ(Find(few, "time_ratio").verdict, Verdict::kUnstable) << ratio;
    EXPECT_EQ(Find(Judge(Measured(1, ratio, kRatioProcesses), Input()), "time_ratio").verdict, Verdict::kOk) << ratio;
  }
}

TEST(Gate, ASlowerRatioIsMeasuredOnBeforeItIsRed) {
  const double slower = 0.5 * 1.5;
  const Judgement suspect = Judge(Measured(1, slower, kRatioProcesses), Input());
  EXPECT_THAT(suspect.undecided, SizeIs(1));
  EXPECT_THAT(Find(suspect, "time_ratio").reason, HasSubstr("suspect, continuing"));
  const Judgement decided = Judge(Measured(1, slower, kRatioSuspicionProcesses), Input());
  EXPECT_THAT(decided.undecided, IsEmpty());
  EXPECT_EQ(Find(decided, "time_ratio").verdict, Verdict::kRegressed);
}

TEST(Gate, ARatioWithinACoarseLimitIsOkAndWarnsEarlier) {
  const Row quiet = Find(Judge(Measured(1, 0.5 * 1.09), Input()), "time_ratio");
  EXPECT_EQ(quiet.verdict, Verdict::kOk);
  EXPECT_EQ(quiet.reason, "");
  const Row warned = Find(Judge(Measured(1, 0.5 * 1.2), Input()), "time_ratio");
  EXPECT_EQ(warned.verdict, Verdict::kOk);
  EXPECT_THAT(warned.reason, HasSubstr("warning: 20% above"));
}

TEST(Gate, ANoisyPairHasALimitAsWideAsItsNoise) {
  GateInput input = Input();
  input.baseline->records.back().spread = 0.1;
  const Row row = Find(Judge(Measured(1, 0.5 * 1.45, kRatioSuspicionProcesses), input), "time_ratio");
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_EQ(row.limit, "time_ratio +25%, widened to +50% by 5 x the recorded spread");
}

TEST(Gate, AFasterRatioIsAnImprovementByTheSameLimit) {
  EXPECT_EQ(Find(Judge(Measured(1, 0.5 / 1.3, kRatioSuspicionProcesses), Input()), "time_ratio").verdict,
            Verdict::kImproved);
}

TEST(Gate, WithoutTimeLeftTheUndecidedIsUnstableForTheBudget) {
  GateInput input = Input();
  input.out_of_time = true;
  const Judgement judgement = Judge(Measured(1, 0.75, kRatioProcesses), input);
  EXPECT_THAT(judgement.undecided, IsEmpty());
  const Row row = Find(judgement, "time_ratio");
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("budget"));
}

TEST(Gate, AnotherKeyIsIncomparableAndNamesTheField) {
  GateInput input = Input();
  input.build_key = "x86_64-gcc14.1.0-libstdcxx1-f1-m1";
  const Row row = Find(Judge(Measured(2), input), "allocations");
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_THAT(row.reason, HasSubstr("compiler gcc12.2.0 -> gcc14.1.0"));
}

TEST(Gate, ARecordWithoutACaseIsMissingAndACaseWithoutARecordIsNew) {
  GateInput input = Input();
  for (Record& record : input.baseline->records) record.case_name = "x/Y/impl:optimised/n:1";
  const Judgement judgement = Judge(Measured(), input);
  EXPECT_EQ(Find(judgement, "allocations").verdict, Verdict::kMissing) << "missing stands before new in the order";
  int fresh = 0;
  for (const Row& row : judgement.rows) {
    fresh += row.verdict == Verdict::kNew ? 1 : 0;
    EXPECT_EQ(row.renamed_from, "x/Y/impl:optimised/n:1");
    EXPECT_EQ(row.renamed_to, kOptimized);
    EXPECT_THAT(row.reason, AnyOf(EndsWith("; did you rename it to x/Y/impl:optimized/n:1?"),
                                  EndsWith("; did you rename it from x/Y/impl:optimised/n:1?")));
  }
  EXPECT_EQ(fresh, 6);
}

TEST(Gate, ARatioWhoseReferenceIsGoneIsMissing) {
  Evidence evidence = Measured();
  evidence.pairs.clear();
  GateInput input = Input();
  std::erase(input.cases, kBaseline);
  const Row row = Find(Judge(evidence, input), "time_ratio");
  EXPECT_EQ(row.verdict, Verdict::kMissing);
  EXPECT_THAT(row.reason, HasSubstr("no longer has its reference"));
}

TEST(Gate, WithoutABaselineFileEverythingIsNewAndNamesTheFile) {
  GateInput input = Input();
  input.baseline.reset();
  const Judgement judgement = Judge(Measured(), input);
  EXPECT_THAT(judgement.rows, SizeIs(6));
  for (const Row& row : judgement.rows) {
    EXPECT_EQ(row.verdict, Verdict::kNew);
    EXPECT_THAT(row.reason, HasSubstr("there is no stored baseline baselines/x_perf.json"));
  }
}

TEST(Gate, RecordsOfCasesThatWereNotSelectedAreNotMissing) {
  GateInput input = Input();
  input.baseline->records.push_back(Stored("allocations", 3, kBuildKey, kBaseline));
  for (const Row& row : Judge(Measured(), input).rows) EXPECT_EQ(row.verdict, Verdict::kOk) << row.case_name;
}

TEST(Gate, UnderAFilterARecordWithoutACaseIsNotSelected) {
  GateInput input = Input();
  input.baseline->records.push_back(Stored("allocations", 3, kBuildKey, "x/Removed/n:1"));
  EXPECT_EQ(Judge(Measured(), input).rows[0].verdict, Verdict::kMissing);
  input.filtered = true;
  for (const Row& row : Judge(Measured(), input).rows) EXPECT_EQ(row.verdict, Verdict::kOk) << row.case_name;
}

TEST(Gate, ACaseWithoutStoredNumbersIsJudgedByItsClaimsAlone) {
  GateInput input = Input();
  input.baseline = StoredBaseline{};
  input.claims_only = {kOptimized};
  input.claims = {ClaimOf("allocations <= 1")};
  const Judgement judgement = Judge(Measured(), input);
  ASSERT_THAT(judgement.rows, SizeIs(1));
  EXPECT_EQ(judgement.rows[0].verdict, Verdict::kOk);
}

TEST(Gate, AFailedCaseIsOneErrorAndFailsWhoeverComparesWithIt) {
  Evidence evidence = Measured();
  evidence.cases[0].error = "was killed by SIGSEGV";
  GateInput input = Input();
  input.gated = {kBaseline, kOptimized};
  input.claims = {ClaimOf("time <= 0.9 * baseline")};
  const Judgement judgement = Judge(evidence, input);
  EXPECT_EQ(Find(judgement, "run").verdict, Verdict::kError);
  EXPECT_EQ(Find(judgement, "time_ratio").verdict, Verdict::kError);
  EXPECT_EQ(Find(judgement, "claim:time <= 0.9 * baseline").verdict, Verdict::kError);
  EXPECT_EQ(Find(judgement, "allocations").verdict, Verdict::kOk) << "the optimized case itself ran";
  EXPECT_EQ(judgement.rows[0].verdict, Verdict::kError) << "worst first";
}

TEST(Gate, CountedClaimsAreExact) {
  EXPECT_EQ(JudgedClaim("allocations <= 1", Measured(1)), Verdict::kOk);
  EXPECT_EQ(JudgedClaim("allocations <= 1", Measured(2)), Verdict::kRegressed);
  EXPECT_EQ(JudgedClaim("allocations >= 2", Measured(1)), Verdict::kRegressed);
  EXPECT_EQ(JudgedClaim("peak_bytes <= 1 KiB", Measured(1)), Verdict::kOk);
  EXPECT_EQ(JudgedClaim("allocated_bytes <= 0.5 * baseline", Measured(1)), Verdict::kRegressed);
  EXPECT_EQ(JudgedClaim("allocated_bytes <= baseline", Measured(1)), Verdict::kOk);
}

TEST(Gate, ATimeClaimHoldsByFloorsAndBreaksOnlyByBothWitnesses) {
  EXPECT_EQ(JudgedClaim("time <= 0.6 * baseline", Measured(1, 0.5, 8)), Verdict::kOk);
  EXPECT_EQ(JudgedClaim("time <= 0.25 * baseline", Measured(1, 0.5, 40)), Verdict::kRegressed);
  Evidence disagree = Measured(1, 0.5, 40);
  for (double& floor : disagree.pairs[0].contender_floors_ns) floor = 20;  // the floors say 0.2
  EXPECT_EQ(JudgedClaim("time <= 0.25 * baseline", disagree), Verdict::kOk);
}

// 1.9^18 = 104 thousand, 1.9^19 = 198 thousand, 1.9^20 = 376 thousand: two boundaries need 200 thousand.
TEST(Gate, RedBoundariesOfACaseShareItsErrorBudget) {
  const std::string broken = "time <= 0.25 * baseline";
  EXPECT_EQ(JudgedClaim(broken, Measured(1, 0.5, 18)), Verdict::kRegressed);
  const auto judged_beside = [&](const std::string& other, int processes, std::vector<LiveEvidence> live) {
    GateInput input = Input();
    input.claims = {ClaimOf(broken), ClaimOf(other)};
    Evidence evidence = Measured(1, 0.5, processes);
    evidence.live = std::move(live);
    return Find(Judge(evidence, input), "claim:" + broken).verdict;
  };
  EXPECT_EQ(judged_beside("time <= 0.9 * baseline", 19, {}), Verdict::kUnstable);
  EXPECT_EQ(judged_beside("time <= 0.9 * baseline", 20, {}), Verdict::kRegressed);
  EXPECT_EQ(judged_beside("allocations <= 1", 18, {}), Verdict::kRegressed) << "counts are exact and take no share";
  const std::vector<LiveEvidence> live = {LiveOf({})};
  EXPECT_EQ(judged_beside("allocations <= 1", 19, live), Verdict::kUnstable);
  EXPECT_EQ(judged_beside("allocations <= 1", 20, live), Verdict::kRegressed);
}

TEST(Gate, AnUndecidedTimeClaimAsksForMoreProcesses) {
  GateInput input = Input();
  input.claims = {ClaimOf("time <= 0.25 * baseline")};
  const Judgement judgement = Judge(Measured(1, 0.5, 4), input);
  EXPECT_THAT(judgement.undecided, SizeIs(1));
  input.out_of_time = true;
  EXPECT_THAT(Find(Judge(Measured(1, 0.5, 4), input), "claim:time <= 0.25 * baseline").reason, HasSubstr("budget"));
}

TEST(Gate, AClaimOnAnAbsentFeatureIsVisiblyNotMeasured) {
  GateInput input = Input();
  input.cpu_features = {"avx2", "sse2"};
  input.claims = {ClaimOf("time <= 0.1 * baseline if sha_ni"), ClaimOf("allocations <= 1 if avx2"),
                  ClaimOf("time <= 0.1 * baseline unless avx2"), ClaimOf("allocations <= 1 unless pti")};
  const Judgement judgement = Judge(Measured(), input);
  EXPECT_EQ(Find(judgement, "claim:time <= 0.1 * baseline if sha_ni").verdict, Verdict::kNotMeasured);
  EXPECT_EQ(Find(judgement, "claim:allocations <= 1 if avx2").verdict, Verdict::kOk);
  EXPECT_EQ(Find(judgement, "claim:time <= 0.1 * baseline if sha_ni").reason, "this machine has no sha_ni");
  EXPECT_EQ(Find(judgement, "claim:time <= 0.1 * baseline unless avx2").verdict, Verdict::kNotMeasured);
  EXPECT_EQ(Find(judgement, "claim:time <= 0.1 * baseline unless avx2").reason, "this machine has avx2");
  EXPECT_EQ(Find(judgement, "claim:allocations <= 1 unless pti").verdict, Verdict::kOk);
}

TEST(Gate, AClaimOnAnUnknownCaseIsRefusedWithTheNearestName) {
  Claim claim = ClaimOf("time <= 0.5 * baseline");
  EXPECT_TRUE(CheckClaims({claim}, {kBaseline, kOptimized}).ok());
  claim.case_name = "x/Y/impl:optimised/n:1";
  const absl::Status status = CheckClaims({claim}, {kBaseline, kOptimized});
  EXPECT_THAT(std::string(status.message()), HasSubstr("benches/BUILD:12: claim"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("did you mean x/Y/impl:optimized/n:1?"));
}

TEST(Gate, EachCaseIsTimedWithItsReferenceAndWithWhatItsClaimsName) {
  const std::vector<std::string> cases = {kBaseline, kOptimized, "x/Y/impl:peer/n:1"};
  Claim claim = ClaimOf("time <= 1.1 * case(\"x/Y/impl:peer/n:1\")");
  const auto pairs = PairsToTime({kOptimized}, cases, {claim, ClaimOf("time <= 0.9 * baseline")});
  EXPECT_EQ(pairs, (std::vector<std::pair<std::string, std::string>>{{kOptimized, kBaseline},
                                                                     {kOptimized, "x/Y/impl:peer/n:1"}}));
}

TEST(Gate, LivePairsReplaceTheCoarseRatioAndAskForMoreUntilTheyDecide) {
  Evidence evidence = Measured(1, 0.75);
  evidence.live = {LiveOf(std::vector<double>(20, 0.001))};
  const Judgement decided = Judge(evidence, Input());
  EXPECT_EQ(Find(decided, "time").verdict, Verdict::kOk);
  EXPECT_THAT(decided.undecided_live, IsEmpty());
  for (const Row& row : decided.rows) EXPECT_NE(row.comparison, "time_ratio");
  evidence.live = {LiveOf({0.001})};
  EXPECT_THAT(Judge(evidence, Input()).undecided_live, SizeIs(1));
}

TEST(Gate, ASlowdownWithMoreAllocationsNeedsNoOtherLayout) {
  Evidence evidence = Measured(2);
  evidence.live = {LiveOf(std::vector<double>(40, 0.1))};
  evidence.live[0].null_log_ratios.assign(20, 0.001);
  evidence.live[0].layout_log_ratios = {{}, {}};
  EXPECT_EQ(Find(Judge(evidence, Input()), "time").verdict, Verdict::kRegressed);
  evidence.cases = Measured(1).cases;
  EXPECT_EQ(Find(Judge(evidence, Input()), "time").verdict, Verdict::kUnstable)
      << "the same work: layouts are asked for";
}

TEST(Gate, NothingPassesThroughAnEmptyRun) {
  GateInput input = Input();
  input.gated = {};
  Result result;
  result.rows = Judge(Evidence(), input).rows;
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_THAT(result.ExitCode(), Not(0));
}

}  // namespace
}  // namespace pawl

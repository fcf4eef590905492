#include "tools/gate/accepted.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/gate.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
constexpr char kHere[] = "build/machine";
const std::string kHash = "sha256:" + std::string(64, 'a');
const std::string kOtherHash = "sha256:" + std::string(64, 'b');

Record Ratio(const std::string& accepted, const std::string& key = kHere, const std::string& source = "") {
  Record record;
  record.case_name = kOptimized;
  record.metric = std::string(kTimeRatio);
  record.value = 0.5;
  record.key = key;
  record.line = 7;
  record.source = source;
  record.accepted = accepted;
  return record;
}

GateInput Input(std::vector<Record> records) {
  GateInput input;
  input.baseline = StoredBaseline{"//benches:x_perf", std::move(records)};
  input.baseline_path = "baselines/x_perf.json";
  input.cases = {kBaseline, kOptimized};
  input.gated = {kOptimized};
  input.build_key = "build";
  input.time_key = kHere;
  input.accepted = FindAccepted(input);
  return input;
}

// The optimized case takes `ratio` of its reference's time.
Evidence Measured(double ratio = 0.5) {
  Evidence evidence;
  evidence.cases.resize(2);
  evidence.cases[0].case_name = kBaseline;
  evidence.cases[1].case_name = kOptimized;
  PairEvidence pair{kOptimized, kBaseline, {}, {}, {}};
  pair.log_ratios.assign(kRatioSuspicionProcesses, std::log(ratio));
  pair.contender_floors_ns.assign(kRatioSuspicionProcesses, 100 * ratio);
  pair.reference_floors_ns.assign(kRatioSuspicionProcesses, 100);
  evidence.pairs = {pair};
  return evidence;
}

LiveEvidence Live(double log_ratio, int pairs) {
  LiveEvidence live;
  live.case_name = kOptimized;
  live.log_ratios.assign(static_cast<size_t>(pairs), log_ratio);
  return live;
}

// The rows of one comparison.
std::vector<Row> Rows(const Judgement& judgement, std::string_view comparison) {
  std::vector<Row> rows;
  for (const Row& row : judgement.rows) {
    if (row.comparison == comparison) rows.push_back(row);
  }
  return rows;
}

TEST(FindAccepted, ThatOfThisMachineElseTheFirst) {
  const auto found = [](std::vector<Record> records) { return Input(std::move(records)).accepted.at(kOptimized).hash; };
  EXPECT_EQ(found({Ratio(kOtherHash, "build/another"), Ratio(kHash)}), kHash);
  EXPECT_EQ(found({Ratio(kHash), Ratio(kOtherHash, "build/another")}), kHash);
  EXPECT_EQ(found({Ratio(kHash, "build/another"), Ratio(kOtherHash, "build/third")}), kHash);
  EXPECT_EQ(found({Ratio(""), Ratio(kHash, "build/another")}), kHash) << "here none was kept";
}

TEST(FindAccepted, OnlyOfCasesThatAreJudgedNow) {
  EXPECT_THAT(Input({Ratio("")}).accepted, IsEmpty());
  GateInput input = Input({Ratio(kHash)});
  EXPECT_THAT(input.accepted,
              ElementsAre(Pair(kOptimized, testing::Field(&AcceptedBinary::origin, "baselines/x_perf.json:7"))));
  input.claims_only = {kOptimized};
  EXPECT_THAT(FindAccepted(input), IsEmpty());
  input.gated = {};
  EXPECT_THAT(FindAccepted(input), IsEmpty());
  input.baseline.reset();
  EXPECT_THAT(FindAccepted(input), IsEmpty());
}

// Stored as it was measured: its work is known to be different now, so that a ratio may be red.
TEST(Accepted, WhatLivePairsCannotTellTheStoredRatioDecides) {
  Evidence evidence = Measured(0.7);
  evidence.live = {Live(0.3, 40)};
  for (int i = 0; i < 20; ++i) evidence.live[0].null_log_ratios.push_back(i % 2 == 0 ? 0.2 : -0.2);
  Record noise = Ratio("");
  noise.metric = std::string(kTime);
  noise.spread = 0.01;
  Record count = Ratio("", "build");
  count.metric = std::string(kAllocations);
  count.value = 1;
  evidence.cases[1].allocations = AllocationEvidence{2, 64, 0, 64, {}, 1};
  const Judgement judgement = Judge(evidence, Input({Ratio(kHash), noise, count}));
  const std::vector<Row> live = Rows(judgement, kTime);
  ASSERT_THAT(live, SizeIs(1));
  EXPECT_EQ(live[0].verdict, Verdict::kUnstable) << live[0].reason;
  EXPECT_THAT(live[0].reason, HasSubstr("too noisy now"));
  const std::vector<Row> ratio = Rows(judgement, kTimeRatio);
  ASSERT_THAT(ratio, SizeIs(1));
  EXPECT_EQ(ratio[0].verdict, Verdict::kRegressed) << ratio[0].reason;
  EXPECT_THAT(ratio[0].level, HasSubstr("in place of live pairs"));
}

TEST(Accepted, WhileLivePairsMayStillTellTheRatioIsNotAsked) {
  Evidence evidence = Measured(0.7);
  evidence.live = {Live(0.3, 3)};
  const Judgement judgement = Judge(evidence, Input({Ratio(kHash)}));
  EXPECT_THAT(judgement.undecided_live, SizeIs(1));
  EXPECT_THAT(Rows(judgement, kTimeRatio), IsEmpty());
}

TEST(Accepted, TheRecordThatNamesTheBinarySaysWhetherItHoldsThisBenchmark) {
  Evidence evidence = Measured();
  evidence.live = {Live(0.1, 40)};
  evidence.live[0].null_log_ratios.assign(20, 0.001);
  Record noise = Ratio("", kHere, "old source");  // as it is left by an acceptance of time_ratio alone
  noise.metric = std::string(kTime);
  GateInput input = Input({Ratio(kHash, kHere, "new source"), noise});
  input.source = "new source";
  input.accepted = FindAccepted(input);
  const std::vector<Row> rows = Rows(Judge(evidence, input), kTime);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].verdict, Verdict::kRegressed) << rows[0].reason;
}

TEST(Accepted, ALiveRowNamesTheBinaryAndWhereItIsWritten) {
  Evidence evidence = Measured();
  evidence.live = {Live(0.1, 40)};
  evidence.live[0].null_log_ratios.assign(20, 0.001);
  const std::vector<Row> rows = Rows(Judge(evidence, Input({Ratio(kHash)})), kTime);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].verdict, Verdict::kRegressed) << rows[0].reason;
  EXPECT_THAT(rows[0].level, HasSubstr("process pairs with accepted sha256:aaaaaaaaaaaa, error rate"));
  EXPECT_EQ(rows[0].stored_origin, "baselines/x_perf.json:7");
}

TEST(Accepted, TheSameBytesAreOkWithoutAPair) {
  Evidence evidence = Measured();
  evidence.live = {Live(0, 0)};
  evidence.live[0].identical = true;
  const Judgement judgement = Judge(evidence, Input({Ratio(kHash)}));
  const std::vector<Row> rows = Rows(judgement, kTime);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].verdict, Verdict::kOk);
  EXPECT_EQ(rows[0].reason, "") << "nothing that every gate would have to print";
  EXPECT_EQ(rows[0].level, "exact: the same bytes as accepted sha256:aaaaaaaaaaaa");
  EXPECT_THAT(judgement.undecided_live, IsEmpty());
  EXPECT_THAT(Rows(judgement, kTimeRatio), IsEmpty());
}

TEST(Accepted, WithoutTheBinaryTheRatioIsJudgedAndTimeIsNoPass) {
  GateInput input = Input({Ratio(kHash)});
  input.accepted.at(kOptimized).absent = "it is not there";
  for (const double ratio : {0.5, 0.8}) {
    const Judgement judgement = Judge(Measured(ratio), input);
    const std::vector<Row> time = Rows(judgement, kTime);
    const std::vector<Row> stored = Rows(judgement, kTimeRatio);
    ASSERT_THAT(time, SizeIs(1));
    EXPECT_EQ(time[0].verdict, Verdict::kNotMeasured);
    EXPECT_EQ(time[0].reason, "not compared live: it is not there");
    EXPECT_FALSE(Blocks(time[0]));
    ASSERT_THAT(stored, SizeIs(1));
    EXPECT_EQ(stored[0].verdict, ratio > 0.5 ? Verdict::kRegressed : Verdict::kOk);
    EXPECT_THAT(stored[0].level, HasSubstr("in place of live pairs"));
  }
}

TEST(Accepted, ARequiredTimeBlocksForEachCaseThatLacksTheBinary) {
  GateInput input = Input({Ratio(kHash)});
  input.policy.require = {std::string(kTime)};
  Evidence evidence = Measured();
  evidence.live = {Live(0, 20)};
  EXPECT_FALSE(Blocks(Rows(Judge(evidence, input), kTime)[0]));
  input.accepted.at(kOptimized).absent = "it is not there";
  const std::vector<Row> rows = Rows(Judge(Measured(), input), kTime);
  ASSERT_THAT(rows, SizeIs(1)) << "and none of the run as a whole";
  EXPECT_TRUE(Blocks(rows[0]));
  EXPECT_EQ(rows[0].strict, "require: time");
}

TEST(Accepted, ABinaryThatWasNotComparedSatisfiesNoOtherRequirement) {
  GateInput input = Input({Ratio(kHash)});
  input.accepted.at(kOptimized).absent = "it is not there";
  input.policy.require = {std::string(kTimeRatio)};
  Evidence alone = Measured();
  alone.pairs.clear();
  EXPECT_THAT(Rows(Judge(alone, input), kTimeRatio), ElementsAre(testing::Field(&Row::strict, "require: time_ratio")));
}

TEST(Accepted, ABinaryOfAnotherBenchmarkIsIncomparable) {
  GateInput input = Input({Ratio(kHash, kHere, "then")});
  input.source = "now";
  input.accepted = FindAccepted(input);
  input.accepted.at(kOptimized).absent = "nobody looked";
  const std::vector<Row> rows = Rows(Judge(Measured(), input), kTime);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].verdict, Verdict::kIncomparable);
  EXPECT_THAT(rows[0].reason, HasSubstr("benchmark changed"));
  EXPECT_THAT(WarningsOnAbsent(input.accepted, "accept"), IsEmpty()) << "its row says it";
}

TEST(Accepted, EveryReasonIsSaidOnceForAllItsCases) {
  AcceptedBinaries accepted;
  for (const char* name : {"a", "b", "c"}) accepted[name] = {kHash, "", "", "it is not there"};
  accepted["d"] = {kOtherHash, "", "", "it crashed"};
  accepted["e"] = {kHash, "", "", ""};
  EXPECT_THAT(WarningsOnAbsent(accepted, "bazel run //:x.accept"),
              ElementsAre(AllOf(HasSubstr("time of d is compared with stored numbers only"), HasSubstr("it crashed")),
                          AllOf(HasSubstr("time of 3 cases is"), HasSubstr("it is not there"),
                                HasSubstr("`bazel run //:x.accept` keeps"))));
}

TEST(Accepted, TheAnchorsRatioIsJudgedBesideLivePairs) {
  GateInput input = Input({Ratio(kHash)});
  input.anchor = StoredBaseline{"//benches:x_perf", {Ratio("")}};
  input.anchor->records[0].value = 0.2;
  input.anchor_path = "baselines/x_perf.anchor.json";
  Evidence evidence = Measured();
  evidence.live = {Live(0, 20)};
  const Judgement judgement = Judge(evidence, input);
  EXPECT_THAT(Rows(judgement, "anchor:time_ratio"), ElementsAre(testing::Field(&Row::verdict, Verdict::kRegressed)))
      << "live pairs start anew with each accepted binary";
}

TEST(Accepted, CasesWithoutABinaryAreNotedOnce) {
  GateInput input = Input({Ratio("")});
  EXPECT_THAT(NoteOnUnaccepted(input, "bazel run //:x.accept", ""),
              AllOf(HasSubstr(kOptimized), HasSubstr("`bazel run //:x.accept` keeps one")));
  EXPECT_THAT(NoteOnUnaccepted(input, "bazel run //:x.accept", "it also runs zip"),
              AllOf(HasSubstr("coarse: it also runs zip"), Not(HasSubstr("bazel run"))));
  input.claims_only = {kOptimized};
  EXPECT_EQ(NoteOnUnaccepted(input, "accept", ""), "") << "nothing stored is compared";
  EXPECT_EQ(NoteOnUnaccepted(Input({Ratio(kHash)}), "accept", ""), "");
  EXPECT_EQ(NoteOnUnaccepted(Input({}), "accept", ""), "") << "its rows are new";
}

}  // namespace
}  // namespace pawl

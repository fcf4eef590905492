// A required metric that nothing compares.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/gate.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kHere[] = "BM_Here";
constexpr char kElsewhere[] = "BM_Elsewhere";

Record Stored(const std::string& name, std::string_view metric) {
  Record record;
  record.case_name = name;
  record.metric = std::string(metric);
  record.value = 1;
  record.key = "build";
  return record;
}

// One gated case whose allocations are stored and equal.
GateInput Requiring(std::string_view metric) {
  GateInput input;
  input.baseline = StoredBaseline{"//benches:x_perf", {Stored(kHere, kAllocations)}};
  input.baseline_path = "baselines/x_perf.json";
  input.cases = {kHere, kElsewhere};
  input.gated = {kHere};
  input.filtered = true;
  input.build_key = "build";
  input.policy.allow_new = true;
  input.policy.require = {std::string(metric)};
  return input;
}

Evidence Measured() {
  Evidence evidence;
  evidence.cases.resize(1);
  evidence.cases[0].case_name = kHere;
  evidence.cases[0].allocations = AllocationEvidence{1, 1, 0, 1, {}};
  return evidence;
}

int ExitCode(const GateInput& input, const Evidence& evidence = Measured()) {
  Result result;
  result.rows = Judge(evidence, input).rows;
  return result.ExitCode();
}

Row Uncompared(const GateInput& input) {
  for (const Row& row : Judge(Measured(), input).rows) {
    if (row.case_name.empty()) return row;
  }
  ADD_FAILURE() << "nothing is said of it";
  return {};
}

TEST(Require, AMetricThatNoRowComparesBlocksAndSaysWhatToDo) {
  const Row row = Uncompared(Requiring(kTime));
  EXPECT_EQ(row.comparison, "time");
  EXPECT_EQ(row.verdict, Verdict::kNotMeasured);
  EXPECT_EQ(row.strict, "require: time");
  EXPECT_THAT(row.reason, AllOf(HasSubstr("time is required, but no row of this run compares it"),
                                HasSubstr("--test_arg=--against="), HasSubstr("remove it from `require`")));
  EXPECT_EQ(ExitCode(Requiring(kTime)), kExitUnmatched);
  EXPECT_EQ(ExitCode(Requiring(kAllocations)), kExitOk);
}

TEST(Require, ANumberThatWasLetThroughWithoutARecordComparesNothing) {
  GateInput input = Requiring(kPeakBytes);
  EXPECT_EQ(ExitCode(input), kExitUnmatched);
  EXPECT_THAT(Uncompared(input).reason, HasSubstr("accept the stored baseline"));
  input.baseline->records.push_back(Stored(kHere, kPeakBytes));
  EXPECT_EQ(ExitCode(input), kExitOk);
}

TEST(Require, AClaimComparesItsMetric) {
  GateInput input = Requiring(kPeakBytes);
  input.claims = {*ParseClaim(kHere, "peak_bytes <= 1")};
  EXPECT_EQ(ExitCode(input), kExitOk);
}

TEST(Require, LiveTimeTakesThePlaceOfTheRatio) {
  Evidence evidence = Measured();
  LiveEvidence live;
  live.case_name = kHere;
  live.log_ratios.assign(40, 0.0);
  evidence.live = {live};
  EXPECT_EQ(ExitCode(Requiring(kTimeRatio), evidence), kExitOk);
  EXPECT_EQ(ExitCode(Requiring(kTimeRatio)), kExitUnmatched);
}

TEST(Require, WhatTheCasesOfOtherShardsCompareIsForThem) {
  GateInput input = Requiring(kPeakBytes);
  input.left_out = {kElsewhere};
  EXPECT_EQ(ExitCode(input), kExitUnmatched) << "nothing compares it there either";
  input.baseline->records.push_back(Stored(kElsewhere, kPeakBytes));
  EXPECT_EQ(ExitCode(input), kExitOk);
  input.left_out.clear();
  EXPECT_EQ(ExitCode(input), kExitUnmatched) << "there is no other run";
  input = Requiring(kTime);
  input.left_out = {kElsewhere};
  input.baseline->records.push_back(Stored(kElsewhere, kTime));
  EXPECT_EQ(ExitCode(input), kExitUnmatched) << "its record alone compares no live time";
  input.claims = {*ParseClaim(kElsewhere, "time <= 2 * case(\"BM_Here\")")};
  EXPECT_EQ(ExitCode(input), kExitOk);
}

TEST(Require, ADeclaredCounterThatNothingComparesIsToBeSet) {
  GateInput input = Requiring("ratio");
  input.counters = {*ParseUserMetric("ratio", "unit x, higher is better, limit -1%")};
  EXPECT_THAT(Uncompared(input).reason, HasSubstr("let a case set the counter and accept it"));
}

TEST(Require, AnErrorIsNotExplainedByWhatItKeptFromBeingCompared) {
  Evidence evidence = Measured();
  evidence.cases[0].error = "killed by SIGSEGV";
  EXPECT_EQ(Judge(evidence, Requiring(kAllocations)).rows.size(), 1u);
}

}  // namespace
}  // namespace pawl

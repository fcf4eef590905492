#include "tools/cli/budget.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";

CaseSamples Samples(const std::string& name, double slice_ns) {
  CaseSamples samples;
  samples.case_name = name;
  for (int round = 0; round < 4; ++round) samples.slices.push_back({0, round, 1, slice_ns});
  return samples;
}

std::string Refusal(const std::vector<GroupPlan>& plan, double left_s, int limit_s) {
  return std::string(CheckBudget(plan, std::chrono::duration<double>(left_s), std::chrono::seconds(limit_s)).message());
}

TEST(Budget, AStoredRatioNeedsSixteenProcessesAndAClaimEight) {
  const std::vector<Group> groups = {{kBaseline, kOptimized}, {"a", "b"}, {"decided"}};
  const std::vector<CaseSamples> samples = {Samples(kBaseline, 2e8), Samples(kOptimized, 1e8), Samples("a", 1e8),
                                            Samples("b", 1e8), Samples("decided", 1e12)};
  Judgement judgement;
  judgement.undecided = {{kOptimized, kBaseline}, {"a", "b"}};
  const std::vector<GroupPlan> plan = PlanGroups(groups, samples, judgement, GateInput(), 1);
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_EQ(plan[0].slowest, kBaseline);
  EXPECT_EQ(plan[0].processes_ahead, kRatioProcesses - 1);
  EXPECT_DOUBLE_EQ(plan[0].process_s, 1.25 * 4 * 0.3) << "slices of both, each after a quarter to warm up";
  EXPECT_EQ(plan[1].processes_ahead, 7);
  EXPECT_THAT(PlanGroups(groups, samples, judgement, GateInput(), 16), IsEmpty());
}

TEST(Budget, ACaseWithoutStoredNumbersNeedsOnlyItsClaims) {
  Judgement judgement;
  judgement.undecided = {{kOptimized, kBaseline}};
  GateInput input;
  input.claims_only = {kOptimized};
  EXPECT_THAT(PlanGroups({{kBaseline, kOptimized}}, {}, judgement, input, 1),
              ElementsAre(Field(&GroupPlan::processes_ahead, 7)));
}

TEST(Budget, WhatFitsPassesToTheLastSecond) {
  EXPECT_EQ(Refusal({{"a", 1, 10}, {"b", 2, 5}}, 20, 60), "");
  EXPECT_EQ(Refusal({}, -1, 60), "") << "nothing is undecided";
}

TEST(Budget, WhatDoesNotFitNamesTheLargestCaseTheNumbersAndTheTimeoutToSet) {
  EXPECT_THAT(Refusal({{"a", 1, 10}, {"b", 4, 15}}, 40, 60),
              AllOf(HasSubstr("time limit of 60 s"), HasSubstr("70.0 s more, and 40.0 s are left"),
                    HasSubstr("Most of it is b"), HasSubstr("4.00 s in each of 15 processes"),
                    HasSubstr("timeout = \"moderate\" (300 s)")));
  EXPECT_THAT(Refusal({{"a", 100, 15}}, 40, 60), HasSubstr("timeout = \"eternal\""));
  EXPECT_THAT(Refusal({{"a", 1000, 15}}, 40, 60), HasSubstr("shard_count"));
  EXPECT_THAT(Refusal({{"a", 0.1, 15}}, -3, 1), HasSubstr("0.0 s are left")) << "the first process took it all";
}

TEST(Budget, EightyPercentOfTheLimitMayBeMeasuredFor) {
  const auto before = std::chrono::steady_clock::now();
  const auto deadline = DeadlineOf(std::chrono::seconds(100));
  EXPECT_GE(deadline - before, std::chrono::seconds(80));
  EXPECT_LE(deadline, std::chrono::steady_clock::now() + std::chrono::seconds(80));
  EXPECT_EQ(DeadlineOf(std::nullopt), std::chrono::steady_clock::time_point::max());
}

}  // namespace
}  // namespace pawl

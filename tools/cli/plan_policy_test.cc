#include "tools/cli/plan_policy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kBuild[] = R"(perf_limits(
    name = "perf_limits",
    limits = ["peak_bytes +3%"],
)
perf_test(
    name = "other_perf",
    limits = ["allocations +1"],
)
perf_test(
    name = "x_perf",
    claims = {"x/Y": ["allocations <= 1"]},
    case_limits = {"x/Y": [
        "allocations +1",
    ]},
    limits = [
        "allocations +1",
        "leaked_bytes +2 B",
    ],
    mutes = {"x/Y": ["time_ratio until 2026-12-31: why"]},
    strict = ["unstable"],
)
)";

Plan PlanOf() {
  Plan plan;
  plan.target = "//benches:x_perf";
  plan.build_file = ::testing::TempDir() + "/BUILD";
  EXPECT_TRUE(WriteFile(plan.build_file, kBuild).ok());
  return plan;
}

TEST(ParseLimits, EachScopeHasItsPlace) {
  Plan plan = PlanOf();
  plan.policy.case_limits["x/Y"] = {"allocations +1"};
  plan.policy.limits = {"allocations +1", "leaked_bytes +2 B"};
  plan.policy.outer_limits = {{"perf_limits", plan.build_file, {"peak_bytes +3%"}},
                              {"repository", "", {"time_ratio +30%"}}};
  const auto limits = ParseLimits(plan);
  ASSERT_TRUE(limits.ok()) << limits.status().message();
  EXPECT_EQ(limits->Find("x/Y", "allocations")->origin, plan.build_file + ":13");
  EXPECT_EQ(limits->Find("x/Z", "allocations")->origin, plan.build_file + ":16") << "not other_perf's, nor the case's";
  EXPECT_EQ(limits->Find("x/Y", "leaked_bytes")->origin, plan.build_file + ":17");
  EXPECT_EQ(limits->Find("x/Y", "peak_bytes")->origin, plan.build_file + ":3");
  EXPECT_EQ(limits->Find("x/Y", "time_ratio")->origin, "repository") << "a rule without a file at hand";
  EXPECT_EQ(limits->Find("x/Y", "allocated_bytes")->text, "allocated_bytes +1% and +64 B") << "Pawl's own";
}

TEST(ParseLimits, ABadLimitIsAnErrorThatBeginsWithItsPlace) {
  Plan plan = PlanOf();
  plan.policy.outer_limits = {{"perf_limits", plan.build_file, {"peak_byte +3%"}}};
  EXPECT_THAT(std::string(ParseLimits(plan).status().message()),
              StartsWith(plan.build_file + ":2: limit \"peak_byte +3%\", at position"));
  plan.policy.outer_limits.clear();
  plan.policy.limits = {"leaked_bytes +2 B", "peak_bytes +60%"};
  EXPECT_THAT(std::string(ParseLimits(plan).status().message()), HasSubstr("wider than 50%"));
}

TEST(ParsePolicy, ReadsEverythingThatBlocksOrDoesNot) {
  Plan plan = PlanOf();
  plan.policy.ratchet = true;
  plan.policy.new_cases = "allow";
  plan.policy.strict = {"unstable"};
  plan.policy.require = {"time_ratio"};
  plan.policy.mutes["x/Y"] = {"time_ratio until 2026-12-31: why"};
  const auto policy = ParsePolicy(plan);
  ASSERT_TRUE(policy.ok()) << policy.status().message();
  EXPECT_TRUE(policy->ratchet && policy->allow_new);
  EXPECT_EQ(policy->strict, std::set<Verdict>{Verdict::kUnstable});
  EXPECT_EQ(policy->require, std::set<std::string>{"time_ratio"});
  ASSERT_EQ(policy->mutes.size(), 1u);
  EXPECT_EQ(policy->mutes[0].origin, plan.build_file + ":19");
}

TEST(ParsePolicy, EveryMistakeNamesItsPlace) {
  Plan plan = PlanOf();
  plan.policy.strict = {"unstabel"};
  EXPECT_THAT(std::string(ParsePolicy(plan).status().message()), HasSubstr("did you mean unstable?"));
  plan.policy.strict = {};
  plan.policy.require = {"time_rato"};
  EXPECT_THAT(std::string(ParsePolicy(plan).status().message()), HasSubstr("did you mean \"time_ratio\"?"));
  plan.policy.require = {};
  plan.policy.mutes["x/Y"] = {"time_ratio"};
  EXPECT_THAT(std::string(ParsePolicy(plan).status().message()),
              StartsWith(plan.build_file + ":11: mute \"time_ratio\""));
}

}  // namespace
}  // namespace pawl

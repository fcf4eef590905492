#include "tools/cli/plan.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kPlan[] = R"json({
  "target": "//benches:x_perf", "pawl": "//tools/cli:pawl", "binary": "benches/x_perf.bin", "layouts": ["benches/x_perf.layout1"],
  "counter": "counter.so",
  "baseline_file": "baselines/x_perf.json", "build_file": "benches/BUILD", "status_file": "status.txt",
  "store_file": "../pawl_binary_store/place.json",
  "other_files": ["tools/zip"],
  "libraries": [{"name": "//impls/x:x.optimized", "file": "impls/x/libx.optimized.a"}],
  "sources": ["benches/x_bench.cc", "benches/words.txt"],
  "compiler_flags": ["-O2"], "claims": {"x/Y": ["allocations <= 1"]},
  "metrics": {"ratio": "higher is better, limit -1%"}, "sweep": ["n:9"], "report_only": ["local"],
  "policy": {"limits": ["allocations +1"], "case_limits": {}, "outer_limits": [{"name": "n", "build_file": "BUILD",
  "limits": []}], "mutes": {}, "ratchet": true, "new_cases": "fail", "require": [], "strict": []}
})json";

std::string Write(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + "/" + name;
  EXPECT_TRUE(WriteFile(path, text).ok());
  return path;
}

// Where the claims of a BUILD file with this text are written, as the part after the file's name.
std::vector<std::string> Origins(const std::string& build, std::map<std::string, std::vector<std::string>> claims) {
  Plan plan;
  plan.target = "//benches:x_perf";
  plan.build_file = Write("BUILD", build);
  plan.claims = std::move(claims);
  const auto parsed = ParseClaims(plan);
  EXPECT_TRUE(parsed.ok()) << parsed.status().message();
  std::vector<std::string> origins;
  for (const Claim& claim : parsed.value_or(std::vector<Claim>())) {
    EXPECT_THAT(claim.origin, StartsWith(plan.build_file));
    origins.push_back(claim.origin.substr(plan.build_file.size()));
  }
  return origins;
}

TEST(ReadPlan, ReadsWhatTheRuleWrote) {
  const auto plan = ReadPlan(Write("plan.json", kPlan));
  ASSERT_TRUE(plan.ok()) << plan.status().message();
  EXPECT_EQ(plan->target, "//benches:x_perf");
  EXPECT_EQ(plan->baseline_file, "baselines/x_perf.json");
  EXPECT_EQ(plan->store_file, "../pawl_binary_store/place.json");
  EXPECT_EQ(plan->other_files, std::vector<std::string>{"tools/zip"});
  EXPECT_EQ(plan->claims.at("x/Y"), std::vector<std::string>{"allocations <= 1"});
  EXPECT_EQ(plan->policy.limits, std::vector<std::string>{"allocations +1"});
  EXPECT_TRUE(plan->policy.ratchet);
  ASSERT_EQ(plan->libraries.size(), 1u);
  EXPECT_EQ(plan->libraries[0].name, "//impls/x:x.optimized");
  EXPECT_EQ(plan->libraries[0].file, "impls/x/libx.optimized.a");
  EXPECT_EQ(plan->AcceptCommand(), "bazel run //benches:x_perf.accept");
}

TEST(ReadPlan, EveryDamageIsAnErrorThatNamesTheFile) {
  const std::string whole = kPlan;
  for (const std::string& text : {std::string(), whole.substr(0, whole.size() / 2), std::string("{}"),
                                  std::string("[]"), std::string("{\"target\": 7}")}) {
    const std::string path = Write("plan.json", text);
    const auto plan = ReadPlan(path);
    ASSERT_FALSE(plan.ok()) << text;
    EXPECT_THAT(std::string(plan.status().message()), StartsWith(path + ": not the plan of a perf_test"));
  }
}

TEST(ReadPlan, AMissingFileIsNotFound) {
  const auto plan = ReadPlan("/no/such/plan.json");
  EXPECT_TRUE(absl::IsNotFound(plan.status()));
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr("/no/such/plan.json"));
}

TEST(ParseClaims, TheSameTextHasALineOfItsOwnForEachCase) {
  EXPECT_THAT(Origins(R"(perf_test(
    name = "x_perf",
    claims = {
        "x/Y/impl:optimized": ["allocations <= 1"],
        "x/Z/impl:optimized": [
            "allocations <= 1",
        ],
    },
))",
                      {{"x/Y/impl:optimized", {"allocations <= 1"}}, {"x/Z/impl:optimized", {"allocations <= 1"}}}),
              ElementsAre(":4", ":6"));
}

TEST(ParseClaims, AClaimIsNotFoundInALongerOneNorInAnotherCasesEntry) {
  EXPECT_THAT(Origins(R"({
    "x/Y": [  # isn't ]
        "allocations <= 16",
        "allocations <= 1"],
    "x/Z": ONE,
    "x/W": ["peak_bytes <= 1"],
})",
                      {{"x/Y", {"allocations <= 16", "allocations <= 1"}}, {"x/Z", {"peak_bytes <= 1"}}}),
              ElementsAre(":3", ":4", ":5"))
      << "the claims of x/Z have the line of their case";
}

TEST(ParseClaims, TheTextOfAComputedCaseIsLookedForInItsOwnTarget) {
  EXPECT_THAT(Origins(R"(perf_test(
    name = "w_perf",
    claims = {"w/Y": ["allocations <= 1"]},
)
perf_test(
    name = "x_perf",
    claims = {"x/{}".format(c): ["allocations <= 1"] for c in ["Y"]},
))",
                      {{"x/Y", {"allocations <= 1"}}}),
              ElementsAre(":7"));
}

TEST(ParseClaims, TheCaseMayBeNamedElsewhereFirst) {
  EXPECT_THAT(Origins("SWEEP = [\"x/Y\"]\nCLAIMS = {\n  \"x/Y\":\n    [\"allocations <= 1\"]}\n",
                      {{"x/Y", {"allocations <= 1"}}}),
              ElementsAre(":4"));
}

TEST(ParseClaims, EscapedAndSingleQuotesAreTheSameText) {
  EXPECT_THAT(Origins("{\"x/Y\": [\n\"time <= case(\\\"x/Z\\\")\",\n'time <= 2 * case(\"x/W\")',\n]}",
                      {{"x/Y", {"time <= case(\"x/Z\")", "time <= 2 * case(\"x/W\")"}}}),
              ElementsAre(":2", ":3"));
}

TEST(ParseClaims, WhatIsNotWrittenOutHasItsFileOrItsTarget) {
  EXPECT_THAT(Origins("claims = CLAIMS", {{"x/Y", {"allocations <= 1"}}}), ElementsAre(""));
  Plan plan;
  plan.target = "//benches:x_perf";
  plan.claims = {{"x/Y", {"allocations <= 1"}}};
  const auto claims = ParseClaims(plan);
  ASSERT_TRUE(claims.ok());
  EXPECT_EQ(claims->front().origin, "//benches:x_perf");
}

TEST(ParseClaims, ABadClaimIsAnErrorThatBeginsWithItsPlace) {
  Plan plan;
  plan.build_file = Write("BUILD", "{\n\"x/Y\": [\n\"alocations <= 1\"]}");
  plan.claims = {{"x/Y", {"alocations <= 1"}}};
  const auto claims = ParseClaims(plan);
  ASSERT_FALSE(claims.ok());
  EXPECT_THAT(std::string(claims.status().message()), StartsWith(plan.build_file + ":3: claim \"alocations <= 1\""));
  EXPECT_THAT(std::string(claims.status().message()), HasSubstr("did you mean \"allocations\"?"));
}

TEST(ParseClaims, UnbalancedTextNeverRunsPastItsEnd) {
  for (const char* build : {"{\"x/Y\":", "{\"x/Y\": \"", "{\"x/Y\": \"\\", "{\"x/Y\": #", "\"x/Y\"", "{\"x/Y\": ["}) {
    EXPECT_EQ(Origins(build, {{"x/Y", {"allocations <= 1"}}}).size(), 1u) << build;
  }
}

TEST(ParseMetrics, ALimitSaysWhereItsMetricIsDeclared) {
  Plan plan;
  plan.build_file = Write("BUILD", "perf_test(metrics = {\n  \"ratio\": \"higher is better, limit -1%\",\n})\n");
  plan.metrics = {{"ratio", "higher is better, limit -1%"}};
  const auto metrics = ParseMetrics(plan);
  ASSERT_TRUE(metrics.ok()) << metrics.status().message();
  ASSERT_EQ(metrics->size(), 1u);
  EXPECT_EQ(metrics->front().limit.origin, plan.build_file + ":2");
  const Metrics all = WithCounters(*metrics);
  EXPECT_EQ(all.size(), BuiltInMetrics().size() + 1);
  EXPECT_NE(FindMetric(all, "ratio"), nullptr);
  plan.claims = {{"x/Y", {"ratio >= 2"}}};
  EXPECT_TRUE(ParseClaims(plan, all).ok());
}

TEST(ParseMetrics, AMistakeBeginsWithItsPlace) {
  Plan plan;
  plan.build_file = Write("BUILD", "{\n\n\"ratio\": \"higher is bettr, limit -1%\"}");
  plan.metrics = {{"ratio", "higher is bettr, limit -1%"}};
  EXPECT_THAT(std::string(ParseMetrics(plan).status().message()), StartsWith(plan.build_file + ":3: metric ratio:"));
}

}  // namespace
}  // namespace pawl

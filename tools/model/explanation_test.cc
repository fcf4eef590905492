#include "tools/model/explanation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Profile ProfileOf(const std::string& metric, const std::string& instrument, double cost) {
  return {"x/Y", metric, instrument, cost, {{{"main", "Parse()"}, cost}}, ""};
}

Profiles Side(const std::string& side, std::vector<Profile> profiles) {
  return {"//x:x_perf", side, std::move(profiles), {}};
}

bool Any(std::string_view /*metric*/) { return true; }

TEST(Explain, ComparesEachMetricOfTheCaseAndNoOther) {
  Profile other_case = ProfileOf("allocations", "heaptrack 1.4.0", 9);
  other_case.case_name = "x/Z";
  const Profiles before = Side("accepted", {ProfileOf("allocations", "heaptrack 1.4.0", 1)});
  const Profiles after = Side("contender", {other_case, ProfileOf("allocations", "heaptrack 1.4.0", 2)});
  const Explanation explanation = Explain("x/Y", &before, after, Any);
  EXPECT_EQ(explanation.before, "accepted");
  EXPECT_EQ(explanation.after, "contender");
  ASSERT_THAT(explanation.differences, SizeIs(1));
  EXPECT_EQ(explanation.differences[0].total.Delta(), 1);
  EXPECT_THAT(explanation.missing, IsEmpty());
  EXPECT_THAT(
      Explain("x/Y", &before, after, [](std::string_view metric) { return metric != "allocations"; }).differences,
      IsEmpty());
}

TEST(Explain, OfAnotherVersionOrInstrumentSaysSoForThatMetricOnly) {
  const Profiles before = Side(
      "accepted", {ProfileOf("allocations", "heaptrack 1.4.0", 1), ProfileOf("instructions", "callgrind 3.19.0", 1)});
  const Profiles after = Side(
      "contender", {ProfileOf("allocations", "heaptrack 1.5.0", 2), ProfileOf("instructions", "callgrind 3.19.0", 1)});
  const Explanation explanation = Explain("x/Y", &before, after, Any);
  EXPECT_THAT(explanation.differences, SizeIs(1));
  EXPECT_THAT(explanation.incomparable,
              ElementsAre("allocations: incomparable: heaptrack 1.4.0 -> heaptrack 1.5.0: each counts by rules of its "
                          "own. Profile both sides with the same one"));
}

TEST(Explain, OfAnotherInstrumentIsIncomparableAndNotMissing) {
  const Profiles before = Side("accepted", {ProfileOf("allocations", "massif 3.19.0", 1)});
  const Profiles after = Side("contender", {ProfileOf("allocations", "heaptrack 1.4.0", 2)});
  const Explanation explanation = Explain("x/Y", &before, after, Any);
  EXPECT_THAT(explanation.differences, IsEmpty());
  EXPECT_THAT(explanation.missing, IsEmpty());
  EXPECT_THAT(explanation.incomparable, SizeIs(1));
}

TEST(Explain, AProfileOfOneSideIsShownOrNamedAndNeverCompared) {
  Profiles before = Side("accepted", {ProfileOf("allocations", "heaptrack 1.4.0", 1)});
  Profiles after = Side("contender", {ProfileOf("instructions", "callgrind 3.19.0", 2)});
  Explanation explanation = Explain("x/Y", &before, after, Any);
  ASSERT_THAT(explanation.differences, SizeIs(1));
  EXPECT_FALSE(explanation.differences[0].compared);
  ASSERT_THAT(explanation.missing, SizeIs(2));
  EXPECT_EQ(explanation.missing[0].reason,
            "accepted: has no profile of instructions, so there is nothing to compare with");
  EXPECT_EQ(explanation.missing[1].reason,
            "contender: has no profile of allocations, so there is nothing to compare with");
  after.missing = {{"x/Y", "heaptrack", "heaptrack is not installed"}, {"x/Z", "heaptrack", "of another case"}};
  before.missing = {{"x/Y", "callgrind", "valgrind is too old"}};
  explanation = Explain("x/Y", &before, after, Any);
  ASSERT_THAT(explanation.missing, SizeIs(2)) << "a reason that is known takes the place of the general one";
  EXPECT_EQ(explanation.missing[0].reason, "accepted: valgrind is too old");
  EXPECT_EQ(explanation.missing[1].reason, "contender: heaptrack is not installed");
}

TEST(Explain, JsonHoldsEveryStackWithBothCosts) {
  const Profiles before = Side("accepted", {ProfileOf("peak_bytes", "heaptrack 1.4.0", 1)});
  const Profiles after = Side("contender", {ProfileOf("peak_bytes", "heaptrack 1.4.0", 2)});
  const auto document = nlohmann::json::parse(ToJson({Explain("x/Y", &before, after, Any)}));
  EXPECT_EQ(document[0]["schema"], kExplanationSchema);
  const auto& site = document[0]["differences"][0]["sites"][0];
  EXPECT_EQ(site["function"], "Parse()");
  EXPECT_EQ(site["stacks"][0]["frames"], (std::vector<std::string>{"main", "Parse()"}));
  EXPECT_EQ(site["stacks"][0]["cost"]["before"], 1);
  EXPECT_EQ(site["stacks"][0]["cost"]["after"], 2);
}

TEST(ProfiledUnit, IsInTheMetricsName) {
  EXPECT_EQ(ProfiledUnit("peak_bytes"), "B");
  EXPECT_EQ(ProfiledUnit("temporary_allocations"), "");
}

}  // namespace
}  // namespace pawl

#include "tools/cli/selection.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/model/commands.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string>& Cases() {
  static const auto& cases =
      *new std::vector<std::string>{"x/Y/impl:optimized/n:1", "x/Y/impl:optimized/n:10", "x/Y/n:9", "x/Local"};
  return cases;
}

Plan PlanOf(std::vector<std::string> sweep = {"n:9$"}, std::vector<std::string> report_only = {"^x/Local"}) {
  Plan plan;
  plan.target = "//benches:x_perf";
  plan.sweep = std::move(sweep);
  plan.report_only = std::move(report_only);
  return plan;
}

std::set<std::string> Judged(Scope scope, const std::string& filter = "") {
  const auto selection = Select(PlanOf(), Cases(), scope, filter);
  EXPECT_TRUE(selection.ok()) << selection.status().message();
  return selection.value_or(Selection()).judged;
}

std::string ErrorOf(const Plan& plan, const std::string& filter, Scope scope = Scope::kGate) {
  const auto selection = Select(plan, Cases(), scope, filter);
  return selection.ok() ? "no error" : std::string(selection.status().message());
}

TEST(Select, AGateLeavesOutSweepAndReport) { EXPECT_THAT(Judged(Scope::kGate), ElementsAre(Cases()[0], Cases()[1])); }

TEST(Select, AReportAddsItsOwnCasesAndTheSweepAddsAll) {
  EXPECT_THAT(Judged(Scope::kReport), ElementsAre("x/Local", Cases()[0], Cases()[1]));
  EXPECT_THAT(Judged(Scope::kSweep), ElementsAre("x/Local", Cases()[0], Cases()[1], "x/Y/n:9"));
}

TEST(Select, CasesOutsideTheGateSetHaveClaimsOnly) {
  EXPECT_THAT(Select(PlanOf(), Cases(), Scope::kSweep, "")->claims_only, ElementsAre("x/Local", "x/Y/n:9"));
  EXPECT_THAT(Select(PlanOf(), Cases(), Scope::kGate, "")->claims_only, IsEmpty());
}

TEST(Select, AFilterIsSearchedForAnywhereInTheName) {
  EXPECT_THAT(Judged(Scope::kGate, "n:1"), ElementsAre(Cases()[0], Cases()[1]));
  EXPECT_THAT(Judged(Scope::kGate, "n:.0"), ElementsAre(Cases()[1]));
}

TEST(Select, ThePrintedReproduceCommandSelectsExactlyItsCase) {
  const std::vector<std::string> cases = {"BM_Map<int>/1.5|(a)", "BM_Map<int>/1.5|(a)b", "BM_Map<int>/105|(a)"};
  const std::string command = ReproduceCommand("//benches:x_perf", cases[0]);
  const std::string option = "--test_filter='";
  const size_t begin = command.find(option) + option.size();
  const std::string filter = command.substr(begin, command.rfind('\'') - begin);
  EXPECT_THAT(Select(PlanOf({}, {}), cases, Scope::kGate, filter)->judged, ElementsAre(cases[0]));
}

TEST(Select, AFilterThatMatchesNothingNamesTheNearestCaseAndHowToListThem) {
  EXPECT_EQ(ErrorOf(PlanOf(), "x/Y/impl:optimised/n:1"),
            "the filter \"x/Y/impl:optimised/n:1\" matches none of the 4 cases; did you mean x/Y/impl:optimized/n:1? "
            "It is a regular expression searched for in case names; "
            "`bazel run //benches:x_perf.bin -- --benchmark_list_tests` lists them");
  EXPECT_THAT(ErrorOf(PlanOf(), "^nothing like it$"), HasSubstr("matches none of the 4 cases. It is"));
}

TEST(Select, AFilterForACaseOutsideTheScopeSaysWhatMeasuresIt) {
  EXPECT_EQ(ErrorOf(PlanOf(), "^x/Y/n:9$"),
            "the filter \"^x/Y/n:9$\" matches only cases of //benches:x_perf's sweep or report_only, such as x/Y/n:9. "
            "They are measured by `bazel run //:report -- --sweep //benches:x_perf`");
}

TEST(Select, ABadExpressionIsNamedWithWhereItIsWritten) {
  EXPECT_THAT(ErrorOf(PlanOf(), "("), HasSubstr("\"(\" in the test filter is no regular expression: "));
  EXPECT_THAT(ErrorOf(PlanOf({"["}), ""), HasSubstr("\"[\" in //benches:x_perf's sweep is no regular expression: "));
  EXPECT_THAT(ErrorOf(PlanOf({}, {"*"}), ""), HasSubstr("\"*\" in //benches:x_perf's report_only is no regular"));
}

TEST(Select, ABadExpressionIsFoundBehindOneThatMatches) {
  EXPECT_THAT(ErrorOf(PlanOf({"", "["}), "", Scope::kSweep), HasSubstr("\"[\" in //benches:x_perf's sweep"));
}

TEST(Select, AGateWithoutAnyCaseIsAnError) {
  EXPECT_EQ(ErrorOf(PlanOf({"x"}), ""),
            "every case of //benches:x_perf is in its sweep or report_only, so there is nothing to gate");
}

TEST(Selection, TheFilterOfACaseSelectsItAloneWhateverItsCharacters) {
  for (const std::string name : {"a/b:c", "BM_X<std::vector<int>, 3>/8", "a.b", "a+b", "(a|b)$", "a\\d", "[^x]"}) {
    const auto selection =
        Select(Plan(), {name, name + "x", "x" + name, "axb", "aab"}, Scope::kGate, CasePattern(name));
    ASSERT_TRUE(selection.ok()) << name << ": " << selection.status();
    EXPECT_THAT(selection->judged, testing::ElementsAre(name));
  }
}

}  // namespace
}  // namespace pawl

#include "tools/cli/report_explanations.h"

#include <filesystem>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"
#include "tools/cli/profile_files.h"
#include "tools/cli/test_result.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A result with one row per case, beside its profiles.
FoundResult Found(const std::string& name, const std::vector<std::pair<std::string, Verdict>>& cases) {
  FoundResult found{std::filesystem::path(::testing::TempDir()) / name, EmptyResult()};
  std::filesystem::create_directories(found.folder);
  Profiles profiles;
  profiles.target = found.result.target;
  profiles.side = "contender";
  for (const auto& [case_name, verdict] : cases) {
    Row row = RowOf(verdict);
    row.case_name = case_name;
    found.result.rows.push_back(row);
    profiles.profiles.push_back({case_name, "allocations", "heaptrack 1.4.0", 1, {{{"f()"}, 1}}, ""});
  }
  EXPECT_TRUE(WriteFile(found.folder / kProfilesFile, ToJson(profiles)).ok());
  return found;
}

std::vector<std::string> CasesOf(const ReportExplanations& report) {
  std::vector<std::string> cases;
  for (const Explanation& explanation : report.explanations) cases.push_back(explanation.case_name);
  return cases;
}

TEST(ReportExplanations, SuspectsOfAllResultsComeFirst) {
  const ReportExplanations report = ExplainReport({Found("a", {{"a/red", Verdict::kRegressed}, {"a/ok", Verdict::kOk}}),
                                                   Found("b", {{"b/new", Verdict::kNew}, {"b/ok", Verdict::kOk}})});
  EXPECT_THAT(CasesOf(report), ElementsAre("a/red", "b/new", "a/ok", "b/ok"));
  EXPECT_EQ(report.left_out, 0u);
  EXPECT_THAT(report.errors, IsEmpty());
  ASSERT_FALSE(report.explanations.empty());
  EXPECT_EQ(report.explanations[0].differences.at(0).sites.at(0).function, "f()");
}

TEST(ReportExplanations, OfTwoRunsTheFirstOneSpeaks) {
  const ReportExplanations report =
      ExplainReport({Found("new", {{"x/Y", Verdict::kOk}}), Found("old", {{"x/Y", Verdict::kOk}})});
  EXPECT_THAT(CasesOf(report), ElementsAre("x/Y"));
}

TEST(ReportExplanations, ThereAreAtMostSoManyAndTheRestIsCounted) {
  std::vector<std::pair<std::string, Verdict>> cases;
  for (size_t i = 0; i < kMostExplained + 3; ++i) cases.emplace_back(fmt::format("x/{:02}", i), Verdict::kOk);
  const ReportExplanations report = ExplainReport({Found("many", cases)});
  EXPECT_EQ(report.explanations.size(), kMostExplained);
  EXPECT_EQ(report.left_out, 3u);
}

TEST(ReportExplanations, AResultWithoutProfilesIsNotMentionedAndADamagedFileIs) {
  FoundResult none = Found("none", {{"x/Y", Verdict::kOk}});
  std::filesystem::remove(none.folder / kProfilesFile);
  FoundResult damaged = Found("damaged", {{"x/Z", Verdict::kOk}});
  ASSERT_TRUE(WriteFile(damaged.folder / kProfilesFile, "{").ok());
  const ReportExplanations report = ExplainReport({none, damaged});
  EXPECT_THAT(report.explanations, IsEmpty());
  EXPECT_THAT(report.errors, ElementsAre(HasSubstr((damaged.folder / kProfilesFile).string())));
}

}  // namespace
}  // namespace pawl

#include "reports/report_json.h"

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "reports/test_results.h"
#include "tools/model/explanation.h"
#include "tools/model/profile.h"

namespace pawl {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::string Everything() {
  const ReportInput input = EveryVerdict();
  return RenderReportJson(input.results, input.title, input.command);
}

TEST(ReportJson, HoldsEveryResultUnchanged) {
  const ReportInput input = EveryVerdict();
  const json report = json::parse(Everything());
  EXPECT_EQ(report.at("title"), "Pawl report");
  EXPECT_EQ(report.at("command"), "bazel run //:report");
  ASSERT_EQ(report.at("results").size(), 2u);
  for (size_t i = 0; i < 2; ++i) EXPECT_EQ(report["results"][i], json::parse(ToJson(input.results[i])));
}

TEST(ReportJson, IsReadAsItWasWritten) {
  const ReportInput input = EveryVerdict();
  EXPECT_TRUE(IsReportJson(Everything()));
  const auto results = ResultsFromReportJson(Everything(), "report.json");
  ASSERT_TRUE(results.ok()) << results.status().message();
  ASSERT_EQ(results->size(), 2u);
  for (size_t i = 0; i < 2; ++i) EXPECT_EQ(ToJson((*results)[i]), ToJson(input.results[i]));
  const auto none = ResultsFromReportJson(RenderReportJson({}, "", ""), "report.json");
  ASSERT_TRUE(none.ok()) << none.status().message();
  EXPECT_TRUE(none->empty());
}

TEST(ReportJson, AResultIsNoReportWhateverItSays) {
  Result result;
  result.target = "\"results\"";
  result.errors = {"\"results\": [", "{\"results\""};
  EXPECT_FALSE(IsReportJson(ToJson(result)));
  EXPECT_FALSE(IsReportJson(""));
  EXPECT_TRUE(IsReportJson(Everything().substr(0, 200))) << "a damaged one is meant to be one";
}

TEST(ReportJson, TextThatIsNotUtf8IsReplaced) {
  const std::string text = RenderReportJson({}, "\xff", "\x80");
  EXPECT_TRUE(json::accept(text));
}

TEST(ReportJson, WhatCannotBeReadNamesTheFile) {
  const auto why = [](const std::string& text) {
    const auto results = ResultsFromReportJson(text, "r.json");
    return results.ok() ? "" : std::string(results.status().message());
  };
  EXPECT_THAT(why(Everything().substr(0, 2000)), HasSubstr("r.json: not a report of Pawl, or damaged"));
  EXPECT_THAT(why(R"({"schema": 2, "results": []})"), HasSubstr("r.json: written by a newer Pawl"));
  EXPECT_THAT(why(R"({"schema": 1, "results": [{"schema": 999}]})"),
              HasSubstr("r.json (result 1): written by a newer"));
  EXPECT_THAT(why(R"({"schema": 1})"), HasSubstr("r.json: not a report"));
}

using Fields = std::map<std::string, std::set<std::string>>;  // by the heading of their table

Fields Documented() {
  std::ifstream file("docs/formats.md");
  Fields fields;
  std::string section;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("### ")) section = line.substr(4);
    if (!line.starts_with("| `")) continue;
    const std::string cell = line.substr(0, line.find('|', 1));
    const std::regex name("`([a-z_0-9]+)`");
    for (std::sregex_iterator at(cell.begin(), cell.end(), name), end; at != end; ++at)
      fields[section].insert((*at)[1]);
  }
  return fields;
}

std::set<std::string> Keys(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

Fields ProfileFields() {
  const Profile profile = {"x/Y", "allocations", "heaptrack 1.4.0", 1, {{{"main"}, 1}}, ""};
  const Profiles profiles = {"//x:x_perf", "contender", {profile}, {{"x/Y", "callgrind", "no valgrind"}}};
  const json written = json::parse(ToJson(profiles));
  const json explanation =
      json::parse(ToJson(std::vector{Explain("x/Y", nullptr, profiles, [](std::string_view) { return true; })}))[0];
  const json& difference = explanation.at("differences").at(0);
  const json& site = difference.at("sites").at(0);
  return {{"Profiles", Keys(written)},
          {"Profile", Keys(written.at("profiles").at(0))},
          {"StackCost", Keys(written["profiles"][0].at("stacks").at(0))},
          {"MissingProfile", Keys(written.at("missing").at(0))},
          {"Explanation", Keys(explanation)},
          {"ProfileDifference", Keys(difference)},
          {"SiteChange", Keys(site)},
          {"StackChange", Keys(site.at("stacks").at(0))},
          {"CostChange", Keys(difference.at("total"))}};
}

TEST(Formats, TheDocumentedFieldsAreThoseThatAreWritten) {
  Result result;
  result.rows.emplace_back();
  CaseEvidence one;
  one.allocations = AllocationEvidence();
  one.time = TimeEvidence();
  one.counters["c"] = {};
  one.instructions = CountedRange();
  one.size = SizeEvidence();
  one.times.emplace_back();
  result.crossovers.emplace_back();
  result.evidence.growth.emplace_back();
  result.evidence.cases = {one};
  result.evidence.pairs.emplace_back();
  result.evidence.live.emplace_back();
  result.evidence.schedule.emplace_back();
  const json report = json::parse(RenderReportJson({result}, "", ""));
  const json& written = report["results"][0];
  const json& evidence = written["evidence"];
  const json& measured = evidence["cases"][0];
  const Fields expected = {{"Report", Keys(report)},
                           {"Result", Keys(written)},
                           {"Row", Keys(written["rows"][0])},
                           {"Environment", Keys(written["environment"])},
                           {"Evidence", Keys(evidence)},
                           {"CaseEvidence", Keys(measured)},
                           {"AllocationEvidence", Keys(measured["allocations"])},
                           {"TimeEvidence", Keys(measured["time"])},
                           {"CounterEvidence", Keys(measured["counters"]["c"])},
                           {"CountedRange", Keys(measured["instructions"])},
                           {"SizeEvidence", Keys(measured["size"])},
                           {"PairEvidence", Keys(evidence["pairs"][0])},
                           {"LiveEvidence", Keys(evidence["live"][0])},
                           {"Crossover", Keys(written["crossovers"][0])},
                           {"GrowthEvidence", Keys(evidence["growth"][0])},
                           {"ProcessTimes", Keys(measured["times"][0])},
                           {"GroupSchedule", Keys(evidence["schedule"][0])}};
  Fields documented = Documented();
  for (const auto& [section, fields] : ProfileFields()) {
    EXPECT_EQ(documented[section], fields) << section << ": bring docs/formats.md up to date";
    documented.erase(section);
  }
  EXPECT_EQ(documented, expected) << "bring docs/formats.md up to date";
}

TEST(Formats, TheDocumentedSchemasAreThoseThatAreWritten) {
  std::ifstream file("docs/formats.md");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("### Report\n\nSchema " + std::to_string(kReportSchema) + "."));
  EXPECT_THAT(text.str(), HasSubstr("### Result\n\nSchema " + std::to_string(kResultSchema) + "."));
  EXPECT_THAT(text.str(), HasSubstr("### Profiles\n\nSchema " + std::to_string(kProfileSchema) + "."));
  EXPECT_THAT(text.str(), HasSubstr("### Explanation\n\nSchema " + std::to_string(kExplanationSchema) + "."));
}

}  // namespace
}  // namespace pawl

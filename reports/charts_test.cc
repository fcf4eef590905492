#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "reports/drawn_results.h"
#include "reports/html.h"

namespace pawl {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Island(const std::string& page, const std::string& id) {
  const std::string open = "id=\"" + id + "\">";
  const size_t begin = page.find(open);
  if (begin == std::string::npos) return "";
  const size_t end = page.find("</script>", begin);
  return page.substr(begin + open.size(), end - begin - open.size());
}

std::string Scripted(ReportInput input) {
  input.script = PageScript{"draw()", "sha256-abc="};
  return RenderHtml(input);
}

json IslandOf(const ReportInput& input) { return json::parse(Island(Scripted(input), "pawl-figures")); }
json FiguresOf(const ReportInput& input) { return IslandOf(input).at("figures"); }

json Figure(const json& figures, const std::string& kind, const std::string& part) {
  for (const auto& [id, figure] : figures.items()) {
    if (id.starts_with(kind + ":") && id.find(part) != std::string::npos) return figure;
  }
  ADD_FAILURE() << "no " << kind << " of " << part;
  return {};
}

TEST(Charts, WithoutAScriptThereAreNone) {
  const std::string page = RenderHtml(DrawnReport());
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<figure")), Not(HasSubstr("pawl-figures")), Not(HasSubstr("script-src"))));
}

TEST(Charts, ThePolicyAllowsTheOneScriptThatThePageHas) {
  EXPECT_THAT(Scripted(DrawnReport()), AllOf(HasSubstr("default-src 'none'; style-src 'unsafe-inline'; "
                                                       "script-src 'sha256-abc='\""),
                                             HasSubstr("<script>draw()</script>")));
}

TEST(Charts, EveryFigureHasItsDataAndASentenceOnHowToReadIt) {
  const std::string page = Scripted(DrawnReport());
  const json island = json::parse(Island(page, "pawl-figures"));
  const json& figures = island.at("figures");
  std::set<std::string> drawn, kinds;
  const std::regex figure("<figure id=\"([^\"]*)\" class=\"chart\" hidden></figure>");
  for (std::sregex_iterator at(page.begin(), page.end(), figure), end; at != end; ++at) drawn.insert((*at)[1]);
  for (const auto& [id, data] : figures.items()) {
    EXPECT_TRUE(drawn.contains(id)) << id;
    kinds.insert(data.at("kind"));
    EXPECT_GT(data.at("title").get<std::string>().size(), 10u) << id;
    EXPECT_THAT(island.at("readings").at(data.at("kind").get<std::string>()).get<std::string>(),
                ::testing::EndsWith("."))
        << id;
  }
  EXPECT_EQ(drawn.size(), figures.size());
  EXPECT_THAT(kinds, ElementsAre("flame", "growth", "history", "order", "ratios", "spread", "work"));
}

TEST(Charts, SamplesPointToWhereTheyStandInTheResults) {
  const ReportInput input = DrawnReport();
  json results = json::array();
  for (const Result& result : input.results) results.push_back(json::parse(ToJson(result)));
  const json spread = Figure(FiguresOf(input), "spread", "bytes:4096");
  std::vector<std::string> labels;
  for (const json& series : spread.at("series")) {
    labels.push_back(series.at("label"));
    const json& path = series.at("path");
    const json& times = results.at(path[0].get<int>())
                            .at("evidence")
                            .at(path[1].get<std::string>())
                            .at(path[2].get<int>())
                            .at(path[3].get<std::string>());
    EXPECT_FALSE(times.at(0).at("ns").empty()) << path;
  }
  EXPECT_THAT(labels, ElementsAre("baseline", "optimized", "optimized, this build", "optimized, accepted"));
}

TEST(Charts, AHistoryHasItsCommitsInOrderAndEndsWithThisRun) {
  const ReportInput input = DrawnReport();
  const json history = Figure(FiguresOf(input), "history", "checksum");
  EXPECT_THAT(history.at("commits"), ElementsAre("2026-11-03 0a1b2c3", "2026-11-10 0a1b2c4", "2026-11-17 0a1b2c5"));
  const json& line = history.at("series").at(0);
  EXPECT_EQ(line.at("label"), "Crc32c/impl:optimized/bytes:1048576  time_ratio") << "the one that moved most";
  EXPECT_EQ(line.at("unit"), "x");
  EXPECT_EQ(line.at("numbers").size(), 3u);
  EXPECT_EQ(line.at("numbers").at(2).at("at"), 2);
  EXPECT_EQ(line.at("current"), *input.results[2].rows.back().current);
}

TEST(Charts, AHistoryShowsTheLinesThatMovedMostOfItsOwnTarget) {
  ReportInput input = DrawnReport();
  const std::string target = input.results[2].target;
  input.histories.clear();
  for (int i = 1; i <= 9; ++i) {
    input.histories.push_back({target,
                               "checksum/" + std::to_string(i),
                               "allocations",
                               "",
                               {{"a", "2026-11-01", 1.0, 4 * i}, {"b", "2026-11-02", 1.0 + i, 40}},
                               1});
  }
  input.histories.push_back({target, "checksum/zero", "allocations", "", {{"a", "", 0, 4}, {"b", "", 9, 40}}, 9});
  input.histories.push_back({"//other", "checksum/x", "allocations", "", {{"a", "", 1, 4}, {"b", "", 99, 40}}, 9});
  const json history = Figure(FiguresOf(input), "history", "checksum");
  ASSERT_EQ(history.at("series").size(), 7u);
  EXPECT_EQ(history.at("series").at(0).at("label"), "9  allocations");
  EXPECT_EQ(history.at("series").at(6).at("label"), "3  allocations");
  EXPECT_EQ(history.at("series").at(6).at("numbers").at(0).at("at"), 0) << "only commits that occur have a place";
  EXPECT_EQ(history.at("reading"),
            "Not drawn: 2 that moved less. Not drawn: 1 with a zero, which has no place on this axis. ");
}

TEST(Charts, ARatioStandsBesideItsLimitAndAClaimBesideItsBound) {
  ReportInput input = DrawnReport();
  const json figures = FiguresOf(input);
  const json ratio = Figure(figures, "ratios", "checksum").at("rows").at(0);
  const Row& row = input.results[2].rows[0];
  EXPECT_EQ(ratio.at("bound"), *row.bound);
  EXPECT_EQ(ratio.at("stored"), *row.stored);
  EXPECT_EQ(ratio.at("label"), "Crc32c/impl:optimized/bytes:16");
  const json flags = Figure(figures, "ratios", "image_flags");
  for (const json& one : flags.at("rows")) {
    if (one.at("comparison") != "claim:time <= 0.25 * baseline") continue;
    EXPECT_EQ(one.at("bound"), 0.25);
    EXPECT_TRUE(one.at("stored").is_null()) << "a promise is no stored number";
    return;
  }
  ADD_FAILURE() << "the claim is not drawn";
}

TEST(Charts, ACounterThatIsARatioIsNotDrawnAsTime) {
  ReportInput input = DrawnReport();
  Row& counter = input.results[2].rows.emplace_back(input.results[2].rows[0]);
  counter.comparison = "compression_ratio";
  counter.more_is_worse = false;
  const json drawn = Figure(FiguresOf(input), "ratios", "checksum").at("rows");
  EXPECT_EQ(drawn.size(), input.results[2].rows.size() - 1);
  for (const json& one : drawn) EXPECT_EQ(one.at("comparison"), "time_ratio");
}

TEST(Charts, GrowthOfAllImplementationsIsOneFigureWithTheCrossover) {
  const json growth = Figure(FiguresOf(DrawnReport()), "growth", "checksum/Crc32c");
  ASSERT_EQ(growth.at("series").size(), 2u);
  EXPECT_EQ(growth.at("key"), "bytes");
  EXPECT_TRUE(growth.at("series")[0].at("crossover").is_null());
  EXPECT_EQ(growth.at("series")[1].at("crossover"), json({{"below", 16}, {"above", 256}, {"wins_above", true}}));
}

TEST(Charts, AFlameGraphHasEachNameOnceAndNoFrameTooNarrowToSee) {
  ReportInput input = DrawnReport();
  json flame = Figure(FiguresOf(input), "flame", "allocations");
  const std::vector<std::string> names = flame.at("names");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  EXPECT_THAT(names, ::testing::Contains("Trace()"));
  input.explanations[0].differences[0].sites[0].stacks[0].cost = {0, 1e-6};
  EXPECT_THAT(std::vector<std::string>(Figure(FiguresOf(input), "flame", "allocations").at("names")),
              Not(::testing::Contains(input.explanations[0].differences[0].sites[0].stacks[0].frames.back())));
}

TEST(Charts, ThePageOfFiveHundredCasesWithEverySampleStaysUnderFiveMegabytes) {
  ReportInput input = LargeReport(500, 512);
  const std::string script(350'000, ' ');  // more than the real one has
  input.script = PageScript{script, "sha256-abc="};
  EXPECT_LT(RenderHtml(input).size(), 5'000'000u);
}

}  // namespace
}  // namespace pawl

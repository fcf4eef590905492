#include "reports/html.h"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "reports/test_results.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kGolden[] = "reports/testdata/page.html";

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Where Bazel keeps a test's own files; the other branch is for a test started by hand.
std::string OutputFolder() {
  const char* folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  return folder != nullptr ? folder : ::testing::TempDir();
}

Result OneRow(Row row) {
  Result result;
  result.target = "//benches:x_perf";
  result.rows = {std::move(row)};
  return result;
}

std::string Render(std::vector<Result> results) { return RenderHtml({"t", std::move(results), "c"}); }

std::string AnswerOf(const std::string& page) {
  const size_t begin = page.find("<p class=\"answer");
  return std::regex_replace(page.substr(begin, page.find("</p>", begin) - begin), std::regex("<[^>]*>"), "");
}

std::string IslandOf(const std::string& page) {
  const std::string open = "id=\"pawl-results\">";
  const size_t begin = page.find(open) + open.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

TEST(Page, ASizeIsARowInBytesAndNoComponent) {
  Row row;
  row.case_name = "//impls/x:x.optimized";
  row.comparison = "binary_size";
  row.verdict = Verdict::kRegressed;
  row.unit = "B";
  row.stored = 40 << 10;
  row.current = 45 << 10;
  Result result = OneRow(row);
  result.evidence.cases.emplace_back().case_name = row.case_name;
  result.evidence.cases.back().size = SizeEvidence{row.comparison, 45 << 10};
  const std::string page = Render({result});
  EXPECT_THAT(page, AllOf(HasSubstr("40\u00a0KiB"), HasSubstr("45\u00a0KiB"), HasSubstr("binary_size")));
  EXPECT_THAT(page, Not(HasSubstr("class=\"measures\"")));
}

TEST(Page, IsTheAcceptedOne) {
  const std::string page = RenderHtml(EveryVerdict());
  const std::optional<std::string> golden = ReadFile(kGolden);
  if (golden == page) return;
  std::ofstream(OutputFolder() + "/page.html", std::ios::binary) << page;
  ADD_FAILURE() << kGolden << (golden ? " differs from the page" : " is missing")
                << ". If the page is right, accept it:\n"
                << "  unzip -o bazel-testlogs/reports/html_test/test.outputs/outputs.zip page.html -d reports/testdata";
}

TEST(Page, ShowsEveryVerdict) {
  const std::string page = RenderHtml(EveryVerdict());
  for (const VerdictInfo& info : kVerdicts) {
    EXPECT_THAT(page, HasSubstr(fmt::format("class=\"badge {}\"", info.word)));
  }
}

TEST(Page, AsksTheNetworkForNothing) {
  const std::string page = RenderHtml(EveryVerdict());
  for (const char* request : {"http://", "https://", "src=", "url(", "@import", "<link"}) {
    EXPECT_THAT(page, Not(HasSubstr(request)));
  }
}

TEST(Page, IdsAreUniqueEvenIfTwoTargetsJudgeTheSameRow) {
  ReportInput input = EveryVerdict();
  input.results.push_back(input.results[0]);
  const std::string page = RenderHtml(input);
  std::set<std::string> ids;
  const std::regex id(" id=\"([^\"]*)\"");
  for (std::sregex_iterator at(page.begin(), page.end(), id), end; at != end; ++at) {
    EXPECT_TRUE(ids.insert((*at)[1]).second) << (*at)[1];
  }
  EXPECT_TRUE(ids.contains("row:image_flags/CommandLine/impl:optimized/tokens:37;allocations"));
  // Every link within the page has a place to go.
  const std::regex link("href=\"#([^\"]*)\"");
  for (std::sregex_iterator at(page.begin(), page.end(), link), end; at != end; ++at) {
    EXPECT_TRUE(ids.contains((*at)[1])) << (*at)[1];
  }
}

TEST(Page, HostileTextStaysText) {
  const std::string hostile = "a/<script>alert(1)</script>\"'&<!--\x80\xff\x01/impl:x";
  Row row{hostile, "claim:" + hostile, Verdict::kError, hostile, 1, 2, 1, 2, hostile, hostile, hostile, hostile};
  Result result = OneRow(row);
  row.comparison = hostile;
  result.rows.push_back(row);
  result.target = result.environment.kernel = hostile;
  result.errors = result.warnings = {hostile};
  CaseEvidence evidence;
  evidence.case_name = hostile;
  evidence.error = hostile;
  evidence.warnings = {hostile};
  result.evidence.cases = {evidence};
  const std::string page = RenderHtml({hostile, {result}, hostile});

  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("<!--")));
  EXPECT_THAT(page, Not(HasSubstr("\x80\xff")));
  EXPECT_EQ(page.find('\x01'), std::string::npos);
  const size_t closing = page.find("</script>");
  EXPECT_EQ(page.find("</script>", closing + 1), std::string::npos) << "only the island itself is closed";
  EXPECT_NO_THROW(nlohmann::json(page).dump()) << "the page is UTF-8";
}

TEST(Page, TheIslandHoldsEveryResultUnchanged) {
  ReportInput input = EveryVerdict();
  input.results[0].rows[0].reason = "</script><!-- <script>";
  const auto island = nlohmann::json::parse(IslandOf(RenderHtml(input)));
  ASSERT_EQ(island.size(), 2u);
  for (size_t i = 0; i < 2; ++i) EXPECT_EQ(island[i], nlohmann::json::parse(ToJson(input.results[i])));
}

TEST(Page, AbsentNumbersAreDashes) {
  Row row{"x/Y", "time_ratio", Verdict::kNotMeasured, "x", {}, {}, {}, {}, "", "", "", ""};
  Result result = OneRow(row);
  row.stored = row.current = row.low = std::numeric_limits<double>::quiet_NaN();
  row.high = std::numeric_limits<double>::infinity();
  result.rows.push_back(row);
  CaseEvidence evidence;
  evidence.case_name = "x/Y";
  result.evidence.cases = {evidence};
  const std::string page = Render({result});
  const std::string visible = page.substr(0, page.find("<script"));
  EXPECT_THAT(visible, HasSubstr("<td class=\"n\">–</td>"));
  EXPECT_THAT(visible, Not(HasSubstr("nan")));
  EXPECT_THAT(visible, Not(HasSubstr("inf")));
}

TEST(Page, ARowOfNoCaseHasNoCommandsThatNameOne) {
  Row row;
  row.comparison = "time";
  row.verdict = Verdict::kNotMeasured;
  row.reason = "time is required";
  const std::string page = Render({OneRow(row)});
  EXPECT_THAT(page,
              AllOf(HasSubstr("every case"), HasSubstr("time is required"), HasSubstr("bazel test //benches:x_perf"),
                    Not(HasSubstr("-- explain")), Not(HasSubstr("--case="))));
}

TEST(Page, IsCompleteWithoutResultsRowsOrTitle) {
  const std::string none = RenderHtml({"", {}, ""});
  EXPECT_THAT(none, HasSubstr("<title>Pawl report</title>"));
  EXPECT_THAT(AnswerOf(none), HasSubstr("there are no results"));
  EXPECT_THAT(none, HasSubstr("class=\"answer failed\""));
  EXPECT_EQ(nlohmann::json::parse(IslandOf(none)).size(), 0u);

  const std::string no_rows = Render({Result()});
  EXPECT_THAT(AnswerOf(no_rows), HasSubstr("Nothing was compared"));
  EXPECT_THAT(no_rows, HasSubstr("class=\"answer failed\""));
  EXPECT_THAT(no_rows, HasSubstr("nothing was gated"));

  Result idle;
  idle.idle = "shard 3 of 3 has no cases";
  idle.notes = {"slower than its reference at n:1"};
  const std::string passed = Render({idle});
  EXPECT_THAT(passed, HasSubstr("class=\"answer passed\""));
  EXPECT_THAT(passed, AllOf(HasSubstr("shard 3 of 3 has no cases"), HasSubstr("slower than its reference at n:1")));
}

TEST(Page, StaysUnderFiveMegabytesForFiveHundredCases) {
  Result result;
  for (int i = 0; i < 500; ++i) {
    const std::string name = fmt::format("component{}/Operation/impl:optimized/bytes:{}", i / 20, i);
    CaseEvidence evidence;
    evidence.case_name = name;
    evidence.allocations = AllocationEvidence();
    evidence.time = TimeEvidence{1234.5, 1300.25, 16, 512};
    result.evidence.cases.push_back(evidence);
    for (const char* metric : {"allocations", "allocated_bytes", "peak_bytes", "leaked_bytes", "time_ratio"}) {
      result.rows.push_back(
          {name, metric, Verdict::kOk, "", 1, 1, {}, {}, "<= 1", "baselines/x_perf.json:1234", "exact", ""});
    }
  }
  EXPECT_LT(Render({result}).size(), 5'000'000u);
}

TEST(Answer, SaysAllOnlyIfAllPass) {
  Result result = OneRow({"x/Y", "allocations", Verdict::kOk, "", 1, 1, {}, {}, "", "", "", ""});
  EXPECT_EQ(AnswerOf(Render({result})), "The one comparison is within its limit. Nothing has to be done.");
  EXPECT_THAT(Render({result}), HasSubstr("class=\"answer passed\""));
  result.rows.push_back(result.rows[0]);
  result.rows[1].verdict = Verdict::kImproved;
  result.rows[1].level = "exact";
  result.rows.push_back({"x/Y", "claim:allocations <= 1", Verdict::kOk, "", 1, 1, {}, {}, "", "", "", ""});
  EXPECT_EQ(AnswerOf(Render({result})),
            "All 2 comparisons are within their limits (1 of them exact), 1 improved; 1 of 1 claim holds. "
            "Nothing blocks.");
  result.rows[0].level = "exact: every value is the same";
  result.errors = {"the worker could not be started"};
  EXPECT_EQ(AnswerOf(Render({result})),
            "All 2 comparisons are within their limits (exact), 1 improved; 1 of 1 claim holds. 1 of 1 run ended in "
            "error. Mend the errors first: what they hide was not judged.");
  EXPECT_THAT(Render({result}), HasSubstr("class=\"answer failed\""));
}

TEST(Answer, NamesTheWorstRegressionOfAllTargets) {
  const Result mild = OneRow({"x/A", "allocations", Verdict::kRegressed, "", 4, 5, {}, {}, "", "", "", ""});
  Result bad = OneRow({"x/B", "allocations", Verdict::kRegressed, "", 1, 2, {}, {}, "", "", "", ""});
  bad.rows[0].level = "exact";
  const std::string what = "2 of 2 comparisons regressed (worst: x/B allocations 1 → 2; exact).";
  EXPECT_EQ(AnswerOf(Render({mild, bad})),
            what + " Find out why with its Explain command, then mend it, or accept it with a reason.");
  bad.against = "HEAD";
  EXPECT_EQ(AnswerOf(Render({mild, bad})), what + " Find out why with its Explain command, and mend it.")
      << "of another build nothing is accepted";
}

TEST(Answer, SaysWhatToDoAboutWhatBlocks) {
  Row row{"x/A", "time", Verdict::kOk, "", 4, 5, {}, {}, "", "", "", ""};
  const auto answer = [&](Verdict verdict, const std::string& strict) {
    row.verdict = verdict;
    row.strict = strict;
    Result result = OneRow(row);
    result.rows.push_back({"x/B", "allocations", Verdict::kOk, "", 1, 1, {}, {}, "", "", "", ""});
    return AnswerOf(Render({result}));
  };
  EXPECT_THAT(answer(Verdict::kUnstable, ""), EndsWith("is unstable. Nothing blocks."));
  EXPECT_THAT(answer(Verdict::kUnstable, "strict: unstable"), EndsWith("a calmer machine, or with a larger budget."));
  EXPECT_THAT(answer(Verdict::kImproved, "ratchet"), EndsWith("Accept what improved, so that it is kept."));
  EXPECT_THAT(answer(Verdict::kNew, ""), EndsWith("no counterpart: the commands stand with its row."));
  EXPECT_THAT(answer(Verdict::kNotMeasured, ""), EndsWith("Nothing has to be done."));
  EXPECT_THAT(answer(Verdict::kNotMeasured, "require"),
              EndsWith("Install what is missing: the reason stands with its row."));
  EXPECT_THAT(answer(Verdict::kIncomparable, ""), EndsWith("what is incomparable is judged once it is accepted anew."));
  EXPECT_THAT(answer(Verdict::kIncomparable, "strict"), EndsWith("or measure where it was accepted."));
  EXPECT_THAT(answer(Verdict::kError, ""), EndsWith("what they hide was not judged."));
  row.mute = "until 2027: known";
  EXPECT_THAT(answer(Verdict::kRegressed, ""), EndsWith("Nothing blocks."));
  row.mute.clear();
  row.comparison = "claim:time <= baseline";
  EXPECT_THAT(answer(Verdict::kRegressed, ""), EndsWith("mend it, or promise less.")) << "a promise is not accepted";
  EXPECT_THAT(answer(Verdict::kUnstable, ""), EndsWith("Nothing blocks.")) << "an undecided promise is not calm";
}

TEST(Comparisons, WhatNeedsNoAttentionIsATableOfItsOwnFoldedIfThereAreMany) {
  Result result;
  const auto add = [&](const std::string& name, Verdict verdict) {
    result.rows.push_back({name, "time", verdict, "", {}, {}, {}, {}, "", "", "", ""});
  };
  for (int i = 0; i < 100; ++i) add(fmt::format("x/{}", i), i == 7 ? Verdict::kNew : Verdict::kOk);
  const auto page = [&] { return Render({result}); };
  EXPECT_THAT(page(), HasSubstr("<details class=\"calm\" open>"));
  EXPECT_THAT(page(), HasSubstr(">99 comparisons need no attention: 99 ok</summary>"));
  EXPECT_LT(page().find("id=\"row:x/7;time\""), page().find("<details class=\"calm\""));
  add("x/100", Verdict::kNotMeasured);
  EXPECT_THAT(page(), HasSubstr("<details class=\"calm\"><summary id=\"calm\">100 comparisons need no attention: "
                                "99 ok, 1 not-measured</summary>"));
  result.rows[7].verdict = Verdict::kOk;
  EXPECT_THAT(page(), HasSubstr("None needs attention."));
}

TEST(Answer, CountsEveryOtherVerdictByItsWord) {
  EXPECT_EQ(AnswerOf(RenderHtml(EveryVerdict())),
            "1 of 9 comparisons ended in error, 1 regressed (worst: "
            "image_flags/CommandLine/impl:optimized/tokens:37 allocations 1 → 2; exact), 1 is missing, 1 is new, 1 is "
            "incomparable, 1 is unstable, 1 improved; 1 claim is broken, 1 of 3 claims hold, 1 is not-measured. "
            "1 of 2 runs ended in error. Mend the errors first: what they hide was not judged.");
}

TEST(Claims, TheMarginIsWhatIsLeftOfTheBoundInTheClaimsOwnDirection) {
  const auto margin = [](const std::string& claim, double bound, double measured) {
    Row row{"x/Y/impl:optimized", claim, Verdict::kOk, "x", bound, measured, {}, {}, "", "", "", ""};
    row.more_is_worse = claim.find(">=") == std::string::npos;
    const std::string page = Render({OneRow(row)});
    std::smatch match;
    return std::regex_search(page, match, std::regex("class=\"n\">([^<]*%|–)</td><td>")) ? match[1].str() : "none";
  };
  EXPECT_EQ(margin("claim:time <= 0.25 * baseline", 0.25, 0.2), "20\u00a0%");
  EXPECT_EQ(margin("claim:time <= 0.25 * baseline", 0.25, 0.3), "−20\u00a0%");
  EXPECT_EQ(margin("claim:time >= 2 * baseline", 2, 3), "50\u00a0%");
  EXPECT_EQ(margin("claim:allocations <= 0", 0, 0), "–");
}

TEST(Components, CountersStandSideBySide) {
  Result result;
  result.target = "//benches:x_perf";
  result.evidence.cases.resize(2);
  result.evidence.cases[0].case_name = "x/Y/impl:baseline/n:1";
  result.evidence.cases[0].counters["compression_ratio"] = {2, "x", 2, 2, 16};
  result.evidence.cases[1].case_name = "x/Y/impl:optimized/n:1";
  result.evidence.cases[1].counters["compression_ratio"] = {2.5, "x", 2.5, 2.5, 16};
  result.evidence.cases[1].counters["p99"] = {2500, "ns", 2000, 3000, 16};
  const std::string page = Render({result});
  EXPECT_THAT(page,
              HasSubstr("<th scope=\"col\" class=\"n\">compression_ratio</th><th scope=\"col\" class=\"n\">p99</th>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"n\">2×</td><td class=\"n\">–</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"n\">2.5×</td>"));
  EXPECT_THAT(page, HasSubstr("2.5\u00a0µs</span></td>"));
}

TEST(Comparisons, AHigherIsBetterCounterSaysSo) {
  Row row{"x/Y", "compression_ratio", Verdict::kRegressed, "x", 2.5, 2, {}, {}, "compression_ratio -1%", "", "exact",
          ""};
  row.more_is_worse = false;
  EXPECT_THAT(Render({OneRow(row)}), HasSubstr("compression_ratio<small>higher is better</small>"));
  row.more_is_worse = true;
  EXPECT_THAT(Render({OneRow(row)}), Not(HasSubstr("higher is better")));
}

TEST(Components, ARatioIsTheJudgedOneOrElseThatOfTheFloorsShown) {
  Result result;
  CaseEvidence evidence;
  for (const auto& [name, floor] : {std::pair("x/Y/impl:baseline/n:1", 200.0), {"x/Y/impl:optimized/n:1", 50.0}}) {
    evidence.case_name = name;
    evidence.time = TimeEvidence{floor, floor, 1, 1};
    result.evidence.cases.push_back(evidence);
  }
  EXPECT_THAT(Render({result}), HasSubstr("0.25×"));
  result.rows = {{"x/Y/impl:optimized/n:1", "time_ratio", Verdict::kOk, "x", 0.26, 0.26, {}, {}, "", "", "", ""}};
  EXPECT_THAT(Render({result}), Not(HasSubstr("0.25×")));
}

TEST(Components, CasesThatNoRowJudgesSaySo) {
  EXPECT_THAT(RenderHtml(EveryVerdict()), HasSubstr("measured only, not judged"));
}

}  // namespace
}  // namespace pawl

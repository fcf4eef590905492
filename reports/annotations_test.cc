#include "reports/annotations.h"

#include <algorithm>
#include <set>
#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace pawl {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

SourcePlace Nowhere(const Result& /*result*/, const std::string& /*case_name*/) { return {}; }

Row RowOf(Verdict verdict, const std::string& comparison = "allocations") {
  Row row{"x/Y/impl:optimized/n:1", comparison,    verdict, "",   1, 2, {}, {},
          "allocations +0",         "limits.cc:1", "exact", "why"};
  row.stored_origin = "baselines/x_perf.json:4";
  return row;
}

Result Of(std::vector<Row> rows) {
  Result result;
  result.target = "//benches:x_perf";
  result.pawl = "//tools/cli:pawl";
  result.build_file = "benches/BUILD";
  result.rows = std::move(rows);
  return result;
}

std::string LevelOf(Row row) {
  const auto annotations = Annotate({Of({std::move(row)})}, Nowhere);
  if (annotations.empty()) return "none";
  const std::string line = RenderGithubAnnotations(annotations);
  return line.substr(2, line.find(' ') - 2);
}

TEST(Annotations, OnlyWhatBlocksIsAnErrorAndOkIsNothing) {
  EXPECT_EQ(LevelOf(RowOf(Verdict::kOk)), "none");
  EXPECT_EQ(LevelOf(RowOf(Verdict::kRegressed)), "error");
  EXPECT_EQ(LevelOf(RowOf(Verdict::kError)), "error");
  EXPECT_EQ(LevelOf(RowOf(Verdict::kNew)), "error");
  EXPECT_EQ(LevelOf(RowOf(Verdict::kUnstable)), "warning");
  EXPECT_EQ(LevelOf(RowOf(Verdict::kIncomparable)), "warning");
  EXPECT_EQ(LevelOf(RowOf(Verdict::kNotMeasured)), "warning");
  EXPECT_EQ(LevelOf(RowOf(Verdict::kNotMeasured, "time")), "none") << "a warning of the run says it once";
  EXPECT_EQ(LevelOf(RowOf(Verdict::kImproved)), "notice");
  Row muted = RowOf(Verdict::kRegressed);
  muted.mute = "until 2030-01-01: why";
  EXPECT_EQ(LevelOf(muted), "warning");
  Row strict = RowOf(Verdict::kImproved);
  strict.strict = "ratchet";
  EXPECT_EQ(LevelOf(strict), "error");
}

std::string PlaceText(const SourcePlace& place) { return fmt::format("{}:{}", place.file, place.line); }

TEST(Annotations, StandAtTheBenchmarkElseWhereTheClaimOrNumberIsWritten) {
  const auto place = [](const Row& row, const BenchmarkPlace& benchmark) {
    return PlaceText(Annotate({Of({row})}, benchmark).at(0).place);
  };
  const Row regressed = RowOf(Verdict::kRegressed);
  EXPECT_EQ(place(regressed,
                  [](const Result&, const std::string& name) {
                    return name == "x/Y/impl:optimized/n:1" ? SourcePlace{"benches/x_bench.cc", 9} : SourcePlace{};
                  }),
            "benches/x_bench.cc:9");
  EXPECT_EQ(place(regressed, Nowhere), "baselines/x_perf.json:4");
  Row claim = RowOf(Verdict::kRegressed, "claim:allocations <= 1");
  claim.limit_origin = "benches/BUILD:12";
  EXPECT_EQ(place(claim, Nowhere), "benches/BUILD:12");
  Row fresh = RowOf(Verdict::kNew);
  fresh.stored_origin.clear();
  EXPECT_EQ(place(fresh, Nowhere), "benches/BUILD:0");
}

TEST(Annotations, AnErrorStandsWhereItSaysItIs) {
  Result result = Of({});
  result.errors = {"benches/BUILD:7: unknown metric", "the worker: 3: died", "no line"};
  const auto annotations = Annotate({result}, Nowhere);
  ASSERT_THAT(annotations, SizeIs(3));
  EXPECT_EQ(PlaceText(annotations[0].place), "benches/BUILD:7");
  EXPECT_EQ(PlaceText(annotations[1].place), "benches/BUILD:0");
  EXPECT_EQ(PlaceText(annotations[2].place), "benches/BUILD:0");
}

TEST(Github, AnAnnotationIsOneLineWhateverItSays) {
  Row row = RowOf(Verdict::kRegressed);
  row.case_name = "a,b:c%\n::error::x\r";
  row.reason = "100%\n::set-output name=x::y";
  const std::string text = RenderGithubAnnotations(
      Annotate({Of({row})}, [](const Result&, const std::string&) { return SourcePlace{"a,b/x:1.cc", 3}; }));
  EXPECT_THAT(text, StartsWith("::error file=a%2Cb/x%3A1.cc,line=3,title=regressed%3A a%2Cb%3Ac%25%0A%3A%3Aerror"));
  EXPECT_THAT(text, HasSubstr("::stored 1, current 2 (+100\u00a0%25)%0A"));
  EXPECT_THAT(text, HasSubstr("100%25%0A::set-output"));
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST(Github, WhatIsOfNoFileHasNoFile) {
  Result result;
  result.errors = {"x.zip: damaged"};
  EXPECT_EQ(RenderGithubAnnotations(Annotate({result}, Nowhere)), "::error title=error%3A pawl::x.zip: damaged\n");
}

TEST(Github, RowsOfOneLineAreOneAnnotation) {
  const auto annotations =
      Annotate({Of({RowOf(Verdict::kRegressed), RowOf(Verdict::kRegressed, "peak_bytes"), RowOf(Verdict::kUnstable)})},
               [](const Result&, const std::string&) { return SourcePlace{"x.cc", 3}; });
  const std::string text = RenderGithubAnnotations(annotations);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;
  EXPECT_THAT(text, AllOf(HasSubstr("allocations"), HasSubstr("peak_bytes"), HasSubstr("::warning file=x.cc,line=3,")));
}

TEST(Github, TheTenthOfALevelSaysHowManyFollow) {
  std::vector<Row> rows;
  for (int i = 0; i < 14; ++i) {
    rows.push_back(RowOf(Verdict::kRegressed));
    rows.back().stored_origin = fmt::format("baselines/x_perf.json:{}", i + 1);
  }
  const std::string text = RenderGithubAnnotations(Annotate({Of(rows)}, Nowhere));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_THAT(text, HasSubstr("and 4 more places with errors"));
}

TEST(Gitlab, IsAnArrayOfWhatCodeQualityAsksFor) {
  const json report = json::parse(RenderGitlabAnnotations(
      Annotate({Of({RowOf(Verdict::kRegressed), RowOf(Verdict::kUnstable, "time_ratio")})}, Nowhere)));
  ASSERT_THAT(report, SizeIs(2));
  EXPECT_EQ(report[0]["severity"], "major");
  EXPECT_EQ(report[1]["severity"], "minor");
  EXPECT_EQ(report[0]["check_name"], "pawl/regressed");
  EXPECT_EQ(report[0]["location"]["path"], "baselines/x_perf.json");
  EXPECT_EQ(report[0]["location"]["lines"]["begin"], 4);
  EXPECT_THAT(report[0]["description"].get<std::string>(),
              StartsWith("regressed: x/Y/impl:optimized/n:1 allocations\n"));
  EXPECT_THAT(json::parse(RenderGitlabAnnotations({})), IsEmpty());
}

TEST(Gitlab, FingerprintsAreUniqueAndStayFromRunToRun) {
  const auto prints = [](const std::vector<Result>& results) {
    std::set<std::string> all;
    for (const json& one : json::parse(RenderGitlabAnnotations(Annotate(results, Nowhere))))
      all.insert(one["fingerprint"]);
    return all;
  };
  Result other = Of({RowOf(Verdict::kRegressed)});
  other.target = "//benches:y_perf";
  const Result one =
      Of({RowOf(Verdict::kRegressed), RowOf(Verdict::kRegressed, "peak_bytes"), RowOf(Verdict::kRegressed)});
  EXPECT_THAT(prints({one, other}), SizeIs(4)) << "also of two rows that say the same";
  Row later = RowOf(Verdict::kRegressed);
  later.current = 3;
  later.stored_origin = "baselines/x_perf.json:9";
  EXPECT_EQ(prints({Of({RowOf(Verdict::kRegressed)})}), prints({Of({later})}));
}

TEST(Gitlab, HostileTextStaysText) {
  Row row = RowOf(Verdict::kRegressed);
  row.case_name = "\xff\x1b[2J\"";
  const std::string text = RenderGitlabAnnotations(Annotate({Of({row})}, Nowhere));
  EXPECT_TRUE(json::accept(text));
  EXPECT_THAT(text, Not(HasSubstr("\\u001b")));
}

TEST(Places, AreAFileAndALine) {
  EXPECT_EQ(PlaceText(ParsePlace("benches/BUILD:12")), "benches/BUILD:12");
  EXPECT_EQ(PlaceText(ParsePlace("benches/BUILD")), "benches/BUILD:0");
  EXPECT_EQ(PlaceText(ParsePlace("//a:b")), "//a:b:0");
  EXPECT_EQ(PlaceText(ParsePlace("")), ":0");
}

}  // namespace
}  // namespace pawl

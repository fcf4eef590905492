#include "reports/markdown.h"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reports/test_results.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kGolden[] = "reports/testdata/comment.md";

std::string OutputFolder() {
  const char* folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  return folder != nullptr ? folder : ::testing::TempDir();
}

std::string Everything() {
  const ReportInput input = EveryVerdict();
  return RenderMarkdown(input.results, {input.title, input.command, "report.html"});
}

std::string Render(const std::vector<Result>& results) { return RenderMarkdown(results, {"", "", "report.html"}); }

Result OneRow(Row row) {
  Result result;
  result.target = "//benches:x_perf";
  result.rows = {std::move(row)};
  return result;
}

Row RowOf(Verdict verdict) {
  return {"x/Y/impl:optimized/n:1", "allocations", verdict, "", 1, 2, {}, {},
          "allocations +0",         "limits.cc:1", "exact", ""};
}

TEST(Markdown, IsTheAcceptedOne) {
  std::ifstream file(kGolden, std::ios::binary);
  std::ostringstream golden;
  golden << file.rdbuf();
  if (file && golden.str() == Everything()) return;
  std::ofstream(OutputFolder() + "/comment.md", std::ios::binary) << Everything();
  ADD_FAILURE() << kGolden << " differs or is missing. If the text is right, accept it:\n"
                << "  unzip -o bazel-testlogs/reports/markdown_test/test.outputs/outputs.zip comment.md -d "
                   "reports/testdata";
}

TEST(Markdown, BeginsWithTheAnswer) {
  EXPECT_THAT(Everything(), StartsWith("### Pawl report\n\n**1 of 9 comparisons ended in error, 1 regressed (worst: "
                                       "`image_flags/CommandLine/impl:optimized/tokens:37` allocations 1 → 2; exact)"));
}

TEST(Markdown, SaysSoIfNothingWasMeasuredOrJudged) {
  EXPECT_EQ(Render({}), "### Pawl report\n\n**Nothing was measured: there are no results.**\n\n");
  Result nothing;
  nothing.target = "//benches:x_perf";
  EXPECT_THAT(Render({nothing}), AllOf(HasSubstr("**Nothing was compared and no claim was checked.**"),
                                       HasSubstr("- error of `//benches:x_perf`: ")));
  EXPECT_THAT(Render({nothing}), HasSubstr("nothing was gated"));
}

TEST(Markdown, WhereAllIsOkNothingButTheAnswerIsOpen) {
  const std::string text = Render({OneRow(RowOf(Verdict::kOk))});
  EXPECT_THAT(text, HasSubstr("**The one comparison is within its limit (exact). Nothing has to be done.**"));
  EXPECT_THAT(text, HasSubstr("<details><summary>Other comparisons: 1 ok</summary>"));
  EXPECT_THAT(text, Not(HasSubstr("#### Comparisons")));
  EXPECT_THAT(text, Not(HasSubstr("Reasons")));
}

TEST(Markdown, ARowThatIsNotOkComesWithItsCommands) {
  const std::string text = Render({OneRow(RowOf(Verdict::kRegressed))});
  EXPECT_THAT(text, AllOf(HasSubstr("#### Comparisons"), HasSubstr("Reproduce bazel test //benches:x_perf"),
                          HasSubstr("Explain   bazel run"), HasSubstr("Accept    bazel run //benches:x_perf.accept")));
}

// Every name that a forge would make something of.
const char* const kHostile[] = {"a|b",
                                "a\\|b",
                                "a`b",
                                "``",
                                "<script>alert(1)</script>",
                                "a\n\n# b\r\n| c |",
                                "a\u202eb",
                                "</details>",
                                "[x](javascript:alert(1))",
                                "![x](http://example.com/x.png)",
                                "@everyone",
                                "#1 owner/repo#1",
                                "http://example.com www.example.com",
                                "```\nls\n```",
                                "<!--",
                                "&lt;b&gt;",
                                "\xff\x01"};

// The text without its code, which is what a forge may read as markup.
std::string WithoutCode(const std::string& text) {
  std::string rest;
  bool block = false;
  std::istringstream lines(text);
  std::string fence;
  for (std::string line; std::getline(lines, line);) {
    const size_t ticks = std::min(line.find_first_not_of('`'), line.size());
    // A line with more backticks begins with a code span.
    if (!block && ticks >= 3 && line.find('`', ticks) == std::string::npos) {
      block = true;
      fence = line.substr(0, ticks);
      continue;
    }
    if (block) {
      if (line == fence) block = false;
      continue;
    }
    for (size_t at = 0; at < line.size();) {
      const size_t run = std::min(line.find_first_not_of('`', at), line.size()) - at;
      if (run == 0) {
        rest += line[at++];
        continue;
      }
      // A code span ends at the next run of as many backticks.
      size_t end = at + run;
      while (end < line.size()) {
        end = line.find('`', end);
        if (end == std::string::npos) break;
        const size_t closing = std::min(line.find_first_not_of('`', end), line.size()) - end;
        if (closing == run) break;
        end += closing;
      }
      EXPECT_NE(end, std::string::npos) << "code that does not end: " << line;
      if (end == std::string::npos) return rest;
      at = end + run;
    }
    rest += '\n';
  }
  EXPECT_FALSE(block) << "a block that does not end";
  return rest;
}

int Columns(const std::string& row) {
  int pipes = 0;
  for (size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\\') {
      ++i;
    } else {
      pipes += row[i] == '|' ? 1 : 0;
    }
  }
  return pipes;
}

TEST(Markdown, HostileTextNeitherBreaksATableNorBecomesMarkup) {
  for (const char* const text : kHostile) {
    SCOPED_TRACE(text);
    const std::string hostile = std::string(text) + "/Y/impl:" + text;
    Row row{hostile, "claim:" + hostile, Verdict::kError, hostile, 1, 2, 1, 2, hostile, hostile, hostile, hostile};
    Result result = OneRow(row);
    row.comparison = hostile;
    row.stored_origin = row.strict = row.allowed = row.mute = row.renamed_from = row.renamed_to = hostile;
    result.rows.push_back(row);
    result.rows.push_back(RowOf(Verdict::kOk));
    result.target = result.pawl = result.environment.kernel = result.environment.commit = hostile;
    result.errors = result.warnings = result.notes = {hostile};
    CaseEvidence evidence;
    evidence.case_name = hostile;
    result.evidence.cases = {evidence};
    const std::string markdown = RenderMarkdown({result}, {hostile, hostile, hostile});
    const std::string open = WithoutCode(markdown);
    for (const char* markup : {"script", "@", "](", "http", "www", "#1", "<!--", "&", "\xff", "\u202e", "javascript"}) {
      EXPECT_THAT(open, Not(HasSubstr(markup)));
    }
    const auto count = [&](const std::string& part) {
      size_t times = 0;
      for (size_t at = open.find(part); at != std::string::npos; at = open.find(part, at + 1)) ++times;
      return times;
    };
    EXPECT_EQ(count("<details>"), count("</details>"));
    EXPECT_EQ(count("<details>"), 4u);
    int columns = 0;
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("| ") && !line.starts_with("|---")) {
        columns = 0;
      } else if (columns == 0) {
        columns = Columns(line);
      } else {
        EXPECT_EQ(Columns(line), columns) << line;
      }
    }
  }
}

Result Many(Verdict verdict, int cases) {
  Result result;
  result.target = "//benches:x_perf";
  for (int i = 0; i < cases; ++i) {
    for (int metric = 0; metric < 10; ++metric) {
      Row row = RowOf(verdict);
      row.case_name = fmt::format("component{}/Operation/impl:optimized/bytes:{}", i / 20, i);
      row.comparison = fmt::format("metric_{}", metric);
      if (i == 7) row.verdict = Verdict::kRegressed;
      result.rows.push_back(row);
    }
    CaseEvidence evidence;
    evidence.case_name = result.rows.back().case_name;
    evidence.time = TimeEvidence{1234.5, 1300.25, 16, 512};
    result.evidence.cases.push_back(evidence);
  }
  return result;
}

int RowsShown(const std::string& text) {
  int rows = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    rows += line.starts_with("| `") && line.find("metric\\_") != std::string::npos ? 1 : 0;
  }
  return rows;
}

TEST(Markdown, AThousandCasesFitWorstFirstAndTheRestIsCounted) {
  for (const Verdict verdict : {Verdict::kOk, Verdict::kError, Verdict::kUnstable}) {
    SCOPED_TRACE(Word(verdict));
    const std::string text = Render({Many(verdict, 1000)});
    EXPECT_LT(text.size(), kMostMarkdownBytes);
    EXPECT_GT(text.size(), kMostMarkdownBytes / 2) << "the room is used";
    std::smatch left_out;
    const std::regex sentence("Rows left out so that this fits: (.*)\\. All of them are in `report.html`\\.");
    ASSERT_TRUE(std::regex_search(text, left_out, sentence));
    int missing = 0;
    const std::string counts = left_out[1];
    const std::regex number("([0-9]+) ");
    for (std::sregex_iterator at(counts.begin(), counts.end(), number), end; at != end; ++at) {
      missing += std::stoi((*at)[1]);
    }
    EXPECT_EQ(missing + RowsShown(text), 10'000) << counts;
    // An error is more severe than a regression.
    EXPECT_EQ(counts.find("regressed") != std::string::npos, verdict == Verdict::kError) << counts;
  }
}

TEST(Markdown, FitsWhateverTheTextsAndTargetsAre) {
  std::vector<Result> results;
  const std::string hostile = std::string(5000, '`') + std::string(5000, '|');
  for (int i = 0; i < 200; ++i) {
    Result result = OneRow(RowOf(Verdict::kRegressed));
    result.target = "//benches:" + hostile;
    result.rows[0].case_name = result.rows[0].reason = result.rows[0].unit = hostile;
    result.errors = result.warnings = result.notes = {hostile + std::to_string(i)};
    result.environment.cpu_model = result.environment.kernel = hostile;
    results.push_back(result);
  }
  EXPECT_LT(RenderMarkdown(results, {hostile, hostile, hostile}).size(), kMostMarkdownBytes);
}

}  // namespace
}  // namespace pawl

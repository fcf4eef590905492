#include "tools/cli/terminal.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/golden.h"
#include "tools/cli/test_result.h"
#include "tools/model/commands.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::string LastLine(const std::string& text) { return text.substr(text.rfind('\n', text.size() - 2) + 1); }

TEST(Terminal, ShowsEveryVerdictAsAccepted) { ExpectGolden(RenderTerminal(EveryVerdict()), "every_verdict.txt"); }

TEST(Terminal, ShowsErrorsAndWarningsOfTheRunAsAccepted) {
  Result result = EmptyResult();
  result.errors = {"baselines/x_perf.json:3: value -4 is negative or not a number"};
  result.warnings = {"address randomisation is 0 here"};
  CaseEvidence evidence;
  evidence.case_name = kTestCase;
  evidence.warnings = {"set-up dominates"};
  result.evidence.cases = {evidence};
  ExpectGolden(RenderTerminal(result), "run_error.txt");
}

TEST(Terminal, CountsRowsWithoutCounterpartPastTheFirstThree) {
  Result result = EmptyResult();
  for (int i = 0; i < 5; ++i) result.rows.push_back(RowOf(Verdict::kNew, "metric" + std::to_string(i)));
  for (int i = 0; i < 4; ++i) result.rows.push_back(RowOf(Verdict::kMissing, "metric" + std::to_string(i)));
  ExpectGolden(RenderTerminal(result), "many_new.txt");
}

TEST(Terminal, NeverHidesARegressionAmongMany) {
  Result result = EmptyResult();
  for (int i = 0; i < 20; ++i) result.rows.push_back(RowOf(Verdict::kRegressed, "metric" + std::to_string(i)));
  EXPECT_EQ(Count(RenderTerminal(result), "regressed  x/Y"), 20);
}

TEST(Terminal, TheLastLineCountsEveryVerdictAndTheTime) {
  EXPECT_EQ(LastLine(RenderTerminal(EveryVerdict())),
            "//benches:x_perf: 1 ok, 2 regressed, 1 improved, 1 unstable, 1 missing, 1 new, 1 incomparable, "
            "1 not-measured, 1 error; 12.2 s, 48 processes, 7.5 s inside timed slices.\n");
  EXPECT_THAT(RenderTerminal(EmptyResult()), HasSubstr("nothing was judged"));
}

TEST(Terminal, AnIdleShardSaysSoAndNotesAreShown) {
  Result result = EmptyResult();
  result.idle = "shard 3 of 3 has no cases";
  result.notes = {"x/Y/impl:wide is slower than its reference at n:1 (1.20×)"};
  const std::string text = RenderTerminal(result);
  EXPECT_THAT(LastLine(text), HasSubstr(": shard 3 of 3 has no cases; "));
  EXPECT_THAT(text, HasSubstr("note: x/Y/impl:wide is slower"));
}

TEST(Terminal, APlainOkIsCountedOnlyAndAWarnedOneIsShown) {
  Result result = EmptyResult();
  result.rows = {RowOf(Verdict::kOk)};
  EXPECT_EQ(Count(RenderTerminal(result), "\n"), 1);
  result.rows[0].reason = "warning: 20% above the stored ratio";
  EXPECT_THAT(RenderTerminal(result), StartsWith("ok  x/Y"));
}

TEST(DescribeRow, BeginsWithTheVerdictAndEndsWithTheCommandsToCopy) {
  const Result result = EveryVerdict();
  for (const Row& row : result.rows) {
    const std::string text = DescribeRow(row, result);
    EXPECT_THAT(text, StartsWith(std::string(Word(row.verdict)) + "  " + row.case_name + "  " + row.comparison + "\n"));
    const int commands = row.verdict == Verdict::kOk ? 0 : 1;
    // A missing case can't be asked for: its whole target is.
    const std::string filtered = row.verdict == Verdict::kMissing ? "" : row.case_name;
    EXPECT_EQ(Count(text, "reproduce: " + ReproduceCommand(result.target, filtered) + "\n"), commands) << text;
    EXPECT_EQ(Count(text, ExplainCommand(result.pawl, row.case_name)), commands) << text;
    // No `.accept` changes a claim: what stands in a BUILD file is edited there, if this machine can measure it.
    const bool claim = row.comparison.starts_with(kClaimPrefix);
    EXPECT_EQ(Count(text, AcceptCommand(result.target)), row.verdict == Verdict::kError || claim ? 0 : commands)
        << text;
    const bool broken = claim && row.verdict == Verdict::kRegressed;
    EXPECT_EQ(Count(text, "edit:      " + row.limit_origin), broken ? 1 : 0) << text;
  }
}

TEST(DescribeRow, EveryRowSaysWhereItsNumberAndItsLimitAreWritten) {
  const Result result = EveryVerdict();
  for (const Row& row : result.rows) {
    for (const std::string& origin : {row.limit_origin, row.stored_origin}) {
      if (!origin.empty()) {
        EXPECT_THAT(DescribeRow(row, result), HasSubstr("written in " + origin));
      }
    }
  }
}

TEST(DescribeRow, AnOkRowShowsItsNumbersAndLimit) {
  const Result result = EveryVerdict();
  EXPECT_EQ(DescribeRow(result.rows.back(), result),
            "ok  x/Y/impl:optimized/n:1  leaked_bytes\n"
            "  baseline 0\u00a0B, current 0\u00a0B\n"
            "  baseline written in baselines/x_perf.json:5\n"
            "  limit: leaked_bytes +2% and +64 B (written in benches/BUILD:9)\n"
            "  decided at: exact\n");
}

TEST(DescribeRow, AbsentNumbersLeaveNothingBehind) {
  EXPECT_EQ(DescribeRow(RowOf(Verdict::kOk), EmptyResult()), "ok  x/Y/impl:optimized/n:1  allocations\n");
}

TEST(DescribeRow, ARowOfNoCaseHasNoCommandsThatNameOne) {
  Row row = RowOf(Verdict::kNotMeasured, "time");
  row.case_name.clear();
  row.strict = "require: time";
  row.reason = "time is required";
  EXPECT_EQ(DescribeRow(row, EmptyResult()),
            "not-measured  every case  time\n"
            "  time is required\n"
            "  blocks by require: time\n"
            "  reproduce: bazel test //benches:x_perf\n");
}

TEST(Terminal, ACounterThatShouldBeHighSaysSo) {
  Row row = RowOf(Verdict::kRegressed, "compression_ratio");
  row.unit = "x";
  row.stored = 2.5;
  row.current = 2;
  row.more_is_worse = false;
  EXPECT_THAT(DescribeRow(row, EmptyResult()), HasSubstr("baseline 2.5×, current 2× (−20\u00a0%, higher is better)"));
}

TEST(RenderTerminal, EveryMuteIsListedEvenOfRowsThatAreOk) {
  Result result = EmptyResult();
  result.rows = {RowOf(Verdict::kOk)};
  result.rows[0].mute = "until 2026-12-31: being tuned (written in benches/BUILD:9)";
  EXPECT_THAT(RenderTerminal(result), StartsWith("muted: x/Y/impl:optimized/n:1 allocations until 2026-12-31: being "
                                                 "tuned (written in benches/BUILD:9)\n"));
}

}  // namespace
}  // namespace pawl

#include "tools/gate/policy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kCase[] = "x/Y/impl:optimized/n:1";

Row RowOf(Verdict verdict, const std::string& comparison = "time_ratio") {
  Row row;
  row.case_name = kCase;
  row.comparison = comparison;
  row.verdict = verdict;
  return row;
}

Row Judged(const Policy& policy, Row row) {
  Claim claim = *ParseClaim(kCase, "allocations <= 1 if avx2");
  std::vector<Row> rows = {std::move(row)};
  ApplyPolicy(policy, {claim}, rows);
  return rows[0];
}

// The exit code of a run with this row beside one that is ok.
int ExitCode(const Row& row) {
  Result result;
  result.rows = {row, RowOf(Verdict::kOk, "allocations")};
  return result.ExitCode();
}

Mute Muted(const std::string& text = "time_ratio until 2026-12-31: being tuned") {
  Mute mute = ParseMute(kCase, text).value();
  mute.origin = "benches/BUILD:12";
  return mute;
}

std::string Refusal(const Mute& mute, std::string_view today = "2026-06-01") {
  const absl::Status status = CheckMutes({mute}, {*ParseClaim(kCase, "allocations <= 1")},
                                         {"x/Y/impl:baseline/n:1", kCase}, BuiltInMetrics(), today);
  return std::string(status.message());
}

TEST(Policy, WithoutOneOnlyTheVerdictDecides) {
  for (const VerdictInfo& info : kVerdicts) {
    EXPECT_EQ(Blocks(Judged({}, RowOf(info.verdict))), info.blocks) << info.word;
  }
}

TEST(Policy, WithARatchetAnImprovementFailsUntilAccepted) {
  const Row row = Judged({.ratchet = true}, RowOf(Verdict::kImproved));
  EXPECT_EQ(row.strict, "ratchet");
  EXPECT_EQ(ExitCode(row), kExitImproved);
  EXPECT_EQ(ExitCode(Judged({}, RowOf(Verdict::kImproved))), kExitOk);
}

TEST(Policy, StrictVerdictsBlockWithTheirOwnCodes) {
  Policy policy;
  policy.strict = {*ParseStrict("unstable"), *ParseStrict("incomparable")};
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kUnstable))), kExitUnstable);
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kIncomparable))), kExitUnmatched);
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kNotMeasured))), kExitOk);
}

TEST(Policy, OnlyTwoVerdictsCanBeMadeStrict) {
  EXPECT_THAT(std::string(ParseStrict("incomparible").status().message()), HasSubstr("did you mean incomparable?"));
  EXPECT_THAT(std::string(ParseStrict("improved").status().message()), HasSubstr("improved blocks with ratchet"));
}

TEST(Policy, ARequiredMetricMustBeMeasuredInRowsAndClaims) {
  Policy policy;
  policy.require = {"allocations"};
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kNotMeasured, "allocations"))), kExitUnmatched);
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kNotMeasured, "claim:allocations <= 1 if avx2"))), kExitUnmatched);
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kNotMeasured, "peak_bytes"))), kExitOk);
}

TEST(Policy, NewCasesMayBeLetThrough) {
  EXPECT_EQ(ExitCode(Judged({.allow_new = true}, RowOf(Verdict::kNew))), kExitOk);
  EXPECT_EQ(ExitCode(Judged({.allow_new = true}, RowOf(Verdict::kMissing))), kExitUnmatched);
  Result nothing;
  nothing.rows = {Judged({.allow_new = true}, RowOf(Verdict::kNew))};
  EXPECT_EQ(nothing.ExitCode(), kExitUnmatched) << "nothing was gated";
}

TEST(Mutes, AMutedRowKeepsItsVerdictAndDoesNotBlock) {
  Policy policy;
  policy.mutes = {Muted()};
  const Row row = Judged(policy, RowOf(Verdict::kRegressed));
  EXPECT_EQ(row.verdict, Verdict::kRegressed);
  EXPECT_EQ(row.mute, "until 2026-12-31: being tuned (written in benches/BUILD:12)");
  EXPECT_EQ(ExitCode(row), kExitOk);
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kRegressed, "peak_bytes"))), kExitRegressed) << "another metric";
  EXPECT_EQ(ExitCode(Judged(policy, RowOf(Verdict::kError))), kExitError) << "nothing was compared";
}

TEST(Mutes, AMuteOfAMetricReachesItsAnchorRowAndOneOfTheAnchorThatAlone) {
  Policy both;
  both.mutes = {Muted()};
  EXPECT_EQ(ExitCode(Judged(both, RowOf(Verdict::kRegressed, "anchor:time_ratio"))), kExitOk);
  EXPECT_EQ(ExitCode(Judged(both, RowOf(Verdict::kRegressed, "anchor:peak_bytes"))), kExitRegressed);
  Policy anchor;
  anchor.mutes = {Muted("anchor:time_ratio until 2026-12-31: being tuned")};
  EXPECT_EQ(ExitCode(Judged(anchor, RowOf(Verdict::kRegressed, "anchor:time_ratio"))), kExitOk);
  EXPECT_EQ(ExitCode(Judged(anchor, RowOf(Verdict::kRegressed))), kExitRegressed);
  EXPECT_EQ(Refusal(anchor.mutes.front()), "");
  EXPECT_THAT(Refusal(Muted("anchor:time_rato until 2026-12-31: why")), HasSubstr("did you mean time_ratio?"));
  EXPECT_THAT(Refusal(Muted("anchor:claim:allocations <= 1 until 2026-12-31: why")), HasSubstr("is not compared"));
}

TEST(Mutes, AMuteThatExpiredYesterdayFailsWithItsPlace) {
  EXPECT_EQ(Refusal(Muted(), "2026-12-31"), "") << "its last day";
  EXPECT_THAT(Refusal(Muted(), "2027-01-01"),
              AllOf(StartsWith("benches/BUILD:12: mute \"time_ratio until 2026-12-31: being tuned\""),
                    HasSubstr("has expired")));
}

TEST(Mutes, AnUnknownCaseOrComparisonIsRefusedWithTheNearestName) {
  Mute mute = Muted();
  mute.case_name = "x/Y/impl:optimised/n:1";
  EXPECT_THAT(Refusal(mute), HasSubstr("did you mean x/Y/impl:optimized/n:1?"));
  EXPECT_THAT(Refusal(Muted("time_rato until 2026-12-31: why")), HasSubstr("did you mean time_ratio?"));
  EXPECT_EQ(Refusal(Muted("claim:allocations <= 1 until 2026-12-31: why")), "");
  EXPECT_THAT(Refusal(Muted("claim:allocations <= 2 until 2026-12-31: why")), HasSubstr("which is not compared"));
}

}  // namespace
}  // namespace pawl

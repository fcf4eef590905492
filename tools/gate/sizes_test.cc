// Sizes of libraries and types: cases that are never run.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/gate.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kLibrary[] = "//impls/x:x.optimized";
constexpr char kType[] = "x/Item/impl:optimized";
constexpr char kBaselineType[] = "x/Item/impl:baseline";
constexpr char kRuns[] = "x/Y/impl:optimized/n:1";
constexpr char kBuildKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1";

CaseEvidence Sized(const std::string& name, std::string_view metric, std::optional<int64_t> bytes) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.size = SizeEvidence{std::string(metric), bytes, bytes ? "" : "size is not installed"};
  return evidence;
}

Record Stored(const std::string& name, std::string_view metric, double bytes) {
  Record record;
  record.case_name = name;
  record.metric = std::string(metric);
  record.value = bytes;
  record.key = kBuildKey;
  return record;
}

GateInput Input() {
  GateInput input;
  input.baseline = StoredBaseline{"//benches:x_perf", {}};
  input.baseline->records = {Stored(kLibrary, kBinarySize, 100 << 10), Stored(kType, kSizeof, 64)};
  input.baseline_path = "baselines/x_perf.json";
  input.cases = {kRuns, kLibrary, kType};
  input.gated = {kLibrary, kType};
  input.sized = {{kLibrary, std::string(kBinarySize)}, {kType, std::string(kSizeof)}};
  input.build_key = kBuildKey;
  return input;
}

std::vector<Row> Judged(const CaseEvidence& one, const GateInput& input = Input()) {
  const Judgement judgement = Judge({{one}, {}, {}, {}}, input);
  EXPECT_THAT(judgement.undecided, IsEmpty()) << "there is nothing to run";
  return judgement.rows;
}

// The only row of the library when it has this size.
Row OfLibrary(int64_t bytes) {
  const std::vector<Row> rows = Judged(Sized(kLibrary, kBinarySize, bytes));
  EXPECT_THAT(rows, SizeIs(1)) << "no allocations, no instructions";
  return rows.empty() ? Row() : rows.front();
}

Verdict OfType(std::optional<int64_t> bytes) { return Judged(Sized(kType, kSizeof, bytes)).front().verdict; }

absl::Status Checked(const std::string& case_name, const std::string& text) {
  std::vector<Claim> claims = {*ParseClaim(case_name, text)};
  claims.front().origin = "benches/BUILD:7";
  return CheckClaimedMetrics(claims, Input().sized);
}

TEST(Sizes, OneByteMoreOfATypeIsRegressedAndOneLessImproved) {
  EXPECT_EQ(OfType(64), Verdict::kOk);
  EXPECT_EQ(OfType(65), Verdict::kRegressed);
  EXPECT_EQ(OfType(63), Verdict::kImproved);
}

TEST(Sizes, ALibraryMayGrowByOnePercentOrFourKibibytes) {
  const Row row = OfLibrary(100 << 10);
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_EQ(row.comparison, "binary_size");
  EXPECT_EQ(row.unit, "B");
  EXPECT_EQ(row.limit, "binary_size +1% and +4 KiB");
  EXPECT_EQ(row.level, "exact");
  EXPECT_EQ(OfLibrary(104 << 10).verdict, Verdict::kOk) << "4 % more, but no more than 4 KiB";
  EXPECT_EQ(OfLibrary((104 << 10) + 1).verdict, Verdict::kRegressed);
  EXPECT_EQ(OfLibrary((96 << 10) - 1).verdict, Verdict::kImproved);
  GateInput large = Input();
  large.baseline->records[0].value = 1'000'000;
  EXPECT_EQ(Judged(Sized(kLibrary, kBinarySize, 1'010'000), large).front().verdict, Verdict::kOk) << "1 %";
  EXPECT_EQ(Judged(Sized(kLibrary, kBinarySize, 1'010'001), large).front().verdict, Verdict::kRegressed);
}

TEST(Sizes, WhatCouldNotBeToldIsNotMeasuredAndWhatFailedAnError) {
  const Row absent = Judged(Sized(kLibrary, kBinarySize, std::nullopt)).front();
  EXPECT_EQ(absent.verdict, Verdict::kNotMeasured);
  EXPECT_EQ(absent.reason, "size is not installed");
  CaseEvidence damaged = Sized(kLibrary, kBinarySize, std::nullopt);
  damaged.error = "libx.a: file truncated";
  const Row error = Judged(damaged).front();
  EXPECT_EQ(error.verdict, Verdict::kError);
  EXPECT_EQ(error.comparison, "binary_size");
  EXPECT_EQ(error.reason, "libx.a: file truncated");
}

TEST(Sizes, AStoredSizeWithoutItsThingIsMissing) {
  GateInput input = Input();
  input.cases = {kRuns, kLibrary};
  input.sized.erase(kType);
  const std::vector<Row> rows = Judged(Sized(kLibrary, kBinarySize, 100 << 10), input);
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].verdict, Verdict::kMissing);
  EXPECT_EQ(rows[0].reason, "the binary records no such sizeof");
  EXPECT_EQ(OfLibrary(100 << 10).verdict, Verdict::kOk);
}

TEST(Sizes, AClaimIsAboutBytesOrAnotherSize) {
  GateInput input = Input();
  input.claims = {*ParseClaim(kLibrary, "binary_size <= 40 KiB"), *ParseClaim(kType, "sizeof <= 64"),
                  *ParseClaim(kType, "sizeof <= 0.5 * baseline")};
  const Evidence evidence = {
      {Sized(kLibrary, kBinarySize, 41 << 10), Sized(kType, kSizeof, 64), Sized(kBaselineType, kSizeof, 128)},
      {},
      {},
      {}};
  std::map<std::string, Verdict> verdicts;
  for (const Row& row : Judge(evidence, input).rows) verdicts[row.comparison] = row.verdict;
  EXPECT_EQ(verdicts["claim:binary_size <= 40 KiB"], Verdict::kRegressed);
  EXPECT_EQ(verdicts["claim:sizeof <= 64"], Verdict::kOk);
  EXPECT_EQ(verdicts["claim:sizeof <= 0.5 * baseline"], Verdict::kOk);
}

TEST(Sizes, AClaimAboutWhatACaseDoesNotHaveIsRefusedWithItsPlace) {
  EXPECT_TRUE(Checked(kLibrary, "binary_size <= 40 KiB").ok());
  EXPECT_TRUE(Checked(kRuns, "allocations <= 1").ok());
  const std::string on_size(Checked(kType, "allocations <= 1").message());
  EXPECT_THAT(on_size, StartsWith("benches/BUILD:7: claim \"allocations <= 1\": x/Item/impl:optimized has no "));
  EXPECT_THAT(on_size, HasSubstr("it is never run: it has sizeof and nothing else"));
  EXPECT_THAT(std::string(Checked(kRuns, "sizeof <= 8").message()), HasSubstr("it is a case that runs"));
  EXPECT_FALSE(Checked(kRuns, "time <= case(\"//impls/x:x.optimized\")").ok()) << "the reference has no time";
}

}  // namespace
}  // namespace pawl

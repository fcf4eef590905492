#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/accept.h"
#include "tools/cli/accept_testing.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kOld = "sha256:" + std::string(64, 'a');
const std::string kNew = "sha256:" + std::string(64, 'b');
constexpr char kHere[] = "build/machine";

// A measurement that also timed each case against itself.
Result Timed(double ratio = 0.5) {
  Result result = Measured(1, ratio);
  for (CaseEvidence& one : result.evidence.cases) {
    one.time = TimeEvidence{100, 100, 32, 512};
    LiveEvidence itself;
    itself.case_name = one.case_name;
    itself.identical = true;
    itself.log_ratios = {0.001, -0.001, 0.001, -0.001};
    result.evidence.live.push_back(itself);
  }
  return result;
}

AcceptOptions With(const std::string& binary, const std::string& case_pattern = "", const std::string& reason = "") {
  AcceptOptions options;
  options.binary = binary;
  options.case_pattern = case_pattern;
  options.reason = reason;
  return options;
}

absl::StatusOr<Acceptance> Take(const StoredBaseline& stored, const Result& twice, const AcceptOptions& options,
                                const Result* live) {
  return Accept(stored, twice, twice, {kBaseline, kOptimized}, Limits(), options, live);
}

// What a first `.accept` of the binary kOld stored.
StoredBaseline AcceptedOld() { return Take({}, Timed(), With(kOld), nullptr)->baseline; }

// What a live comparison with the accepted binaries says of the optimized case.
Result Live(Verdict verdict) {
  Result result;
  Row row;
  row.case_name = kOptimized;
  row.comparison = std::string(kTime);
  row.verdict = verdict;
  row.current = 1.08;
  result.rows = {row};
  return result;
}

std::string BinaryOf(const StoredBaseline& baseline, const std::string& case_name, std::string_view metric) {
  const Record* record = baseline.Find(case_name, metric, kHere);
  return record == nullptr ? "no record" : record->accepted;
}

TEST(AcceptBinary, IsNamedByTheRatioAndWithoutOneByTheTimeAndByNoOther) {
  const StoredBaseline stored = AcceptedOld();
  EXPECT_EQ(BinaryOf(stored, kOptimized, kTimeRatio), kOld);
  EXPECT_EQ(BinaryOf(stored, kOptimized, kTime), "");
  EXPECT_EQ(BinaryOf(stored, kBaseline, kTime), kOld) << "it has no reference";
  int named = 0;
  for (const Record& record : stored.records) named += record.accepted.empty() ? 0 : 1;
  EXPECT_EQ(named, 2);
}

TEST(AcceptBinary, OneCaseNeverNamesThatOfAnother) {
  const auto acceptance = Take(AcceptedOld(), Timed(0.2), With(kNew, "impl:optimized"), nullptr);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_EQ(BinaryOf(acceptance->baseline, kOptimized, kTimeRatio), kNew);
  EXPECT_EQ(BinaryOf(acceptance->baseline, kBaseline, kTime), kOld);
}

TEST(AcceptBinary, TheSameBinaryChangesNothing) {
  const auto acceptance = Take(AcceptedOld(), Timed(), With(kOld), nullptr);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(acceptance->changes, IsEmpty());
}

TEST(AcceptBinary, AnEquallyFastOneDoesNotTakeItsPlace) {
  for (const Verdict verdict : {Verdict::kOk, Verdict::kUnstable}) {
    for (const char* pattern : {"impl:optimized", ""}) {
      const Result live = Live(verdict);
      const auto acceptance = Take(AcceptedOld(), Timed(), With(kNew, pattern), &live);
      ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
      EXPECT_EQ(BinaryOf(acceptance->baseline, kOptimized, kTimeRatio), kOld) << "or small steps would add up";
    }
  }
}

TEST(AcceptBinary, AFasterOneTakesItsPlaceAndSoDoesOneWhereTheOldIsAbsent) {
  for (const Verdict verdict : {Verdict::kImproved, Verdict::kNotMeasured}) {
    const Result live = Live(verdict);
    AcceptOptions options = With(kNew, "impl:optimized");
    if (verdict == Verdict::kNotMeasured) options.gone = {kOld};
    const auto acceptance = Take(AcceptedOld(), Timed(), options, &live);
    ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
    EXPECT_EQ(BinaryOf(acceptance->baseline, kOptimized, kTimeRatio), kNew);
    EXPECT_THAT(acceptance->changes, Contains(AllOf(HasSubstr("kept"), HasSubstr("sha256:bbbbbbbbbbbb"))));
  }
}

TEST(AcceptBinary, AfterAComparisonThatCannotBeTrustedTheOldOneStays) {
  // The last one: a cache that is away for the moment, or a binary that crashes here.
  for (Result live : {Live(Verdict::kError), Result(), Live(Verdict::kNotMeasured)}) {
    if (!live.rows.empty()) live.rows[0].reason = "something went wrong";
    AcceptOptions options = With(kNew, "impl:optimized");
    options.gone = {"sha256:" + std::string(64, 'c')};  // another one
    const auto stays = Take(AcceptedOld(), Timed(), options, &live);
    ASSERT_TRUE(stays.ok()) << stays.status();
    EXPECT_EQ(BinaryOf(stays->baseline, kOptimized, kTimeRatio), kOld);
    EXPECT_THAT(stays->warnings,
                Contains(AllOf(HasSubstr("sha256:aaaaaaaaaaaa stays"),
                               HasSubstr(live.rows.empty() ? "its case failed" : "something went wrong"),
                               HasSubstr("--reason"))));
    const auto goes = Take(AcceptedOld(), Timed(), With(kNew, "impl:optimized", "the old one crashes"), &live);
    ASSERT_TRUE(goes.ok()) << goes.status();
    EXPECT_EQ(BinaryOf(goes->baseline, kOptimized, kTimeRatio), kNew);
    EXPECT_THAT(goes->warnings, IsEmpty());
  }
}

TEST(AcceptBinary, ASlowerOneNeedsAReasonWhichIsStored) {
  const Result live = Live(Verdict::kRegressed);
  for (const double ratio : {0.5, 0.2}) {
    const std::string refused = Refused(Take(AcceptedOld(), Timed(ratio), With(kNew, "impl:optimized"), &live),
                                        absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(refused, HasSubstr("x/Y/impl:optimized/n:1 time: 1.08× of what the accepted binary takes"));
    EXPECT_THAT(refused, HasSubstr("--case='^x/Y/impl:optimized/n:1$' --reason='...'"));
    const auto acceptance = Take(AcceptedOld(), Timed(ratio), With(kNew, "impl:optimized", "safer"), &live);
    ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
    EXPECT_EQ(BinaryOf(acceptance->baseline, kOptimized, kTimeRatio), kNew);
    EXPECT_EQ(acceptance->baseline.Find(kOptimized, kTimeRatio, kHere)->reason, "safer");
  }
}

TEST(AcceptBinary, TheMetricTimeMovesTheBinaryAndNoRatio) {
  AcceptOptions options = With(kNew, "", "safer");
  options.metric = std::string(kTime);
  const Result live = Live(Verdict::kRegressed);
  const auto acceptance = Take(AcceptedOld(), Timed(0.7), options, &live);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_EQ(BinaryOf(acceptance->baseline, kOptimized, kTimeRatio), kNew);
  EXPECT_EQ(acceptance->baseline.Find(kOptimized, kTimeRatio, kHere)->value, 0.5);
  options.metric = std::string(kAllocations);
  EXPECT_EQ(BinaryOf(Take(AcceptedOld(), Timed(), options, &live)->baseline, kOptimized, kTimeRatio), kOld);
}

TEST(AcceptBinary, AnEditedBenchmarkTakesTheNewOne) {
  Result edited = Timed();
  edited.environment.source = "edited";
  const Result live = Live(Verdict::kIncomparable);
  const auto acceptance = Take(AcceptedOld(), edited, With(kNew), &live);
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_EQ(BinaryOf(acceptance->baseline, kOptimized, kTimeRatio), kNew);
  EXPECT_EQ(BinaryOf(acceptance->baseline, kBaseline, kTime), kNew);
}

TEST(AcceptBinary, WithoutAPlaceToKeepItAChangedNumberNamesNone) {
  const auto changed = Take(AcceptedOld(), Timed(0.2), With(""), nullptr);
  ASSERT_TRUE(changed.ok()) << changed.status().message();
  EXPECT_EQ(BinaryOf(changed->baseline, kOptimized, kTimeRatio), "") << "the old one is of other code";
  const auto unchanged = Take(AcceptedOld(), Timed(), With(""), nullptr);
  ASSERT_TRUE(unchanged.ok()) << unchanged.status().message();
  EXPECT_THAT(unchanged->changes, IsEmpty());
  EXPECT_EQ(BinaryOf(unchanged->baseline, kOptimized, kTimeRatio), kOld);
}

TEST(AcceptBinary, AComparisonThatFailedWritesNothing) {
  Result live = Live(Verdict::kOk);
  live.errors = {"the worker crashed"};
  EXPECT_THAT(Refused(Take(AcceptedOld(), Timed(), With(kNew), &live), absl::StatusCode::kFailedPrecondition),
              HasSubstr("nothing was written: the worker crashed"));
}

}  // namespace
}  // namespace pawl

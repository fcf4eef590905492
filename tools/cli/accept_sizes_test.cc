// Sizes of libraries and types, from two measurements into the stored baseline.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/accept_testing.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kLibrary[] = "//impls/x:x.optimized";
constexpr char kType[] = "x/Item/impl:optimized";

CaseEvidence Sized(const std::string& name, std::string_view metric, std::optional<int64_t> bytes) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.size = SizeEvidence{std::string(metric), bytes, bytes ? "" : "size is not installed"};
  return evidence;
}

// Nothing but a library and a type.
Result Sizes(std::optional<int64_t> library_bytes, int64_t type_bytes) {
  Result result = Measured();
  result.environment.source = "0123";
  result.evidence.pairs.clear();
  result.evidence.cases = {Sized(kLibrary, kBinarySize, library_bytes), Sized(kType, kSizeof, type_bytes)};
  return result;
}

absl::StatusOr<Acceptance> TakeSizes(const StoredBaseline& stored, const Result& twice,
                                     const AcceptOptions& options = {}) {
  return Accept(stored, twice, twice, {kLibrary, kType}, Limits(), options);
}

std::vector<std::string> Written(const Acceptance& acceptance) {
  std::vector<std::string> written;
  for (const Record& record : acceptance.baseline.records) {
    written.push_back(record.case_name + " " + record.metric + " " + std::to_string(static_cast<int>(record.value)) +
                      " " + record.key + " " + record.source);
  }
  return written;
}

TEST(AcceptSizes, WritesOneRecordForEachThatOnlyATypeBindsToTheBenchmarksSources) {
  const auto acceptance = TakeSizes({}, Sizes(40960, 64));
  ASSERT_TRUE(acceptance.ok()) << acceptance.status().message();
  EXPECT_THAT(Written(*acceptance), ElementsAre("//impls/x:x.optimized binary_size 40960 build ",
                                                "x/Item/impl:optimized sizeof 64 build 0123"));
  EXPECT_THAT(acceptance->changes, ElementsAre(HasSubstr("binary_size: 40\u00a0KiB"), HasSubstr("sizeof: 64\u00a0B")));
  const auto read = ParseStoredBaseline(FormatStoredBaseline(acceptance->baseline), "x.json", kAccept);
  ASSERT_TRUE(read.ok()) << read.status().message();
  Result edited = Sizes(40960, 64);
  edited.environment.source = "4567";
  const auto again = TakeSizes(*read, edited);
  ASSERT_TRUE(again.ok());
  EXPECT_THAT(again->changes, ElementsAre(HasSubstr("renewed  x/Item/impl:optimized sizeof: still 64\u00a0B")));
}

TEST(AcceptSizes, ALargerOneNeedsAReason) {
  const StoredBaseline stored = TakeSizes({}, Sizes(40960, 64))->baseline;
  EXPECT_THAT(Refused(TakeSizes(stored, Sizes(40960, 65)), absl::StatusCode::kInvalidArgument),
              HasSubstr("x/Item/impl:optimized sizeof: 64\u00a0B -> 65\u00a0B"));
  AcceptOptions options;
  options.metric = "sizeof";
  options.reason = "a flag more";
  EXPECT_TRUE(TakeSizes(stored, Sizes(40960, 65), options).ok());
}

TEST(AcceptSizes, ALargerOneIsRefusedAfterTheFirstMeasurement) {
  const StoredBaseline stored = TakeSizes({}, Sizes(40960, 64))->baseline;
  const auto check = [&](const Result& first, const AcceptOptions& options = {}) {
    return CheckFirstRun(stored, first, Limits(), options);
  };
  EXPECT_TRUE(check(Sizes(40960, 64)).ok());
  EXPECT_TRUE(check(Sizes(std::nullopt, 63)).ok());
  const absl::Status refused = check(Sizes(40960 * 2, 65));
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("x/Item/impl:optimized sizeof: 64\u00a0B -> 65\u00a0B"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("x.optimized binary_size: 40\u00a0KiB -> 80\u00a0KiB"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("of the first measurement"));
  AcceptOptions explained;
  explained.case_pattern = ".";
  explained.reason = "a flag more";
  EXPECT_TRUE(check(Sizes(40960 * 2, 65), explained).ok());
  AcceptOptions other;
  other.case_pattern = "^//";
  EXPECT_TRUE(check(Sizes(40960, 65), other).ok()) << "of a case that is not accepted";
  Result failed = Sizes(std::nullopt, 65);
  failed.errors = {"the worker is gone"};
  EXPECT_TRUE(check(failed).ok()) << "Accept() says why";
  failed.errors.clear();
  failed.evidence.cases[0].error = "libx.a: file truncated";
  EXPECT_EQ(check(failed).code(), absl::StatusCode::kFailedPrecondition);
}

TEST(AcceptSizes, WhatCouldNotBeToldIsNotStoredAndWhatFailedRefuses) {
  EXPECT_THAT(Written(*TakeSizes({}, Sizes(std::nullopt, 64))), ElementsAre(HasSubstr("sizeof")));
  Result failed = Sizes(std::nullopt, 64);
  failed.evidence.cases[0].error = "libx.a: file truncated";
  EXPECT_THAT(Refused(TakeSizes({}, failed), absl::StatusCode::kFailedPrecondition),
              HasSubstr("//impls/x:x.optimized failed: libx.a: file truncated"));
}

}  // namespace
}  // namespace pawl

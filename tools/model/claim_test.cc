#include "tools/model/claim.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCase[] = "image_flags/CommandLine/impl:optimized/tokens:37";

Claim Parsed(std::string_view text) {
  const auto claim = ParseClaim(kCase, text);
  EXPECT_TRUE(claim.ok()) << text << ": " << claim.status().message();
  return claim.value_or(Claim());
}

std::string ErrorOf(std::string_view text, std::string_view case_name = kCase) {
  const auto claim = ParseClaim(case_name, text);
  return claim.ok() ? "no error for: " + std::string(text) : std::string(claim.status().message());
}

TEST(Claim, ReadsAnAbsoluteBound) {
  const Claim claim = Parsed("allocations <= 1");
  EXPECT_EQ(claim.metric, "allocations");
  EXPECT_TRUE(claim.at_most);
  EXPECT_EQ(claim.factor, 1);
  EXPECT_EQ(claim.reference, "");
  EXPECT_EQ(claim.case_name, kCase);
}

TEST(Claim, ReadsUnitsOfMemory) {
  EXPECT_EQ(Parsed("peak_bytes <= 1 MiB").factor, 1048576);
  EXPECT_EQ(Parsed("peak_bytes <= 1.5KiB").factor, 1536);
  EXPECT_EQ(Parsed("allocated_bytes <= 650 B").factor, 650);
}

TEST(Claim, ReadsAFactorOfTheBaselineImplementation) {
  const Claim claim = Parsed("time <= 0.25 * baseline");
  EXPECT_EQ(claim.factor, 0.25);
  EXPECT_EQ(claim.reference, "image_flags/CommandLine/impl:baseline/tokens:37");
  EXPECT_EQ(Parsed("time <= baseline").factor, 1);
}

TEST(Claim, ReadsAnyOtherCaseAsReference) {
  const Claim claim = Parsed("time >= 2 * case(\"image_flags/CommandLine/impl:fmt/tokens:37\")");
  EXPECT_FALSE(claim.at_most);
  EXPECT_EQ(claim.reference, "image_flags/CommandLine/impl:fmt/tokens:37");
}

TEST(Claim, ReadsTheFeatureItDependsOn) {
  EXPECT_EQ(Parsed("time <= 0.5 * baseline if sha_ni").feature, "sha_ni");
  EXPECT_FALSE(Parsed("time <= 0.5 * baseline if sha_ni").unless_feature);
  EXPECT_EQ(Parsed("time <= 0.5 * baseline unless pti").feature, "pti");
  EXPECT_TRUE(Parsed("time <= 0.5 * baseline unless pti").unless_feature);
  EXPECT_EQ(Parsed("allocations <= 1").feature, "");
  EXPECT_FALSE(Parsed("allocations <= 1").unless_feature);
  EXPECT_THAT(ErrorOf("allocations <= 1 unless !"), HasSubstr("expected a CPU feature after `if` or `unless`"));
  EXPECT_THAT(ErrorOf("allocations <= 1 if pti unless pti"), HasSubstr("unexpected text"));
}

TEST(Claim, AMistakeIsNamedWithItsPositionAndTheGrammar) {
  EXPECT_THAT(ErrorOf("alocations <= 1"), HasSubstr("did you mean \"allocations\"?"));
  EXPECT_THAT(ErrorOf("allocations < 1"), HasSubstr("at position 13: expected <= or >="));
  EXPECT_THAT(ErrorOf("allocations <= "), HasSubstr("expected a number, `baseline`"));
  EXPECT_THAT(ErrorOf("allocations <= -1"), HasSubstr("expected a number"));
  EXPECT_THAT(ErrorOf("allocations <= nan"), HasSubstr("expected a number"));
  EXPECT_THAT(ErrorOf("allocations <= 1 or so"), HasSubstr("unexpected text"));
  EXPECT_THAT(ErrorOf("time <= case(\"x"), HasSubstr("expected a case name"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("unknown metric"));
}

TEST(Claim, ATimeIsNeverComparedWithANumber) {
  EXPECT_THAT(ErrorOf("time <= 60"), HasSubstr("would hold on one machine only"));
  EXPECT_THAT(ErrorOf("time <= 0 * baseline"), HasSubstr("must be positive"));
}

TEST(Claim, AppliesByTheMachinesFeatures) {
  const std::vector<std::string> features = {"avx2", "pti"};
  EXPECT_TRUE(Applies(Parsed("allocations <= 1"), {}));
  EXPECT_TRUE(Applies(Parsed("allocations <= 1 if pti"), features));
  EXPECT_FALSE(Applies(Parsed("allocations <= 1 unless pti"), features));
  EXPECT_FALSE(Applies(Parsed("allocations <= 1 if sha_ni"), features));
  EXPECT_TRUE(Applies(Parsed("allocations <= 1 unless sha_ni"), features));
}

// What Bazel 4 makes of "time <= {} * baseline".format(1.03) in a German locale.
TEST(Claim, ADecimalCommaIsNamed) {
  EXPECT_THAT(ErrorOf("time <= 1,0300000000000000.0 * baseline"),
              HasSubstr("at position 10: unexpected text: a number has a point, not a comma"));
  EXPECT_THAT(ErrorOf("allocations <= 1,5"), HasSubstr("unexpected text: a number has a point, not a comma"));
  EXPECT_THAT(ErrorOf("peak_bytes <= x,5"), Not(HasSubstr("comma")));
  EXPECT_THAT(ErrorOf("peak_bytes <= 5, please"), Not(HasSubstr("comma")));
}

TEST(Claim, SpeaksOfDeclaredCounters) {
  Metrics metrics = BuiltInMetrics();
  metrics.push_back({.name = "compression_ratio", .unit = "x", .more_is_worse = false, .counter = true});
  metrics.push_back({.name = "p99", .unit = "ns", .timed = true, .counter = true, .scale = 1000});
  const auto read = [&](std::string_view text) { return ParseClaim(kCase, text, metrics); };
  ASSERT_TRUE(read("compression_ratio >= 2.5").ok());
  EXPECT_EQ(read("compression_ratio >= 2.5 x")->factor, 2.5);
  EXPECT_FALSE(read("compression_ratio >= 2.5")->at_most);
  EXPECT_EQ(read("p99 <= 2 us")->factor, 2000);
  EXPECT_EQ(read("p99 <= 0.5 * baseline")->factor, 0.5);
  EXPECT_EQ(read("p99 <= 2 us if avx2")->feature, "avx2");
  EXPECT_THAT(std::string(read("p99 <= 2").status().message()), HasSubstr("at position 9: expected a unit"));
  EXPECT_THAT(std::string(read("p99 <= 2 KiB").status().message()), HasSubstr("expected a unit"));
  EXPECT_THAT(std::string(read("compresion_ratio >= 2").status().message()),
              HasSubstr("did you mean \"compression_ratio\"?"));
  EXPECT_THAT(ErrorOf("compression_ratio >= 2.5"), HasSubstr("by the `metrics` of its perf_test"));
}

TEST(Claim, AUnitOfAnotherKindIsUnexpected) {
  EXPECT_THAT(ErrorOf("allocations <= 1 KiB"), HasSubstr("unexpected text"));
  EXPECT_THAT(ErrorOf("peak_bytes <= 1 us"), HasSubstr("unexpected text"));
}

TEST(Claim, BaselineNeedsAnImplementationThatIsNotTheBaseline) {
  EXPECT_THAT(ErrorOf("time <= baseline", "BM_Copy/64"), HasSubstr("needs a case with an impl: part"));
  EXPECT_THAT(ErrorOf("time <= baseline", "a/B/impl:baseline/n:1"), HasSubstr("needs a case with an impl: part"));
}

}  // namespace
}  // namespace pawl

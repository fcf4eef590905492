#include "tools/cli/tight_claims.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";

// Two groups of 16 processes whose ratios of floors are 0.5 * exp(-noise) and 0.5 * exp(noise).
Result Measured(double noise) {
  Result result;
  PairEvidence pair;
  pair.contender = kOptimized;
  pair.reference = kBaseline;
  for (int process = 0; process < 32; ++process) {
    pair.reference_floors_ns.push_back(100);
    pair.contender_floors_ns.push_back(50 * std::exp(process < 16 ? -noise : noise));
  }
  result.evidence.pairs = {pair};
  return result;
}

std::vector<std::string> Warnings(const std::string& text, double noise) {
  Claim claim = *ParseClaim(kOptimized, text);
  claim.origin = "benches/BUILD:12";
  return TightClaims({claim}, Measured(noise), Measured(noise));
}

TEST(TightClaims, AQuietRatioStillNeedsAQuarterOfRoom) {
  // The floors are 0.5 * exp(-0.01); three spreads are 3.5 %.
  EXPECT_THAT(Warnings("time <= 0.62 * baseline", 0.01), IsEmpty());
  EXPECT_THAT(Warnings("time <= 0.61 * baseline", 0.01),
              ElementsAre(AllOf(HasSubstr("benches/BUILD:12: the promise \"time <= 0.61 * baseline\""),
                                HasSubstr("too tight to be kept honestly"),
                                HasSubstr("a margin of 3 spreads, 25\u00a0% at least, asks for <= 0.619×"))));
}

TEST(TightClaims, TheWarningsFactorIsOneThatIsNotWarnedOf) {
  // The floors are 0.5 * exp(-0.1), their spread over four groups is 0.1 * sqrt(4 / 3).
  const double kept = 0.5 * std::exp(-0.1 + 3 * 0.1 * std::sqrt(4.0 / 3));
  EXPECT_THAT(Warnings("time <= " + std::to_string(kept * 1.001) + " * baseline", 0.1), IsEmpty());
  EXPECT_THAT(Warnings("time <= " + std::to_string(kept * 0.999) + " * baseline", 0.1),
              ElementsAre(HasSubstr("asks for <= 0.64×")));
}

TEST(TightClaims, OtherMachinesPromisesAreNotMeasuredHere) {
  EXPECT_THAT(Warnings("time <= 0.5 * baseline unless sha_ni", 0.01), SizeIs(1));
  EXPECT_THAT(Warnings("time <= 0.5 * baseline if sha_ni", 0.01), IsEmpty());
}

TEST(TightClaims, AClaimToBeSlowerIsMeasuredTheOtherWayRound) {
  EXPECT_THAT(Warnings("time >= 0.39 * baseline", 0.01), IsEmpty());
  EXPECT_THAT(Warnings("time >= 0.4 * baseline", 0.01), ElementsAre(HasSubstr("asks for >= 0.396×")));
}

TEST(TightClaims, ExactClaimsAndUntimedPairsNeedNoMargin) {
  EXPECT_THAT(Warnings("allocations <= 1", 0.5), IsEmpty());
  EXPECT_THAT(Warnings("time <= 0.5 * case(\"x/Z\")", 0.5), IsEmpty());
}

}  // namespace
}  // namespace pawl

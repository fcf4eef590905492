#include "tools/stats/e_process.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

// With lambda = 12.5 and d = log(3) / 25, tanh(lambda * d) is (3 - 1) / (3 + 1); each doubling of lambda squares the 3.
const double kThird = std::log(3.0) / 25;
constexpr double kTanhs[] = {1.0 / 2, 4.0 / 5, 40.0 / 41, 3280.0 / 3281, 21523360.0 / 21523361};

TEST(EProcessTest, StartsAtOne) {
  const EProcess evidence(0.01, Direction::kAbove);
  EXPECT_EQ(evidence.LogE(), 0);
  EXPECT_EQ(evidence.MaxLogE(), 0);
  EXPECT_FALSE(evidence.Rejects(0.5));
}

TEST(EProcessTest, OneObservationIsTheMeanOfFiveFactors) {
  EProcess evidence(0.01, Direction::kAbove);
  evidence.Add(0.01 + kThird);
  // 1.45, 1.72, 1.8780488, 1.8997257, 1.9000000: 1 + 0.9 * kTanhs.
  EXPECT_NEAR(std::exp(evidence.LogE()), 1.7695549, 1e-7);
}

TEST(EProcessTest, ProductsAreTakenForEachLambdaBeforeTheMean) {
  EProcess evidence(-0.02, Direction::kAbove);
  evidence.Add(-0.02 + kThird);
  evidence.Add(-0.02 + kThird);
  evidence.Add(-0.02 - kThird);
  double sum = 0;
  for (const double tanh : kTanhs) sum += (1 + 0.9 * tanh) * (1 + 0.9 * tanh) * (1 - 0.9 * tanh);
  EXPECT_NEAR(std::exp(evidence.LogE()), sum / 5, 1e-12);
}

TEST(EProcessTest, ObservationsFarOffMultiplyByTheStakesLimits) {
  EProcess evidence(0, Direction::kAbove);
  evidence.Add(10);
  EXPECT_NEAR(std::exp(evidence.LogE()), 1.9, 1e-12);
  evidence.Add(10);
  EXPECT_NEAR(std::exp(evidence.LogE()), 3.61, 1e-12);
  evidence.Add(-10);
  EXPECT_NEAR(std::exp(evidence.LogE()), 0.361, 1e-12);
  EXPECT_NEAR(std::exp(evidence.MaxLogE()), 3.61, 1e-12);
}

TEST(EProcessTest, ObservationsOnTheBoundaryChangeNothing) {
  EProcess evidence(0.03, Direction::kBelow);
  for (int i = 0; i < 100; ++i) evidence.Add(0.03);
  EXPECT_EQ(evidence.LogE(), 0);
}

TEST(EProcessTest, MirroredObservationsGiveTheSameEvidence) {
  EProcess above(0.01, Direction::kAbove);
  EProcess below(-0.01, Direction::kBelow);
  Noise noise(1);
  for (int i = 0; i < 50; ++i) {
    const double d = noise.Normal(0.05);
    above.Add(d);
    below.Add(-d);
  }
  EXPECT_EQ(above.LogE(), below.LogE());
  EXPECT_EQ(above.MaxLogE(), below.MaxLogE());
}

TEST(EProcessTest, OneWildProcessCannotDecide) {
  EProcess evidence(0.01, Direction::kAbove);
  for (int i = 0; i < 10; ++i) evidence.Add(0.05);
  const double before = evidence.LogE();
  evidence.Add(std::log(1e6));
  EXPECT_LE(evidence.LogE(), before + std::log(1.9) + 1e-12);
  const double top = evidence.LogE();
  evidence.Add(-1e300);
  EXPECT_NEAR(evidence.LogE(), top - std::log(10.0), 1e-9);
}

int ObservationsToReject(double d, double alpha) {
  EProcess evidence(0.01, Direction::kAbove);
  int observations = 0;
  for (; !evidence.Rejects(alpha); ++observations) evidence.Add(d);
  return observations;
}

TEST(EProcessTest, OneInAHundredThousandTakesEighteenObservationsAtLeast) {
  EXPECT_EQ(ObservationsToReject(10, 1e-5), 18);    // 1.9^17 = 55 thousand, 1.9^18 = 104 thousand.
  EXPECT_EQ(ObservationsToReject(0.05, 1e-5), 19);  // The small lambdas see +5 % only in part.
}

TEST(EProcessTest, ARejectionStands) {
  EProcess evidence(0, Direction::kAbove);
  for (int i = 0; i < 20; ++i) evidence.Add(1);
  ASSERT_TRUE(evidence.Rejects(1e-5));
  for (int i = 0; i < 20; ++i) evidence.Add(-1);
  EXPECT_LT(evidence.LogE(), 0);
  EXPECT_TRUE(evidence.Rejects(1e-5));
}

TEST(EProcessTest, AMillionObservationsNeitherOverflowNorUnderflow) {
  EProcess above(0, Direction::kAbove);
  EProcess below(0, Direction::kBelow);
  for (int i = 0; i < 1'000'000; ++i) {
    above.Add(10);
    below.Add(10);
  }
  EXPECT_NEAR(above.LogE(), 1e6 * std::log(1.9), 1e-3);
  EXPECT_NEAR(below.LogE(), 1e6 * std::log(0.1), 1e-3);
  EXPECT_EQ(below.MaxLogE(), 0);
}

// Ville's inequality at the edge of the null hypothesis, with 100 looks at every run. 'draw' must be symmetric about 0.
void ExpectRejectionsWithinAlpha(const std::function<double(Noise&)>& draw) {
  constexpr int kRuns = 1000;
  constexpr uint64_t kSeed = 20;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Noise noise(kSeed);
  int at_tenth = 0;
  int at_hundredth = 0;
  for (int run = 0; run < kRuns; ++run) {
    EProcess evidence(0.01, Direction::kAbove);
    for (int i = 0; i < 100; ++i) evidence.Add(0.01 + draw(noise));
    at_tenth += evidence.Rejects(0.1);
    at_hundredth += evidence.Rejects(0.01);
  }
  // Four binomial standard deviations above the level.
  EXPECT_LE(at_tenth, kRuns * 0.1 + 4 * std::sqrt(kRuns * 0.1 * 0.9));
  EXPECT_LE(at_hundredth, kRuns * 0.01 + 4 * std::sqrt(kRuns * 0.01 * 0.99));
  EXPECT_GT(at_tenth, 0) << "a bound that is never approached tests nothing";
}

TEST(EProcessTest, RejectsNoOftenerThanAlphaWhateverTheNoise) {
  ExpectRejectionsWithinAlpha([](Noise& noise) { return noise.Normal(0.02); });
  ExpectRejectionsWithinAlpha([](Noise& noise) { return noise.Cauchy(0.02); });
  ExpectRejectionsWithinAlpha([](Noise& noise) { return noise.BimodalByProcess(0.01); });
}

TEST(EProcessDeathTest, FiguresAreFiniteAndLevelsAreLevels) {
  EProcess evidence(0, Direction::kAbove);
  EXPECT_DEATH(evidence.Add(std::nan("")), "observation is finite");
  EXPECT_DEATH(evidence.Add(std::numeric_limits<double>::infinity()), "observation is finite");
  EXPECT_DEATH(EProcess(std::nan(""), Direction::kAbove), "boundary is finite");
  EXPECT_DEATH(static_cast<void>(evidence.Rejects(0)), "0 < alpha < 1");
}

}  // namespace
}  // namespace pawl::stats

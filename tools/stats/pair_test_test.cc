#include "tools/stats/pair_test.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <utility>

#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

using Draw = std::function<double(Noise&)>;

// Feeds pairs until the test decides.
PairTest Decide(const PairTestOptions& options, const std::function<double()>& draw) {
  PairTest test(options);
  while (test.state() == PairState::kUndecided) test.Add(draw());
  return test;
}

PairTest DecideConstant(double log_ratio, const PairTestOptions& options = {}) {
  return Decide(options, [&] { return log_ratio; });
}

TEST(PairTestTest, NothingSeenIsUndecided) {
  const PairTest test;
  EXPECT_EQ(test.state(), PairState::kUndecided);
  EXPECT_EQ(test.pairs(), 0);
  EXPECT_FALSE(test.MedianLogRatio().has_value());
  EXPECT_FALSE(test.ConfidenceInterval().has_value());
}

TEST(PairTestTest, ClearChangesTakeNineteenPairs) {
  EXPECT_EQ(DecideConstant(0.05).state(), PairState::kRegressed);
  EXPECT_EQ(DecideConstant(0.05).pairs(), 19);
  EXPECT_EQ(DecideConstant(-0.05).state(), PairState::kImproved);
  EXPECT_EQ(DecideConstant(-0.05).pairs(), 19);
}

TEST(PairTestTest, EqualTimesAreUnchangedAfterSixPairs) {
  // Against a margin of 3 % a log-ratio of 0 multiplies by 1.322, 1.572, 1.815, 1.896, 1.9: the mean of the sixth
  // powers is 29.9, of the fifth 16.5.
  const PairTest test = DecideConstant(0);
  EXPECT_EQ(test.state(), PairState::kUnchanged);
  EXPECT_EQ(test.pairs(), 6);
}

TEST(PairTestTest, LooksOnlyFromTheMinimumOn) { EXPECT_EQ(DecideConstant(0, {.min_pairs = 10}).pairs(), 10); }

TEST(PairTestTest, RegressedWinsOverUnchanged) {
  // Between theta and a wide margin everything rejects; unchanged merely needs fewer pairs, so hold it back.
  const PairTestOptions options = {.theta = 0.01, .margin = 0.5, .min_pairs = 30};
  EXPECT_EQ(DecideConstant(0.1, options).state(), PairState::kRegressed);
  EXPECT_EQ(DecideConstant(-0.1, options).state(), PairState::kImproved);
}

TEST(PairTestTest, RedBoundariesShareTheBudget) {
  EXPECT_EQ(DecideConstant(1).pairs(), 18);
  EXPECT_EQ(DecideConstant(1, {.alpha_shares = 2}).pairs(), 20);  // 1.9^19 = 198 thousand < 2e5.
}

TEST(PairTestTest, NoEvidenceAtTheCapIsExhausted) {
  int pair = 0;
  const PairTest test = Decide({}, [&] { return ++pair % 2 == 0 ? 1.0 : -1.0; });
  EXPECT_EQ(test.state(), PairState::kExhausted);
  EXPECT_EQ(test.pairs(), 80);
}

TEST(PairTestTest, SuspicionAtTheCapBuysMorePairsInEitherDirection) {
  const PairTestOptions options = {.max_pairs = 4, .suspicion_pairs = 30};  // 1.9^4 = 13.
  EXPECT_EQ(DecideConstant(1, options).state(), PairState::kRegressed);
  EXPECT_EQ(DecideConstant(-1, options).state(), PairState::kImproved);
  EXPECT_EQ(DecideConstant(1, options).pairs(), 18) << "it continues: a test begun again would take 4 + 18";
  EXPECT_EQ(DecideConstant(0, options).state(), PairState::kExhausted);
  EXPECT_EQ(DecideConstant(0, options).pairs(), 4);
  const PairTest unconfirmed = DecideConstant(1, {.max_pairs = 4, .suspicion_pairs = 10});
  EXPECT_EQ(unconfirmed.state(), PairState::kExhausted);
  EXPECT_EQ(unconfirmed.pairs(), 10);
}

TEST(PairTestTest, ADecisionIsFinal) {
  PairTest test = DecideConstant(0.05);
  const double log_e = test.RegressedMaxLogE();
  for (int i = 0; i < 100; ++i) test.Add(-1);
  EXPECT_EQ(test.state(), PairState::kRegressed);
  EXPECT_EQ(test.pairs(), 19);
  EXPECT_EQ(test.RegressedMaxLogE(), log_e);
  EXPECT_DOUBLE_EQ(*test.MedianLogRatio(), 0.05);
}

TEST(PairTestTest, TheIntervalHoldsTheMedian) {
  const PairTest test = DecideConstant(0.05);
  ASSERT_TRUE(test.ConfidenceInterval().has_value());
  EXPECT_GT(test.ConfidenceInterval()->low, 0.01);
  EXPECT_LT(test.ConfidenceInterval()->low, 0.05);
  EXPECT_GT(test.ConfidenceInterval()->high, 0.05);
}

PairState Swapped(PairState state) {
  if (state == PairState::kRegressed) return PairState::kImproved;
  if (state == PairState::kImproved) return PairState::kRegressed;
  return state;
}

TEST(PairTestTest, SwappedSidesSwapTheVerdictWithTheSameEvidence) {
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    // From 0 to +9 % under a noise of 5 %: every state occurs, the suspicious cap included.
    const double shift = 0.01 * static_cast<double>(seed % 10);
    Noise noise(seed);
    Noise same_noise(seed);
    const PairTest test = Decide({}, [&] { return shift + noise.Normal(0.05); });
    const PairTest swapped = Decide({}, [&] { return -(shift + same_noise.Normal(0.05)); });
    EXPECT_EQ(swapped.state(), Swapped(test.state()));
    EXPECT_EQ(swapped.pairs(), test.pairs());
    EXPECT_EQ(swapped.ImprovedMaxLogE(), test.RegressedMaxLogE());
    EXPECT_EQ(swapped.RegressedMaxLogE(), test.ImprovedMaxLogE());
  }
}

TEST(PairTestTest, IdenticalCodeIsNeverRedWhateverTheNoise) {
  const Draw noises[] = {
      [](Noise& noise) { return noise.Normal(0.01); },
      [](Noise& noise) { return noise.Normal(0.08); },
      [](Noise& noise) { return noise.Cauchy(0.02); },
      [](Noise& noise) { return noise.BimodalByProcess(0.01); },
  };
  for (const Draw& draw : noises) {
    for (uint64_t seed = 1; seed <= 400; ++seed) {
      SCOPED_TRACE(testing::Message() << "seed " << seed);
      Noise noise(seed);
      const PairState state = Decide({}, [&] { return draw(noise); }).state();
      EXPECT_TRUE(state == PairState::kUnchanged || state == PairState::kExhausted);
    }
  }
}

// What decides at the cap, decided at the same pair if the cap had been higher from the start.
TEST(PairTestTest, ASuspicionIsContinuedAndNeverBegunAgain) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Noise noise(seed);
    Noise same_noise(seed);
    const PairTest suspected = Decide({.max_pairs = 20}, [&] { return std::log(1.03) + noise.Normal(0.03); });
    const PairTest patient = Decide({.max_pairs = 160}, [&] { return std::log(1.03) + same_noise.Normal(0.03); });
    if (suspected.pairs() <= 20) continue;
    EXPECT_EQ(suspected.state(), patient.state());
    EXPECT_EQ(suspected.pairs(), patient.pairs());
    EXPECT_EQ(suspected.RegressedMaxLogE(), patient.RegressedMaxLogE());
  }
}

TEST(PairTestTest, EachOfFourSourcesEndsInItsOwnState) {
  const std::pair<PairState, Draw> sources[] = {
      {PairState::kRegressed, [](Noise& noise) { return 0.06 + noise.Normal(0.02); }},
      {PairState::kImproved, [](Noise& noise) { return -0.06 + noise.Normal(0.02); }},
      {PairState::kUnchanged, [](Noise& noise) { return noise.Normal(0.01); }},
      {PairState::kExhausted, [](Noise& noise) { return noise.Normal(0.2); }},
  };
  for (const auto& [state, draw] : sources) {
    int as_expected = 0;
    for (uint64_t seed = 1; seed <= 200; ++seed) {
      Noise noise(seed);
      as_expected += Decide({}, [&] { return draw(noise); }).state() == state;
    }
    EXPECT_GE(as_expected, 190) << "state " << static_cast<int>(state) << ", seeds 1 to 200";
  }
}

TEST(PairTestTest, FindsFivePercentUnderTwoPercentNoise) {
  constexpr uint64_t kSeed = 6;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Noise noise(kSeed);
  constexpr int kRuns = 300;
  int found = 0;
  for (int run = 0; run < kRuns; ++run) {
    const PairTest test = Decide({.suspicion_pairs = 80}, [&] { return std::log(1.05) + noise.Normal(0.02); });
    found += test.state() == PairState::kRegressed;
  }
  EXPECT_GE(found, 0.98 * kRuns);
}

TEST(PairTestDeathTest, OptionsAndLogRatiosAreSane) {
  EXPECT_DEATH(PairTest({.theta = 0.03, .margin = 0.03}), "theta < margin");
  EXPECT_DEATH(PairTest({.alpha = 0}), "in \\(0, 1\\)");
  EXPECT_DEATH(PairTest({.alpha_shares = 0}), "alpha_shares >= 1");
  EXPECT_DEATH(PairTest({.max_pairs = 200}), "max_pairs <= suspicion_pairs");
  EXPECT_DEATH(PairTest().Add(std::nan("")), "log-ratio is finite");
}

}  // namespace
}  // namespace pawl::stats

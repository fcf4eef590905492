#include "tools/gate/live.h"

#include <cmath>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// `pairs` process pairs around a change, with noise.
std::vector<double> Pairs(int pairs, double change, double sd, uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise(std::log1p(change), sd);
  std::vector<double> log_ratios;
  for (int i = 0; i < pairs; ++i) log_ratios.push_back(noise(random));
  return log_ratios;
}

LiveEvidence Live(std::vector<double> log_ratios) {
  LiveEvidence live;
  live.case_name = "x/Y/impl:optimized/n:1";
  live.log_ratios = std::move(log_ratios);
  return live;
}

LiveInput Input() {
  LiveInput input;
  input.limit = *ParseLimit("time theta 1% margin 3%");
  return input;
}

// A slowdown of 10 % that has survived the null control.
LiveEvidence Slower() {
  LiveEvidence live = Live(Pairs(40, 0.10, 0.01));
  live.null_log_ratios = Pairs(20, 0, 0.01);
  return live;
}

TEST(Live, UnchangedCodeIsShownToBeWithinTheMargin) {
  const LiveJudgement judgement = JudgeLive(Live(Pairs(40, 0, 0.01)), Input());
  EXPECT_EQ(judgement.row.verdict, Verdict::kOk);
  EXPECT_EQ(judgement.row.comparison, "time");
  EXPECT_EQ(judgement.row.limit, "time theta 1% margin 3%");
  EXPECT_THAT(judgement.wanted, IsEmpty());
}

TEST(Live, FasterCodeIsImprovedWithTheEvidenceOfARegressionOfSwappedSides) {
  std::vector<double> swapped;
  for (double d : Slower().log_ratios) swapped.push_back(-d);
  const Row faster = JudgeLive(Live(swapped), Input()).row;
  const Row slower = JudgeLive(Slower(), Input()).row;
  EXPECT_EQ(faster.verdict, Verdict::kImproved);
  EXPECT_EQ(slower.verdict, Verdict::kRegressed);
  EXPECT_EQ(faster.level, slower.level);
  EXPECT_NEAR(*faster.current * *slower.current, 1, 1e-12);
}

TEST(Live, TooFewPairsAskForMoreOfBothSides) {
  const LiveJudgement judgement = JudgeLive(Live(Pairs(3, 0, 0.01)), Input());
  EXPECT_EQ(judgement.row.verdict, Verdict::kUnstable);
  EXPECT_THAT(judgement.wanted, ElementsAre(kAcceptedSide, kContenderSide));
}

TEST(Live, WithoutTimeLeftTheUndecidedIsUnstableForTheBudget) {
  LiveInput input = Input();
  input.out_of_time = true;
  const LiveJudgement judgement = JudgeLive(Live(Pairs(3, 0, 0.01)), input);
  EXPECT_THAT(judgement.row.reason, HasSubstr("budget: the time ran out after 3 pairs"));
  EXPECT_THAT(judgement.wanted, IsEmpty());
}

TEST(Live, NoiseAtTheCapIsUnstableAndTwoHeapsAreNamed) {
  const Row noisy = JudgeLive(Live(Pairs(200, 0, 0.3)), Input()).row;
  EXPECT_EQ(noisy.verdict, Verdict::kUnstable);
  EXPECT_THAT(noisy.reason, HasSubstr("noise: undecided at the cap"));
  std::vector<double> heaps = Pairs(100, 0.2, 0.005);
  const std::vector<double> other = Pairs(100, -0.2, 0.005, 2);
  for (size_t i = 0; i < other.size(); ++i) heaps.insert(heaps.begin() + static_cast<long>(2 * i), other[i]);
  EXPECT_THAT(JudgeLive(Live(heaps), Input()).row.reason, HasSubstr("bimodal"));
}

// At 80 pairs the evidence is half-way: the same test goes on instead of starting again.
TEST(Live, SuspicionAtTheCapContinuesTheSameTest) {
  int suspect = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const LiveJudgement judgement = JudgeLive(Live(Pairs(80, 0.03, 0.06, seed)), Input());
    if (judgement.row.reason.find("suspect, continuing: 80 pairs") == std::string::npos) continue;
    ++suspect;
    EXPECT_THAT(judgement.wanted, ElementsAre(kAcceptedSide, kContenderSide));
  }
  EXPECT_GT(suspect, 0);
}

TEST(Live, ARegressionWaitsForTheNullControl) {
  LiveEvidence live = Slower();
  live.null_log_ratios.resize(7);
  const LiveJudgement judgement = JudgeLive(live, Input());
  EXPECT_EQ(judgement.row.verdict, Verdict::kUnstable);
  EXPECT_THAT(judgement.row.reason, HasSubstr("suspect, continuing: null control, 7 of 20 pairs"));
  EXPECT_THAT(judgement.wanted, ElementsAre(kAcceptedSide, kSecondCopySide));
}

TEST(Live, AFlaggedNullControlIsAnErrorWhateverTheContender) {
  LiveEvidence live = Slower();
  live.null_log_ratios = Pairs(30, 0.10, 0.005);
  const Row row = JudgeLive(live, Input()).row;
  EXPECT_EQ(row.verdict, Verdict::kError);
  EXPECT_THAT(row.reason, HasSubstr("two copies of the accepted binary differ by +"));
}

TEST(Live, AMachineNoisierThanWhenAcceptedMakesARegressionUnstable) {
  LiveEvidence noisy = Live(Pairs(80, 0.30, 0.05));
  noisy.null_log_ratios = Pairs(20, 0, 0.05);
  LiveInput input = Input();
  input.recorded_spread = 0.012;
  const Row row = JudgeLive(noisy, input).row;
  EXPECT_EQ(row.verdict, Verdict::kUnstable);
  EXPECT_THAT(row.reason, HasSubstr("the machine is too noisy now"));
  input.recorded_spread = 0.03;
  EXPECT_EQ(JudgeLive(noisy, input).row.verdict, Verdict::kRegressed);
}

TEST(Live, NoiseBelowThetaIsNoReasonToDoubt) {
  LiveInput input = Input();
  input.recorded_spread = 0.001;
  EXPECT_EQ(JudgeLive(Slower(), input).row.verdict, Verdict::kRegressed) << "1 % of noise, accepted at 0.1 %";
}

TEST(Live, IdenticalBinariesAreOkAndADifferenceBetweenThemIsAnError) {
  LiveEvidence same = Live(Pairs(40, 0, 0.01));
  same.identical = true;
  EXPECT_EQ(JudgeLive(same, Input()).row.reason, "identical binary");
  LiveEvidence differ = Live(Pairs(40, 0.1, 0.01));
  differ.identical = true;
  EXPECT_EQ(JudgeLive(differ, Input()).row.verdict, Verdict::kError);
}

// 1.9^18 = 104 thousand, 1.9^20 = 376 thousand.
TEST(Live, TheTwoDirectionsOfIdenticalBinariesShareTheBudget) {
  LiveEvidence live = Live(std::vector<double>(19, 1.0));
  EXPECT_THAT(JudgeLive(live, Input()).row.level, HasSubstr("18 process pairs"));
  live.identical = true;
  EXPECT_EQ(JudgeLive(live, Input()).row.verdict, Verdict::kUnstable);
  live.log_ratios.push_back(1.0);
  EXPECT_EQ(JudgeLive(live, Input()).row.verdict, Verdict::kError);
}

TEST(Live, TheSameWorkInAnotherLayoutHasToBeRegressedToo) {
  LiveEvidence live = Slower();
  live.layout_log_ratios = {{}, {}};
  LiveJudgement judgement = JudgeLive(live, Input());
  EXPECT_THAT(judgement.row.reason, HasSubstr("other layouts"));
  EXPECT_THAT(judgement.wanted, ElementsAre(kAcceptedSide, kFirstLayoutSide, kFirstLayoutSide + 1));
  live.layout_log_ratios = {Pairs(40, 0, 0.01), Pairs(40, 0.1, 0.01)};
  EXPECT_EQ(JudgeLive(live, Input()).row.verdict, Verdict::kRegressed);
  live.layout_log_ratios = {Pairs(40, 0, 0.01), Pairs(40, 0.0, 0.01, 2)};
  judgement = JudgeLive(live, Input());
  EXPECT_EQ(judgement.row.verdict, Verdict::kUnstable);
  EXPECT_THAT(judgement.row.reason, HasSubstr("layout: does the same work as before"));
}

TEST(Live, OtherWorkNeedsNoOtherLayout) {
  LiveEvidence live = Slower();
  live.layout_log_ratios = {{}, {}};
  LiveInput input = Input();
  input.same_work = false;
  EXPECT_EQ(JudgeLive(live, input).row.verdict, Verdict::kRegressed);
}

TEST(Live, AFailedSideIsAnError) {
  LiveEvidence live;
  live.error = "contender binary: killed by SIGSEGV";
  EXPECT_EQ(JudgeLive(live, Input()).row.verdict, Verdict::kError);
}

// A constant offset of each process is noise between pairs, however many iterations each ran.
TEST(Live, TheIntervalOfTheLastLookIsThatOfProcesses) {
  LiveInput input = Input();
  input.final = true;
  const Row row = JudgeLive(Live(Pairs(60, 0, 0.05)), input).row;
  ASSERT_TRUE(row.low && row.high);
  EXPECT_LT(*row.low, 1);
  EXPECT_GT(*row.high, 1);
}

TEST(Live, AnImprovementOfASymmetricComparisonHasToSurviveTheSameSuspicions) {
  LiveEvidence faster = Slower();
  for (double& d : faster.log_ratios) d = -d;
  LiveInput input = Input();
  input.symmetric = true;
  faster.null_log_ratios.clear();
  EXPECT_THAT(JudgeLive(faster, input).wanted, ElementsAre(kAcceptedSide, kSecondCopySide));
  faster.null_log_ratios = Pairs(20, 0, 0.01);
  faster.layout_log_ratios = {Pairs(40, 0, 0.01), Pairs(40, 0.02, 0.01)};
  const Row elsewhere = JudgeLive(faster, input).row;
  EXPECT_EQ(elsewhere.verdict, Verdict::kUnstable);
  EXPECT_THAT(elsewhere.reason, HasSubstr("layout: does the same work as before"));
  faster.layout_log_ratios = {Pairs(40, -0.10, 0.01), {}};
  EXPECT_EQ(JudgeLive(faster, input).row.verdict, Verdict::kImproved);
}

TEST(Live, AnUndecidedCaseOfARaisedCapGoesOn) {
  const LiveEvidence noisy = Live(Pairs(200, 0, 0.3));
  LiveInput input = Input();
  EXPECT_THAT(JudgeLive(noisy, input).wanted, IsEmpty());
  input.max_pairs = 400;
  EXPECT_THAT(JudgeLive(noisy, input).wanted, ElementsAre(kAcceptedSide, kContenderSide));
}

}  // namespace
}  // namespace pawl

#include "tools/gate/crossover.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A contender that takes `ratio` of its reference's time, give or take `noise` between processes.
PairEvidence Pair(const std::string& input, double ratio, double noise = 0, int processes = 16) {
  PairEvidence pair;
  pair.contender = "x/Y/impl:wide" + input;
  pair.reference = "x/Y/impl:baseline" + input;
  for (int i = 0; i < processes; ++i) {
    pair.log_ratios.push_back(0);
    pair.contender_floors_ns.push_back(100 * ratio * (1 + noise * (i / 4 % 2)));
    pair.reference_floors_ns.push_back(100);
  }
  return pair;
}

SizeNotes Compare(std::vector<PairEvidence> pairs) {
  Evidence evidence;
  evidence.pairs = std::move(pairs);
  return NotesOnSlowerSizes(evidence);
}

std::vector<std::string> Notes(std::vector<PairEvidence> pairs) { return Compare(std::move(pairs)).sentences; }

TEST(Crossover, AFasterImplementationIsNoNews) {
  EXPECT_THAT(Notes({Pair("/n:1", 0.9), Pair("/n:64", 0.2)}), IsEmpty());
  EXPECT_THAT(Notes({Pair("/n:1", 0.9), Pair("/n:64", 1)}), IsEmpty()) << "no slower anywhere, faster somewhere";
}

TEST(Crossover, SlowSizesAreNamedOneByOneWithTheSizeWhereItOvertakes) {
  EXPECT_THAT(Notes({Pair("/n:100", 0.5), Pair("/n:8", 1.2), Pair("/n:1000", 0.1), Pair("/n:1", 1.5)}),
              ElementsAre("x/Y/impl:wide is slower than its reference at n:8 (1.20×), n:1 (1.50×); the crossover lies "
                          "between n:8 and n:100"));
}

TEST(Crossover, IsTheTwoSizesThatItLiesBetween) {
  const SizeNotes notes = Compare({Pair("/n:100", 0.5), Pair("/n:8", 1.2), Pair("/n:1", 1.5)});
  ASSERT_EQ(notes.crossovers.size(), 1u);
  EXPECT_EQ(notes.crossovers[0].implementation, "x/Y/impl:wide");
  EXPECT_EQ(notes.crossovers[0].key, "n");
  EXPECT_EQ(notes.crossovers[0].below, 8);
  EXPECT_EQ(notes.crossovers[0].above, 100);
  EXPECT_TRUE(notes.crossovers[0].wins_above);
  EXPECT_FALSE(Compare({Pair("/n:1", 0.5), Pair("/n:8", 1.5)}).crossovers.at(0).wins_above);
  EXPECT_THAT(Compare({Pair("/n:1", 0.5), Pair("/n:8", 0.4)}).crossovers, IsEmpty());
}

TEST(Crossover, AnUndecidedSizeLiesWithinTheCrossover) {
  EXPECT_THAT(Notes({Pair("/n:1", 1.5), Pair("/n:8", 1.0), Pair("/n:64", 0.5)}),
              ElementsAre(HasSubstr("between n:1 and n:64")));
}

TEST(Crossover, InputsThatAreNoSizesOrTurnTwiceHaveNone) {
  EXPECT_THAT(Notes({Pair("/text:prose", 1.5), Pair("/text:code", 0.5)}),
              ElementsAre(AllOf(HasSubstr("text:prose (1.50×)"), Not(HasSubstr("crossover")))));
  EXPECT_THAT(Notes({Pair("/n:1", 0.5), Pair("/n:8", 1.5), Pair("/n:64", 0.5)}),
              ElementsAre(Not(HasSubstr("crossover"))));
}

TEST(Crossover, OneThatIsFasterNowhereIsSaidSo) {
  EXPECT_THAT(Notes({Pair("/n:1", 1.5), Pair("/n:8", 1.01)}),
              ElementsAre("x/Y/impl:wide is slower than its reference at n:1 (1.50×), and shown faster at none of its "
                          "inputs"));
  EXPECT_THAT(Notes({Pair("", 1.0)}),
              ElementsAre("x/Y/impl:wide is not shown faster than its reference at any of its inputs: its only input "
                          "(1.00×)"));
}

TEST(Crossover, FewProcessesAndNoiseMakeNoStatement) {
  EXPECT_THAT(Notes({Pair("/n:1", 1.5, 0, 7)}), IsEmpty());
  EXPECT_THAT(Notes({Pair("/n:1", 1.1, 0.2), Pair("/n:8", 0.5)}), IsEmpty()) << "within three times the noise";
}

TEST(Crossover, PairsOfClaimsWithOtherCasesDoNotCount) {
  PairEvidence pair = Pair("/n:1", 1.5);
  pair.reference = "x/Other/impl:baseline/n:1";
  EXPECT_THAT(Notes({pair}), IsEmpty());
}

}  // namespace
}  // namespace pawl

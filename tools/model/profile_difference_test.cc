#include "tools/model/profile_difference.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

Profile HeapProfile(double total, const std::vector<StackCost>& stacks) {
  return {"x/Y", "allocations", "heaptrack 1.4.0", total, stacks, ""};
}

Profile Before() {
  return HeapProfile(6, {{{"main", "Parse()", "operator new(unsigned long)"}, 2},
                         {{"main", "Run()", "Parse()", "operator new(unsigned long)"}, 1},
                         {{"main", "Load()", "malloc"}, 1},
                         {{"main", "Old()", "malloc"}, 2}});
}

Profile After() {
  return HeapProfile(8, {{{"main", "Parse()", "operator new(unsigned long)"}, 2},
                         {{"main", "Run()", "Parse()", "operator new(unsigned long)"}, 2},
                         {{"main", "Load()", "malloc"}, 1},
                         {{"main", "Planted()", "std::vector<>::push_back(int&&)", "malloc"}, 3}});
}

TEST(Difference, ListsTheLargestGrowthFirstThenSavingsThenWhatStayed) {
  const Profile before = Before();
  const auto difference = Difference(&before, After());
  ASSERT_TRUE(difference.ok());
  std::vector<std::string> functions;
  std::vector<double> deltas;
  for (const SiteChange& site : difference->sites) {
    functions.push_back(site.function);
    deltas.push_back(site.cost.Delta());
  }
  EXPECT_EQ(functions, (std::vector<std::string>{"Planted()", "Parse()", "Old()", "Load()"}));
  EXPECT_EQ(deltas, (std::vector<double>{3, 1, -2, 0}));
  EXPECT_EQ(difference->total.before, 6);
  EXPECT_EQ(difference->total.after, 8);
  EXPECT_EQ(difference->instrument, "heaptrack 1.4.0");
}

TEST(Difference, ASiteHoldsItsStacksWorstFirstMatchedByAllFrames) {
  const Profile before = Before();
  const auto difference = Difference(&before, After());
  ASSERT_TRUE(difference.ok());
  const SiteChange& parse = difference->sites[1];
  ASSERT_EQ(parse.stacks.size(), 2U);
  EXPECT_EQ(parse.stacks[0].frames[1], "Run()");
  EXPECT_EQ(parse.stacks[0].cost.Delta(), 1);
  EXPECT_EQ(parse.stacks[1].cost.Delta(), 0);
  EXPECT_EQ(parse.cost.before, 3);
}

TEST(Difference, WithoutAnotherSideIsTheListAsItIsNow) {
  const auto difference = Difference(nullptr, After());
  ASSERT_TRUE(difference.ok());
  EXPECT_FALSE(difference->compared);
  EXPECT_EQ(difference->sites[0].function, "Parse()") << "4, the dearest";
  EXPECT_EQ(difference->total.before, 0);
}

TEST(Difference, OfInstrumentsOrVersionsIsRefused) {
  const Profile before = Before();
  for (const char* other : {"heaptrack 1.5.0", "valgrind-3.19.0"}) {
    Profile after = After();
    after.instrument = other;
    EXPECT_EQ(std::string(Difference(&before, after).status().message()),
              std::string("incomparable: heaptrack 1.4.0 -> ") + other +
                  ": each counts by rules of its own. Profile both sides with the same one");
  }
}

TEST(Difference, ArithmeticIsNoChangeAndOneInAMillionIs) {
  EXPECT_FALSE((CostChange{0.1 + 0.2, 0.3}).Changed());
  EXPECT_FALSE((CostChange{0, 0}).Changed());
  EXPECT_TRUE((CostChange{1e6, 1e6 + 1}).Changed());
  EXPECT_TRUE((CostChange{0, 1e-6}).Changed());
}

TEST(Difference, KeepsWhatEitherProfileDoesNotShow) {
  Profile before = Before();
  Profile after = After();
  before.note = "sampled";
  EXPECT_EQ(Difference(&before, after)->note, "before: sampled");
  after.note = "sampled";
  EXPECT_EQ(Difference(&before, after)->note, "sampled");
  before.note = "";
  EXPECT_EQ(Difference(&before, after)->note, "sampled");
}

}  // namespace
}  // namespace pawl

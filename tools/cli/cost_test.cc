#include "tools/cli/cost.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

CaseSamples Timed(const std::string& name, double seconds) {
  CaseSamples samples;
  samples.case_name = name;
  samples.slices.push_back({0, 0, 1, seconds * 1e9});
  return samples;
}

TEST(CostNote, NamesTheFiveDearestAndCountsLivePairsWithTheirCase) {
  LaneSamples live;
  live.name = "b";
  live.slices = {{0, 0, 1, 1, 1e9}, {0, 0, 0, 1, 1e9}};
  const std::string note = CostNote(
      {Timed("a", 0.5), Timed("b", 0.25), Timed("c", 0.1), Timed("d", 0.05), Timed("e", 0.06), Timed("f", 0.04)},
      {live}, {1.2, 6});
  EXPECT_EQ(note,
            "0.50 s measured per case, 2.0 x that to time it, 0.20 s per case to compare answers and count; dearest: "
            "b 2.25 s, a 0.50 s, c 0.10 s, e 0.06 s, d 0.05 s");
}

TEST(CostNote, SaysNothingOfARunThatTimedNothing) {
  EXPECT_EQ(CostNote({}, {}, {1, 1}), "");
  CaseSamples failed;
  failed.case_name = "x";
  EXPECT_EQ(CostNote({failed}, {}, {1, 1}), "");
}

}  // namespace
}  // namespace pawl

#include "tools/stats/times.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CaseSamples Case(const std::string& name, std::vector<Sample> slices) {
  CaseSamples samples;
  samples.case_name = name;
  samples.slices = std::move(slices);
  return samples;
}

std::vector<CaseEvidence> Cases(const std::string& name) {
  std::vector<CaseEvidence> cases(1);
  cases[0].case_name = name;
  return cases;
}

TEST(Times, StandByProcessAndRoundPerIteration) {
  auto cases = Cases("a");
  AddTimes({Case("b", {{0, 0, 1, 1}}), Case("a", {{2, 1, 4, 80}, {2, 0, 4, 40}, {0, 0, 2, 10}})}, cases);
  ASSERT_EQ(cases[0].times.size(), 2u);
  EXPECT_EQ(cases[0].times[0].process, 0);
  EXPECT_THAT(cases[0].times[0].ns, ElementsAre(5));
  EXPECT_EQ(cases[0].times[1].process, 2);
  EXPECT_THAT(cases[0].times[1].ns, ElementsAre(10, 20)) << "in the order of rounds";
}

TEST(Times, AreTheNumbersThatTheirSixDigitsAreReadAs) {
  auto cases = Cases("a");
  AddTimes({Case("a", {{0, 0, 3, 1000}, {0, 1, 3, 1e12}, {0, 2, 3, 1e-3}})}, cases);
  EXPECT_THAT(cases[0].times[0].ns, ElementsAre(333.333, 333333000000.0, 0.000333333));
}

TEST(Times, OfACaseThatFailedAreNone) {
  auto cases = Cases("a");
  CaseSamples failed = Case("a", {{0, 0, 1, 1}});
  failed.error = "killed";
  AddTimes({failed}, cases);
  EXPECT_THAT(cases[0].times, IsEmpty());
}

TEST(Times, OfLivePairsAreThoseOfBothSidesAlone) {
  LaneSamples lane;
  lane.name = "a";
  lane.slices = {{0, 0, kAcceptedSide, 2, 20},   {0, 0, kContenderSide, 2, 22}, {0, 0, kSecondCopySide, 2, 1},
                 {0, 0, kFirstLayoutSide, 2, 1}, {0, 1, kContenderSide, 2, 24}, {1, 0, kAcceptedSide, 2, 30}};
  std::vector<LiveEvidence> live(1);
  live[0].case_name = "a";
  AddLiveTimes({lane}, live);
  ASSERT_EQ(live[0].times.size(), 1u);
  EXPECT_THAT(live[0].times[0].ns, ElementsAre(11, 12));
  ASSERT_EQ(live[0].accepted_times.size(), 2u);
  EXPECT_THAT(live[0].accepted_times[0].ns, ElementsAre(10));
  EXPECT_EQ(live[0].accepted_times[1].process, 1);
}

}  // namespace
}  // namespace pawl::stats

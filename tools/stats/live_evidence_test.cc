#include "tools/stats/live_evidence.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl::stats {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Four rounds of 10 iterations, in each of which `side` takes `ns` per iteration.
void AddGroup(LaneSamples& lane, int group, int side, double ns) {
  for (int round = 0; round < 4; ++round) lane.slices.push_back({group, round, side, 10, 10 * ns});
}

TEST(LiveEvidence, AGroupOfProcessesIsOneValueForEachSideThatTookPart) {
  LaneSamples lane{
      .name = "x", .clock = Clock::kCpu, .iterations_per_slice = 10, .slices = {}, .error = {}, .warnings = {}};
  for (int group = 0; group < 2; ++group) {
    AddGroup(lane, group, kAcceptedSide, 100);
    AddGroup(lane, group, kContenderSide, 110 + group * 10);
  }
  AddGroup(lane, 1, kSecondCopySide, 101);
  AddGroup(lane, 1, kFirstLayoutSide + 1, 105);
  const LiveEvidence live = BuildLiveEvidence({lane}, false, 2).at(0);
  EXPECT_THAT(live.log_ratios, ElementsAre(DoubleNear(std::log(1.1), 1e-9), DoubleNear(std::log(1.2), 1e-9)));
  EXPECT_THAT(live.null_log_ratios, ElementsAre(DoubleNear(std::log(1.01), 1e-9)));
  EXPECT_THAT(live.layout_log_ratios, ElementsAre(IsEmpty(), ElementsAre(DoubleNear(std::log(1.05), 1e-9))));
  EXPECT_EQ(live.iterations_per_slice, 10);
}

// An episode that slows both sides of a round cancels; a wild round does not decide.
TEST(LiveEvidence, RatiosAreTakenWithinARound) {
  LaneSamples lane;
  for (int round = 0; round < 8; ++round) {
    const double episode = round < 4 ? 1 : 2;
    lane.slices.push_back({0, round, kAcceptedSide, 10, 1000 * episode});
    lane.slices.push_back({0, round, kContenderSide, 10, (round == 7 ? 90000 : 1100) * episode});
  }
  EXPECT_THAT(BuildLiveEvidence({lane}, false, 0).at(0).log_ratios, ElementsAre(DoubleNear(std::log(1.1), 1e-9)));
}

TEST(LiveEvidence, AGroupThatBrokeOffBeforeTheOtherSideRanIsLeftOut) {
  LaneSamples lane;
  AddGroup(lane, 0, kAcceptedSide, 100);
  AddGroup(lane, 1, kAcceptedSide, 100);
  AddGroup(lane, 1, kContenderSide, 100);
  EXPECT_THAT(BuildLiveEvidence({lane}, false, 0).at(0).log_ratios, ElementsAre(0));
}

TEST(LiveEvidence, AFailedLaneHasNoTimes) {
  LaneSamples lane;
  AddGroup(lane, 0, kAcceptedSide, 100);
  AddGroup(lane, 0, kContenderSide, 100);
  lane.error = "contender binary: killed by SIGSEGV";
  const LiveEvidence live = BuildLiveEvidence({lane}, false, 2).at(0);
  EXPECT_THAT(live.log_ratios, IsEmpty());
  EXPECT_EQ(live.error, lane.error);
}

}  // namespace
}  // namespace pawl::stats

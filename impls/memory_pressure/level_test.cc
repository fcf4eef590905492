#include "impls/memory_pressure/level.h"

#include <limits>

#include "gtest/gtest.h"

namespace memory_pressure {
namespace {

TEST(NextLevel, HasNoMemoryBeyondTheLevelAndNeverSkipsAThreshold) {
  const Thresholds at;
  for (int percent = 0; percent <= 120; ++percent) {
    const double share = percent / 100.0;
    for (const Level before : {Level::kNormal, Level::kHigh, Level::kCritical}) {
      const Level now = NextLevel(before, share, at);
      EXPECT_EQ(NextLevel(now, share, at), now) << "a level that is reached stays while the share does";
      EXPECT_EQ(now == Level::kCritical,
                share >= at.critical_enter || (before == Level::kCritical && share >= at.critical_leave));
      EXPECT_EQ(now == Level::kNormal, share < at.high_leave || (before == Level::kNormal && share < at.high_enter));
    }
  }
}

TEST(Thresholds, AreInOrder) {
  EXPECT_TRUE(Thresholds().Valid());
  EXPECT_FALSE((Thresholds{0.8, 0.8, 0.9, 0.85}).Valid());
  EXPECT_FALSE((Thresholds{0.8, 0.75, 0.7, 0.65}).Valid());
  EXPECT_FALSE((Thresholds{0.8, 0.0, 0.9, 0.85}).Valid());
  EXPECT_FALSE((Thresholds{0.8, 0.75, 0.9, 0.7}).Valid());
  EXPECT_FALSE((Thresholds{0.8, 0.75, 0.9, std::numeric_limits<double>::quiet_NaN()}).Valid());
}

}  // namespace
}  // namespace memory_pressure

#include "tools/stats/modes.h"

#include <vector>

#include "gtest/gtest.h"
#include "tools/stats/noise.h"

namespace pawl::stats {
namespace {

constexpr int kRuns = 200;

// In how many of kRuns seeded runs `draw` looks like two heaps.
template <typename Draw>
int Found(int values, Draw draw) {
  int found = 0;
  for (uint64_t seed = 0; seed < kRuns; ++seed) {
    Noise noise(seed);
    std::vector<double> drawn;
    for (int i = 0; i < values; ++i) drawn.push_back(draw(noise));
    found += TwoHeaps(drawn) ? 1 : 0;
  }
  return found;
}

TEST(TwoHeapsTest, FindsProcessesOfTwoKinds) {
  EXPECT_GE(Found(80, [](Noise& noise) { return (noise.Chance(0.4) ? 0.3 : 0) + noise.Normal(0.01); }),
            kRuns * 95 / 100);
}

TEST(TwoHeapsTest, NormalNoiseIsOneHeap) {
  EXPECT_LE(Found(20, [](Noise& noise) { return noise.Normal(0.01); }), kRuns * 5 / 100);
  EXPECT_LE(Found(80, [](Noise& noise) { return noise.Normal(0.01); }), kRuns / 100);
}

TEST(TwoHeapsTest, OutliersAreNoHeap) {
  EXPECT_LE(Found(80, [](Noise& noise) { return noise.Normal(0.01) + (noise.Chance(0.05) ? 0.5 : 0); }), kRuns / 100);
}

TEST(TwoHeapsTest, FewValuesSayNothing) {
  const std::vector<double> nine = {0, 0, 0, 0, 0, 1, 1, 1, 1};
  EXPECT_FALSE(TwoHeaps(nine));
}

}  // namespace
}  // namespace pawl::stats

#include "impls/memory_pressure/compiled_out.h"

#include <cstdint>
#include <type_traits>

#include "gtest/gtest.h"
#include "impls/memory_pressure/optimized.h"

namespace memory_pressure {
namespace {

static_assert(std::is_same_v<StreamChecker, CompiledOut>, "compile this test with -DPAWL_MEMORY_PRESSURE=0");
static_assert(std::is_empty_v<CompiledOut> && std::is_trivially_destructible_v<CompiledOut>);

// A stream as programs write it, of `chunks` chunks; returns how many it took.
template <typename Checker>
constexpr int Stream(Checker checker, int chunks) {
  int taken = 0;
  for (int i = 0; i < chunks; ++i) {
    if (checker.OnChunk(uint64_t{1} << 60) == Level::kCritical) break;
    ++taken;
  }
  return taken;
}

// What can be computed while compiling leaves nothing behind that runs.
static_assert(Stream(CompiledOut(), 1000) == 1000);

TEST(CompiledOut, IsMadeAndUsedLikeAChecker) {
  const int monitor = 0;  // whatever there is instead of one
  EXPECT_EQ(Stream(StreamChecker(monitor), 3), 3);
}

}  // namespace
}  // namespace memory_pressure

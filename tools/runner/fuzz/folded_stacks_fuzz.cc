#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tools/runner/folded_stacks.h"

// Stacks that are accepted have frames, and the slope from nothing to them is what they cost.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(pawl::ParseInterpretedAllocations(text, "log"));
  static_cast<void>(pawl::HistogramHas(text, 1, 100, "histogram"));
  const auto stacks = pawl::ParseFoldedStacks(text, "stacks");
  if (!stacks.ok()) return 0;
  for (const pawl::FoldedStack& stack : *stacks) {
    if (stack.frames.empty() || stack.cost < 0) std::abort();
  }
  for (const pawl::StackCost& stack : pawl::SlopePerStack({}, pawl::SumByStack(*stacks), 1)) {
    if (stack.frames.empty() || stack.cost == 0) std::abort();
  }
  return 0;
}

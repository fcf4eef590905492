#ifndef PAWL_TOOLS_GATE_LIMITS_H_
#define PAWL_TOOLS_GATE_LIMITS_H_

#include <array>
#include <string_view>

#include "tools/model/metric.h"

namespace pawl {

// How far a stored number may be exceeded. A change counts only if it is beyond both parts.
struct StoredLimit {
  std::string_view metric;
  std::string_view unit;
  double relative;  // share of the stored number; 0.02 means 2 %
  double absolute;  // in the metric's unit
};

// Whether a number that is `change` above `stored` (or, for an improvement, below it) is beyond its limit.
inline constexpr bool Beyond(double change, double stored, const StoredLimit& limit) {
  return change > limit.relative * stored && change > limit.absolute;
}

// Deterministic metrics. Allocations tolerate nothing. A leaked block grows the heap by 24 B at least; less than 1 B
// per iteration is one block, kept all the time, that the allocator rounded differently. Bytes tolerate what an
// allocator or a library's minor version changes without anybody's doing: a size class here, a buffer there.
inline constexpr std::array<StoredLimit, 4> kStoredLimits = {{
    {kAllocations, "", 0, 0},
    {kAllocatedBytes, "B", 0.01, 64},
    {kPeakBytes, "B", 0.02, 1024},
    {kLeakedBytes, "B", 0, 1},
}};

// The stored ratio of floors is coarse: two implementations move against each other with the machine's state, by up to
// 14 % between sets of 16 processes. `spread` is the SD of its logarithm that `.accept` recorded.
inline constexpr double kRatioFailure = 0.25;  // or 5 x spread, whichever is larger
inline constexpr double kRatioFailureSpreads = 5;
inline constexpr double kRatioWarning = 0.10;  // or 3 x spread
inline constexpr double kRatioWarningSpreads = 3;
inline constexpr int kRatioProcesses = 16;
// A ratio beyond the limit is measured on, over three times the processes and spread over more time, before it counts:
// floors only ever fall, so a machine that disturbed one side during the first 16 gets the chance to show its floor.
inline constexpr int kRatioSuspicionProcesses = 48;

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_LIMITS_H_

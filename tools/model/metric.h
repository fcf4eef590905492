#ifndef PAWL_TOOLS_MODEL_METRIC_H_
#define PAWL_TOOLS_MODEL_METRIC_H_

#include <string_view>

namespace pawl {

// The names of metrics, in claims, stored records and rows.
inline constexpr std::string_view kTime = "time";
inline constexpr std::string_view kTimeRatio = "time_ratio";  // implementation / baseline implementation, of floors
inline constexpr std::string_view kAllocations = "allocations";
inline constexpr std::string_view kAllocatedBytes = "allocated_bytes";
inline constexpr std::string_view kPeakBytes = "peak_bytes";
inline constexpr std::string_view kLeakedBytes = "leaked_bytes";

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_METRIC_H_

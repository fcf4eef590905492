#ifndef PAWL_IMPLS_SAMPLE_TABLE_PERIOD_H_
#define PAWL_IMPLS_SAMPLE_TABLE_PERIOD_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace sample_table {

// How much of a list its period is looked for in: encoders' groups of pictures and muxers' chunks repeat sooner.
inline constexpr size_t kPeriodLook = 4096;

// The shortest p, up to half of the list, with values[i] == values[i - p] for all i >= p; 0 if there is none. O(list),
// with 8 bytes for each value meanwhile.
size_t Period(std::span<const uint32_t> values);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_PERIOD_H_

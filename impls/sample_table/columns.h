#ifndef PAWL_IMPLS_SAMPLE_TABLE_COLUMNS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_COLUMNS_H_

#include <array>
#include <cstdint>

#include "impls/sample_table/block_codec.h"

namespace sample_table {

// What 128 samples in a row are, a column for each part of the answer, as the succinct table's parts decode them.
struct Columns {
  static constexpr uint32_t kSamples = BlockCodec::kBlock;

  // Gaps are written this many at a time, the last ones beyond the samples.
  static constexpr uint32_t kGapsAtOnce = 8;

  // Each begins with a cache line: vectors that cross one take twice as long.
  alignas(64) std::array<uint64_t, kSamples + 1> prefix;  // where a sample begins among all bytes, and the last's end
  alignas(64) std::array<uint64_t, kSamples + 1> times;   // dts, and the last one's end
  alignas(64) std::array<uint64_t, kSamples + kGapsAtOnce> gaps;  // the sample's offset - prefix
  alignas(64) std::array<int32_t, kSamples> cts_offsets;
  alignas(64) std::array<bool, kSamples> sync;

  // Gives samples [first, last) this gap, and up to 7 behind them.
  void FillGap(uint32_t first, uint32_t last, uint64_t gap) {
    uint64_t* at = gaps.data() + first;
    for (const uint64_t* const end = gaps.data() + last; at < end; at += kGapsAtOnce) {
      for (uint32_t i = 0; i < kGapsAtOnce; ++i) at[i] = gap;
    }
  }
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_COLUMNS_H_

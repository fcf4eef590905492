#ifndef PAWL_IMPLS_SAMPLE_TABLE_BLOCK_CODEC_H_
#define PAWL_IMPLS_SAMPLE_TABLE_BLOCK_CODEC_H_

#include <cstddef>
#include <cstdint>

namespace sample_table {

// What costs time in building and reading LinearResiduals: whole blocks of 128 values, each done in one go, by two ways
// that give the same bytes. Functions without state: any thread may call.
struct BlockCodec {
  static constexpr uint32_t kBlock = 128;

  // A line has so many bits behind the point: over 128 values it is at most 1 off the wanted one.
  static constexpr int kSlopeFraction = 6;

  // Bytes that pack may write behind the block's own.
  static constexpr size_t kSlackBytes = 8;

  // The lowest and the highest distance, of which one is at most and one at least 0.
  struct Range {
    int64_t lowest;
    int64_t highest;
  };

  // sums[k + 1] = sums[k] + entry k, for 128 entries of 32 bits in big-endian order.
  void (*add_entries)(const uint8_t* entries, uint64_t* sums);

  // The same for the values of up to `count` runs, pairs of a number of samples and a value, while that number is 1.
  // How many of them it took: it may stop up to 7 before the first that is longer, or the last.
  uint32_t (*add_single_runs)(const uint8_t* runs, uint32_t count, uint64_t* sums);

  // How far 128 values lie above the line that begins at values[0], all sums modulo 2^64.
  Range (*distances)(const uint64_t* values, int64_t slope, int64_t* above);

  // above[k] - lowest of 128 values, each in `bits` (0 to 57, or 64), the first one from the lowest bit of out[0] on:
  // 16 * bits bytes.
  void (*pack)(const int64_t* above, int64_t lowest, int bits, uint8_t* out);

  // values[k] = base + line(k) + packed[k], for 128 of them. Reads no byte but the block's 16 * bits and the 8 behind.
  void (*unpack)(const uint8_t* packed, int bits, uint64_t base, int64_t slope, uint64_t* values);

  // The line at k, 128 at most. |slope| is below 2^56, or the product overflows.
  static uint64_t OnLine(int64_t slope, size_t k) {
    return static_cast<uint64_t>(slope * static_cast<int64_t>(k) >> kSlopeFraction);
  }
};

extern const BlockCodec kPortableCodec;

// By AVX-512 with VBMI (Intel since 2019, AMD since 2022): nullptr where the processor or the compiler lacks it.
const BlockCodec* Avx512Codec();

// The faster one that this processor has.
const BlockCodec& Codec();

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_BLOCK_CODEC_H_

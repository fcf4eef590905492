#include "impls/sample_table/block_codec.h"

#include <algorithm>
#include <cstring>

#include "impls/sample_table/big_endian.h"
#include "impls/sample_table/packed.h"

namespace sample_table {
namespace {

constexpr uint32_t kBlock = BlockCodec::kBlock;

void AddEntries(const uint8_t* entries, uint64_t* sums) {
  uint64_t sum = sums[0];
  for (uint32_t k = 0; k < kBlock; ++k) sums[k + 1] = sum += Load32(entries + 4 * k);
}

uint32_t AddSingleRuns(const uint8_t* runs, uint32_t count, uint64_t* sums) {
  uint64_t sum = sums[0];
  uint32_t k = 0;
  for (; k < count && Load32(runs + 8 * k) == 1; ++k) sums[k + 1] = sum += Load32(runs + 8 * k + 4);
  return k;
}

BlockCodec::Range Distances(const uint64_t* values, int64_t slope, int64_t* above) {
  BlockCodec::Range range{0, 0};
  for (uint32_t k = 0; k < kBlock; ++k) {
    above[k] = static_cast<int64_t>(values[k] - values[0] - BlockCodec::OnLine(slope, k));
    range.lowest = std::min(range.lowest, above[k]);
    range.highest = std::max(range.highest, above[k]);
  }
  return range;
}

void Pack(const int64_t* above, int64_t lowest, int bits, uint8_t* out) {
  uint64_t word = 0;
  int filled = 0;  // bits of the word, at most 7 before a value is added: no branch is left but the loop's
  for (uint32_t k = 0; k < kBlock; ++k) {
    const uint64_t value = static_cast<uint64_t>(above[k]) - static_cast<uint64_t>(lowest);
    word |= value << filled;
    filled += bits;
    std::memcpy(out, &word, sizeof word);
    out += filled / 8;
    word = filled == 64 ? 0 : word >> (filled & ~7);
    filled &= 7;
  }
}

void Unpack(const uint8_t* packed, int bits, uint64_t base, int64_t slope, uint64_t* values) {
  if (bits == 0) {
    for (uint32_t k = 0; k < kBlock; ++k) values[k] = base + BlockCodec::OnLine(slope, k);
    return;
  }
  for (uint32_t k = 0; k < kBlock; ++k) {
    values[k] = base + BlockCodec::OnLine(slope, k) + LoadBits(packed, uint64_t{k} * bits, bits);
  }
}

}  // namespace

const BlockCodec kPortableCodec = {AddEntries, AddSingleRuns, Distances, Pack, Unpack};

const BlockCodec& Codec() {
  static const BlockCodec* const avx512 = Avx512Codec();
  return avx512 != nullptr ? *avx512 : kPortableCodec;
}

}  // namespace sample_table

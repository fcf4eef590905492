#ifndef PAWL_IMPLS_SAMPLE_TABLE_LINEAR_RESIDUALS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_LINEAR_RESIDUALS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/block_codec.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/pieces.h"

namespace sample_table {

// Numbers that grow about evenly, such as prefix sums: blocks of 128, each a line (base, slope) and what every value
// lies above it, in as many bits as the largest needs (Boffa, Ferragina and Vinciguerra, "A 'learned' approach to
// compress rank/select dictionaries", 2021). Any values are kept exactly; uneven ones just take more bits, up to 64.
//
// A block ends with the first value of the next one, so that a value and its successor come from one block. The blocks'
// own fields are packed as well, in one width for the whole list: about 8 bytes to a block.
//
// Get and GetPair are O(1), two cache misses. Immutable once built; any thread may read.
class LinearResiduals {
 public:
  static constexpr uint32_t kBlock = BlockCodec::kBlock;

  // One block's values, and the first of the next one.
  using Values = std::array<uint64_t, kBlock + 1>;

  LinearResiduals() = default;

  // Value i, except the last one, for which GetPair(i - 1) is.
  uint64_t Get(uint32_t i) const { return At(Load(i / kBlock), i % kBlock); }

  // Values i and i + 1.
  std::pair<uint64_t, uint64_t> GetPair(uint32_t i) const {
    const Block block = Load(i / kBlock);
    const uint32_t k = i % kBlock;
    const uint64_t bit = uint64_t{k} * block.bits, first = block.base + BlockCodec::OnLine(block.slope, k),
                   second = block.base + BlockCodec::OnLine(block.slope, k + 1);
    if (block.bits > kMostPaired) [[unlikely]] {
      return {first + LoadBits(block.residuals, bit, block.bits),
              second + LoadBits(block.residuals, bit + block.bits, block.bits)};
    }
    const uint64_t both = LoadWord(block.residuals, bit);
    return {first + LowBits(both, block.bits), second + LowBits(both >> block.bits, block.bits)};
  }

  // Values kBlock * block up to and with kBlock * (block + 1), or as many as there are: cheaper for each than Get.
  void Decode(uint32_t block, Values& values) const;

  // How many values there are.
  uint64_t size() const { return size_; }

  // Whether this is a list of `values` values whose look-ups stay within the arrays, whatever they then say. For arrays
  // from outside. O(blocks).
  bool IsSound(uint64_t values) const;

  size_t allocated_bytes() const { return blocks_.allocated_bytes() + residuals_.allocated_bytes(); }

 private:
  friend class LinearResidualsBuilder;
  friend class FieldReader;
  friend class FieldWriter;

  template <typename Self, typename Fields>
  static void Each(Self& self, Fields& fields) {
    fields(self.size_, self.least_base_, self.least_slope_, self.block_bytes_, self.base_bits_, self.slope_bits_,
           self.position_bits_, self.blocks_, self.residuals_);
  }

  static constexpr int kWidthBits = 7;
  static constexpr int kMostBesideWidth = 57 - kWidthBits;  // bits that come with the width by one load
  static constexpr int kMostPaired = 28;                    // bits of a value that comes with the next one by one load

  struct Block {
    uint64_t base;
    int64_t slope;
    const uint8_t* residuals;
    int bits;
  };

  static uint64_t At(const Block& block, uint32_t k) {
    return block.base + BlockCodec::OnLine(block.slope, k) +
           LoadBits(block.residuals, uint64_t{k} * block.bits, block.bits);
  }

  Block Load(uint32_t block) const {
    const uint8_t* const at = blocks_.data() + size_t{block} * block_bytes_;
    const uint64_t base = least_base_ + LoadBits(at, 0, base_bits_);
    if (slope_bits_ + position_bits_ > kMostBesideWidth) [[unlikely]] {
      return LoadWide(at, base);
    }
    // All but the base by one load.
    const uint64_t rest = LoadWord(at, base_bits_), behind_slope = rest >> slope_bits_;
    return {base, least_slope_ + static_cast<int64_t>(LowBits(rest, slope_bits_)),
            residuals_.data() + LowBits(behind_slope, position_bits_),
            static_cast<int>(LowBits(behind_slope >> position_bits_, kWidthBits))};
  }
  Block LoadWide(const uint8_t* at, uint64_t base) const;

  uint64_t size_ = 0;
  uint64_t least_base_ = 0;
  int64_t least_slope_ = 0;
  uint8_t block_bytes_ = 0;
  uint8_t base_bits_ = 0;
  uint8_t slope_bits_ = 0;
  uint8_t position_bits_ = 0;
  ArrayStorage<uint8_t> blocks_;     // base, slope, position in bytes, width in bits
  ArrayStorage<uint8_t> residuals_;  // each block from a byte on
};

// values[k] = first + k * step.
void DecodeLine(uint64_t first, uint32_t step, LinearResiduals::Values& values);

// Takes the values in their order. Meanwhile it needs what becomes of them twice, and 32 bytes for each
// block.
class LinearResidualsBuilder {
 public:
  // `count`: of the values to come, about.
  explicit LinearResidualsBuilder(uint64_t count) { lines_.reserve(count / LinearResiduals::kBlock + 1); }

  void Add(uint64_t value) {
    values_[count_++] = value;
    if (count_ == values_.size()) Pack();
  }

  // To add several at once, which is cheaper: up to room() may be written to next() on, and Added() says how many were.
  // next()[-1] is the value before, if there is one. Where 128 * i + 1 have been added, there is room for 128.
  uint64_t* next() { return values_.data() + count_; }
  uint32_t room() const { return static_cast<uint32_t>(values_.size()) - count_; }
  void Added(uint32_t count) {
    count_ += count;
    if (count_ == values_.size()) Pack();
  }

  // At least 2 values must have been added. Leaves the builder without any.
  LinearResiduals Build();

 private:
  struct Line {
    uint64_t base;
    int64_t slope;
    uint64_t position;  // of the residuals, in bytes
    int bits;
  };

  void Pack();

  LinearResiduals::Values values_{};
  uint32_t count_ = 0;  // of values_
  std::vector<Line> lines_;
  Pieces residuals_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_LINEAR_RESIDUALS_H_

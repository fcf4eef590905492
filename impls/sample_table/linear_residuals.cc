#include "impls/sample_table/linear_residuals.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <span>

namespace sample_table {
namespace {

// A slope beyond this (2^34 to a value) is cut: the product with 128 stays within 64 bits, and residuals do the rest.
constexpr int64_t kSteepest = int64_t{1} << 40;

// Of the line from the first value to the last.
int64_t Slope(std::span<const uint64_t> values) {
  const auto rise = static_cast<int64_t>(values.back() - values.front());
  const auto steps = static_cast<int64_t>(values.size()) - 1;
  const int64_t most_rise = (kSteepest >> BlockCodec::kSlopeFraction) * steps;
  return std::clamp(rise, -most_rise, most_rise) * (int64_t{1} << BlockCodec::kSlopeFraction) / steps;
}

int64_t Above(std::span<const uint64_t> values, int64_t slope, size_t k) {
  return static_cast<int64_t>(values[k] - values[0] - BlockCodec::OnLine(slope, k));
}

}  // namespace

LinearResiduals::Block LinearResiduals::LoadWide(const uint8_t* at, uint64_t base) const {
  const int position = base_bits_ + slope_bits_, width = position + position_bits_;
  return {base, least_slope_ + static_cast<int64_t>(LoadBits(at, base_bits_, slope_bits_)),
          residuals_.data() + LoadBits(at, position, position_bits_),
          static_cast<int>(LoadBits(at, width, kWidthBits))};
}

void LinearResiduals::Decode(uint32_t block, Values& values) const {
  const Block line = Load(block);
  const uint64_t first = uint64_t{block} * kBlock;
  if (size_ - first > kBlock) {
    Codec().unpack(line.residuals, line.bits, line.base, line.slope, values.data());
    values[kBlock] = At(line, kBlock);
    return;
  }
  for (uint32_t k = 0; k < size_ - first; ++k) values[k] = At(line, k);
}

void DecodeLine(uint64_t first, uint32_t step, LinearResiduals::Values& values) {
  Codec().unpack(nullptr, 0, first, int64_t{step} << BlockCodec::kSlopeFraction, values.data());
  values.back() = first + uint64_t{step} * LinearResiduals::kBlock;
}

// All sums wrap around 2^64, which makes every list of numbers representable.
void LinearResidualsBuilder::Pack() {
  constexpr uint32_t kBlock = LinearResiduals::kBlock;
  const std::span<const uint64_t> values(values_.data(), count_);
  const int64_t slope = Slope(values);
  std::array<int64_t, kBlock + 1> above;
  BlockCodec::Range range{0, 0};
  uint32_t k = 0;
  if (count_ > kBlock) {
    range = Codec().distances(values_.data(), slope, above.data());
    k = kBlock;
  }
  for (; k < count_; ++k) {
    above[k] = Above(values, slope, k);
    range.lowest = std::min(range.lowest, above[k]);
    range.highest = std::max(range.highest, above[k]);
  }
  std::fill(above.begin() + count_, above.end(), range.lowest);

  // The line is lowered until no value lies below it.
  const auto lowered = static_cast<uint64_t>(range.lowest);
  const int bits = BitsFor(static_cast<uint64_t>(range.highest) - lowered);
  lines_.push_back({values.front() + lowered, slope, residuals_.size_bytes(), bits});
  uint8_t* const out = residuals_.Room();
  Codec().pack(above.data(), range.lowest, bits, out);
  const uint64_t last = static_cast<uint64_t>(above[kBlock]) - lowered;
  std::memcpy(out + kBlock / 8 * bits, &last, sizeof last);
  residuals_.Add((size_t{count_} * bits + 7) / 8);
  values_[0] = values.back();
  count_ = 1;
}

LinearResiduals LinearResidualsBuilder::Build() {
  assert(count_ > 1 || !lines_.empty());
  LinearResiduals list;
  list.size_ = lines_.size() * LinearResiduals::kBlock + count_;
  if (count_ > 1) Pack();
  const auto [low_base, high_base] =
      std::minmax_element(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.base < b.base; });
  const auto [low_slope, high_slope] =
      std::minmax_element(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.slope < b.slope; });
  list.least_base_ = low_base->base;
  list.least_slope_ = low_slope->slope;
  list.base_bits_ = static_cast<uint8_t>(BitsFor(high_base->base - list.least_base_));
  list.slope_bits_ = static_cast<uint8_t>(BitsFor(static_cast<uint64_t>(high_slope->slope - list.least_slope_)));
  list.position_bits_ = static_cast<uint8_t>(BitsFor(lines_.back().position));
  BitWriter blocks;
  for (const Line& line : lines_) {
    const size_t begin = blocks.size_bytes();
    blocks.Append(line.base - list.least_base_, list.base_bits_);
    blocks.Append(static_cast<uint64_t>(line.slope - list.least_slope_), list.slope_bits_);
    blocks.Append(line.position, list.position_bits_);
    blocks.Append(static_cast<uint64_t>(line.bits), LinearResiduals::kWidthBits);
    blocks.AlignToByte();
    list.block_bytes_ = static_cast<uint8_t>(blocks.size_bytes() - begin);
  }
  list.blocks_ = blocks.Take();
  list.residuals_ = residuals_.Take(BitWriter::kPaddingBytes);
  lines_.clear();
  count_ = 0;
  return list;
}

}  // namespace sample_table

#include "impls/sample_table/linear_residuals.h"

#include <algorithm>
#include <cassert>
#include <span>

namespace sample_table {
namespace {

// A slope beyond this (2^34 to a value) is cut: the product with 128 stays within 64 bits, and residuals do the rest.
constexpr int64_t kSteepest = int64_t{1} << 40;

struct Fitted {
  uint64_t base;
  int64_t slope;
  uint64_t largest;  // residual
};

uint64_t OnLine(int64_t slope, size_t k, int fraction) {
  return static_cast<uint64_t>(slope * static_cast<int64_t>(k) >> fraction);
}

// The line from the first value to the last, lowered until no value lies below it. All sums wrap around 2^64, which
// makes every list of numbers representable.
Fitted Fit(std::span<const uint64_t> values, int fraction) {
  const auto rise = static_cast<int64_t>(values.back() - values.front());
  const auto steps = static_cast<int64_t>(values.size()) - 1;
  const int64_t most_rise = (kSteepest >> fraction) * steps;
  const int64_t slope = std::clamp(rise, -most_rise, most_rise) * (int64_t{1} << fraction) / steps;
  int64_t lowest = 0, highest = 0;
  for (size_t k = 0; k < values.size(); ++k) {
    const auto above = static_cast<int64_t>(values[k] - values.front() - OnLine(slope, k, fraction));
    lowest = std::min(lowest, above);
    highest = std::max(highest, above);
  }
  return {values.front() + static_cast<uint64_t>(lowest), slope,
          static_cast<uint64_t>(highest) - static_cast<uint64_t>(lowest)};
}

}  // namespace

void LinearResiduals::Decode(uint32_t block, Values& values) const {
  const Block line = Load(block);
  const uint32_t count = static_cast<uint32_t>(std::min<uint64_t>(kBlock + 1, size_ - uint64_t{block} * kBlock));
  for (uint32_t k = 0; k < count; ++k) values[k] = At(line, k);
}

void LinearResidualsBuilder::Pack() {
  constexpr int kFraction = LinearResiduals::kSlopeFraction;
  const std::span<const uint64_t> values(values_.data(), count_);
  const auto [base, slope, largest] = Fit(values, kFraction);
  const int bits = BitsFor(largest);
  lines_.push_back({base, slope, residuals_.size_bytes(), bits});
  for (size_t k = 0; k < values.size(); ++k) residuals_.Append(values[k] - base - OnLine(slope, k, kFraction), bits);
  residuals_.AlignToByte();
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
    blocks.Append(static_cast<uint64_t>(line.bits), 7);
    blocks.AlignToByte();
    list.block_bytes_ = static_cast<uint8_t>(blocks.size_bytes() - begin);
  }
  list.blocks_ = blocks.Take();
  list.residuals_ = residuals_.Take();
  *this = LinearResidualsBuilder();
  return list;
}

}  // namespace sample_table

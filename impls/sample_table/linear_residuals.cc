#include "impls/sample_table/linear_residuals.h"

#include <algorithm>
#include <cassert>
#include <span>

namespace sample_table {
namespace {

// A slope beyond this (2^34 to a value) is cut: the product with 128 stays within 64 bits, and residuals do the rest.
constexpr int64_t kSteepest = int64_t{1} << 40;

struct Line {
  uint64_t base;
  int64_t slope;
  uint64_t largest;  // residual
};

uint64_t OnLine(int64_t slope, size_t k, int fraction) {
  return static_cast<uint64_t>(slope * static_cast<int64_t>(k) >> fraction);
}

// The line from the first value to the last, lowered until no value lies below it. All sums wrap around 2^64, which
// makes every list of numbers representable.
Line Fit(std::span<const uint64_t> values, int fraction) {
  const auto rise = static_cast<int64_t>(values.back() - values.front());
  const auto steps = static_cast<int64_t>(values.size()) - 1;
  const __int128 exact = (static_cast<__int128>(rise) << fraction) / steps;
  const auto slope = static_cast<int64_t>(std::clamp<__int128>(exact, -kSteepest, kSteepest));
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

LinearResiduals::LinearResiduals(const std::vector<uint64_t>& values) {
  assert(values.size() >= 2);
  const size_t steps = values.size() - 1;
  std::vector<Line> lines;
  lines.reserve((steps + kBlock - 1) / kBlock);
  std::vector<size_t> positions;
  positions.reserve(lines.capacity());
  BitWriter residuals;
  for (size_t first = 0; first < steps; first += kBlock) {
    const std::span<const uint64_t> block(values.data() + first, std::min<size_t>(kBlock, steps - first) + 1);
    const Line line = Fit(block, kSlopeFraction);
    const int bits = BitsFor(line.largest);
    positions.push_back(residuals.size_bytes());
    for (size_t k = 0; k < block.size(); ++k) {
      residuals.Append(block[k] - line.base - OnLine(line.slope, k, kSlopeFraction), bits);
    }
    residuals.AlignToByte();
    lines.push_back(line);
  }
  const auto [low_base, high_base] =
      std::minmax_element(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.base < b.base; });
  const auto [low_slope, high_slope] =
      std::minmax_element(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.slope < b.slope; });
  least_base_ = low_base->base;
  least_slope_ = low_slope->slope;
  base_bits_ = static_cast<uint8_t>(BitsFor(high_base->base - least_base_));
  slope_bits_ = static_cast<uint8_t>(BitsFor(static_cast<uint64_t>(high_slope->slope - least_slope_)));
  position_bits_ = static_cast<uint8_t>(BitsFor(positions.back()));
  BitWriter blocks;
  for (size_t i = 0; i < lines.size(); ++i) {
    const size_t begin = blocks.size_bytes();
    blocks.Append(lines[i].base - least_base_, base_bits_);
    blocks.Append(static_cast<uint64_t>(lines[i].slope - least_slope_), slope_bits_);
    blocks.Append(positions[i], position_bits_);
    blocks.Append(static_cast<uint64_t>(BitsFor(lines[i].largest)), 7);
    blocks.AlignToByte();
    block_bytes_ = static_cast<uint8_t>(blocks.size_bytes() - begin);
  }
  blocks_ = blocks.Take();
  residuals_ = residuals.Take();
}

}  // namespace sample_table

#include "impls/sample_table/composition_map.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace sample_table {
namespace {

// Groups of pictures up to half of this are found: 2048 are 34 seconds at 60 pictures per second.
constexpr size_t kLongestLook = 4096;

// The shortest p with values[i] == values[i - p] for all i >= p; values.size() if it is above half of kLongestLook. The
// beginning's comes from its longest border (Knuth, Morris and Pratt, 1977), which then must hold to the end.
uint32_t Period(std::span<const int32_t> values) {
  const std::span<const int32_t> look = values.first(std::min(values.size(), kLongestLook));
  std::vector<size_t> border(look.size(), 0);
  for (size_t i = 1; i < look.size(); ++i) {
    size_t length = border[i - 1];
    while (length > 0 && look[i] != look[length]) length = border[length - 1];
    border[i] = length + (look[i] == look[length] ? 1 : 0);
  }
  const size_t period = look.size() - border.back();
  if (period > kLongestLook / 2) return static_cast<uint32_t>(values.size());
  const bool holds = std::equal(values.begin() + static_cast<std::ptrdiff_t>(period), values.end(), values.begin());
  return static_cast<uint32_t>(holds ? period : values.size());
}

}  // namespace

CompositionMap::CompositionMap(const Tables& tables) {
  if (!tables.composition_offsets || tables.size() == 0) return;
  std::vector<int32_t> values(tables.size());
  RunWalk offsets(*tables.composition_offsets);
  for (int32_t& value : values) value = offsets.Next();
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  least_ = *least;
  if (*least == *most) return;
  period_ = Period(values);
  per_period_ = Reciprocal(period_);
  const auto above = [this](int32_t value) { return static_cast<uint64_t>(int64_t{value} - least_); };
  step_ = 0;
  for (const int32_t value : values) step_ = std::gcd(step_, above(value));
  bits_ = BitsFor(above(*most) / step_);
  BitWriter packed;
  for (uint32_t i = 0; i < period_; ++i) packed.Append(above(values[i]) / step_, bits_);
  packed_ = packed.Take();
}

}  // namespace sample_table

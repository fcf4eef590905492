#include "impls/sample_table/composition_map.h"

#include <algorithm>
#include <numeric>

#include "impls/sample_table/period.h"

namespace sample_table {
namespace {

// Of all values, when their beginning has one that holds to the end; else as many as there are.
uint32_t PeriodOf(const std::vector<int32_t>& values) {
  const std::vector<uint32_t> look(values.begin(),
                                   values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kPeriodLook)));
  const size_t period = Period(look);
  const bool holds =
      period != 0 && std::equal(values.begin() + static_cast<std::ptrdiff_t>(period), values.end(), values.begin());
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
  period_ = PeriodOf(values);
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

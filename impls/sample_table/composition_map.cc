#include "impls/sample_table/composition_map.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <span>
#include <vector>

#include "impls/sample_table/period.h"

namespace sample_table {
namespace {

using Offsets = Runs<int32_t>;

// Rows are kept where they take less than a sixteenth of a byte to a sample.
constexpr uint32_t kSamplesPerOffset = 64;

// Calls f(samples, value) for each run of the first `count` samples.
template <typename F>
void EachRun(const Offsets& runs, uint32_t count, F f) {
  for (uint32_t i = 0; count > 0; ++i) {
    const auto run = runs[i];
    const uint32_t samples = std::min(run.samples, count);
    f(samples, run.value);
    count -= samples;
  }
}

// The first `count` samples' offsets.
std::vector<int32_t> Expand(const Offsets& runs, uint32_t count) {
  std::vector<int32_t> values;
  values.reserve(count);
  EachRun(runs, count, [&values](uint32_t samples, int32_t value) { values.insert(values.end(), samples, value); });
  return values;
}

bool AreAlike(const Offsets& runs) {
  for (uint32_t i = 1; i < runs.count; ++i) {
    if (runs[i].value != runs[0].value) return false;
  }
  return true;
}

// Whether the runs themselves repeat after so many samples, as far as the last one, which may be shorter. Takes no time
// to say of, and so is asked before each sample is.
bool RunsRepeat(const Offsets& runs, size_t period) {
  uint32_t group = 0;
  for (size_t samples = 0; samples < period && group < runs.count; ++group) samples += runs[group].samples;
  if (group + 1 >= runs.count) return false;
  size_t samples = 0;
  for (uint32_t i = 0; i < group; ++i) samples += runs[i].samples;
  const auto last = runs[runs.count - 1], before = runs[runs.count - 1 - group];
  return samples == period && last.value == before.value && last.samples <= before.samples &&
         std::memcmp(runs.entries, runs.entries + size_t{8} * group, size_t{8} * (runs.count - 1 - group)) == 0;
}

bool SamplesRepeat(const Offsets& runs, const std::vector<int32_t>& beginning, size_t period) {
  size_t at = 0;
  for (uint32_t i = 0; i < runs.count; ++i) {
    const auto [samples, value] = runs[i];
    // Once around, a run has met every offset of the group.
    for (size_t k = 0, j = at; k < std::min<size_t>(samples, period); ++k) {
      if (beginning[j] != value) return false;
      if (++j == period) j = 0;
    }
    at = (at + samples) % period;
  }
  return true;
}

// The offsets that all others repeat, if their beginning has a group of them that holds to the end; else none.
std::vector<int32_t> Group(const Offsets& runs, uint32_t samples) {
  std::vector<int32_t> beginning = Expand(runs, std::min<uint32_t>(samples, kPeriodLook));
  const size_t period = Period(std::vector<uint32_t>(beginning.begin(), beginning.end()));
  if (period == 0 || !(RunsRepeat(runs, period) || SamplesRepeat(runs, beginning, period))) return {};
  beginning.resize(period);
  return beginning;
}

}  // namespace

CompositionMap::CompositionMap(const Tables& tables) {
  if (!tables.composition_offsets || tables.size() == 0) return;
  const Offsets& runs = *tables.composition_offsets;
  if (AreAlike(runs)) {
    least_ = runs[0].value;
    return;
  }
  std::vector<int32_t> group = Group(runs, tables.size());
  period_ = group.empty() ? tables.size() : static_cast<uint32_t>(group.size());
  per_period_ = Reciprocal(period_);
  if (!group.empty() && period_ + kRow <= tables.size() / kSamplesPerOffset) {
    KeepRows(group);
  } else {
    Pack(runs);
  }
}

void CompositionMap::Pack(const Runs<int32_t>& runs) {
  int32_t most = least_ = runs[0].value;
  EachRun(runs, period_, [&](uint32_t /*samples*/, int32_t value) {
    least_ = std::min(least_, value);
    most = std::max(most, value);
  });
  const auto above = [this](int32_t value) { return static_cast<uint64_t>(int64_t{value} - least_); };
  step_ = 0;
  EachRun(runs, period_, [&](uint32_t /*samples*/, int32_t value) { step_ = std::gcd(step_, above(value)); });
  bits_ = BitsFor(above(most) / step_);
  BitWriter packed;
  EachRun(runs, period_, [&](uint32_t samples, int32_t value) {
    const uint64_t multiple = above(value) / step_;
    for (uint32_t k = 0; k < samples; ++k) packed.Append(multiple, bits_);
  });
  packed_ = packed.Take();
}

void CompositionMap::KeepRows(std::vector<int32_t>& group) {
  least_ = 0;  // negative ones wrap around as 32-bit numbers
  bits_ = 32;
  for (size_t i = 0; i + 1 < kRow; ++i) group.push_back(group[i]);
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(group.data()), group.size() * sizeof group[0]);
  packed_ = ArrayStorage<uint8_t>::Copy(bytes, BitWriter::kPaddingBytes);
}

void CompositionMap::Decode(uint32_t first, std::array<int32_t, kRow>& offsets) const {
  if (packed_.empty()) {
    offsets.fill(least_);
    return;
  }
  uint32_t i = first - per_period_.Divide(first) * period_;
  if (has_rows()) {
    std::memcpy(offsets.data(), packed_.data() + uint64_t{i} * sizeof offsets[0], sizeof offsets);
    return;
  }
  for (int32_t& offset : offsets) {
    offset = Get(i);
    if (++i == period_) i = 0;
  }
}

}  // namespace sample_table

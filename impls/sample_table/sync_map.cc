#include "impls/sample_table/sync_map.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace sample_table {
namespace {

// Eight bits as eight bools, the lowest first: each byte of the product keeps one, which the sum carries to its top.
void Spread(uint8_t bits, bool* bools) {
  const uint64_t one_each = uint64_t{bits} * 0x0101010101010101 & 0x8040201008040201;
  const uint64_t bytes = (one_each + 0x7f7f7f7f7f7f7f7f) >> 7 & 0x0101010101010101;
  std::memcpy(bools, &bytes, sizeof bytes);
}

}  // namespace

SyncMap::SyncMap(const Tables& tables) {
  if (tables.size() == 0) return;
  if (!tables.sync_samples) {
    first_ = 0;
    reach_ = tables.size() - 1;
    return;
  }
  const SyncSamples& sync = *tables.sync_samples;
  if (sync.count == 0) return;
  first_ = sync[0] - 1;
  reach_ = sync[sync.count - 1] - sync[0];
  if (sync.count > 1) step_ = sync[1] - sync[0];
  per_step_ = Reciprocal(step_);
  std::vector<uint8_t> bits;
  for (uint32_t i = 1; i < sync.count; ++i) {
    if (sync[i] - sync[i - 1] == step_) continue;
    bits.resize((size_t{tables.size()} + 7) / 8);
    break;
  }
  if (bits.empty()) return;
  for (uint32_t i = 0; i < sync.count; ++i) bits[(sync[i] - 1) / 8] |= static_cast<uint8_t>(1 << (sync[i] - 1) % 8);
  bits_ = ArrayStorage<uint8_t>::Copy(bits);
}

void SyncMap::Decode(uint32_t first, std::array<bool, 128>& sync) const {
  if (!bits_.empty()) {
    const size_t bytes = std::min(sync.size() / 8, bits_.size() - first / 8);
    for (size_t i = 0; i < bytes; ++i) Spread(bits_[first / 8 + i], &sync[8 * i]);
    return;
  }
  const uint64_t end = uint64_t{first} + sync.size(), last = std::min(end - 1, uint64_t{first_} + reach_);
  if (step_ == 1 && first >= first_ && last + 1 == end) {
    sync.fill(true);
    return;
  }
  sync.fill(false);
  const uint32_t into = first > first_ ? first - first_ : 0;
  const uint64_t steps = uint64_t{per_step_.Divide(into)} + (per_step_.Divide(into) * step_ == into ? 0 : 1);
  for (uint64_t at = first_ + steps * step_; at <= last; at += step_) sync[at - first] = true;
}

}  // namespace sample_table

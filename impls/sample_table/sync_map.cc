#include "impls/sample_table/sync_map.h"

namespace sample_table {

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
  for (uint32_t i = 1; i < sync.count; ++i) {
    if (sync[i] - sync[i - 1] == step_) continue;
    bits_.resize((size_t{tables.size()} + 7) / 8);
    break;
  }
  if (bits_.empty()) return;
  for (uint32_t i = 0; i < sync.count; ++i) bits_[(sync[i] - 1) / 8] |= static_cast<uint8_t>(1 << (sync[i] - 1) % 8);
}

}  // namespace sample_table

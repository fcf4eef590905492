#include "impls/object_pool/flat_map.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace object_pool {

void FlatMap::Clear() {
  // A map that was large once and holds little now must not pay for its table each time.
  if (entries_.size() * 8 < table_.size()) {
    const size_t mask = table_.size() - 1;
    for (size_t entry = 0; entry < entries_.size(); ++entry) {
      size_t i = entries_[entry].hash & mask;
      while (table_[i].entry != entry + 1) i = (i + 1) & mask;
      table_[i] = {};
    }
  } else {
    std::fill(table_.begin(), table_.end(), Slot());
  }
  if (text_.wipes() && !entries_.empty()) explicit_bzero(entries_.data(), entries_.size() * sizeof(Entry));
  entries_.clear();
  text_.Clear();
}

void FlatMap::GrowTable() {
  std::vector<Slot> larger(table_.size() * 4);
  for (size_t entry = 0; entry < entries_.size(); ++entry) {
    larger[FreeSlot(larger, entries_[entry].hash)] = {entries_[entry].hash, static_cast<uint32_t>(entry + 1)};
  }
  table_ = std::move(larger);
}

}  // namespace object_pool

#ifndef PAWL_IMPLS_SAMPLE_TABLE_SYNC_MAP_H_
#define PAWL_IMPLS_SAMPLE_TABLE_SYNC_MAP_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// Which samples are sync samples. Evenly spaced ones, such as an encoder with a fixed group of pictures makes, need no
// memory; others a bit for each sample. O(1); immutable once built.
class SyncMap {
 public:
  explicit SyncMap(const Tables& tables);

  bool Has(uint32_t sample) const {
    if (!bits_.empty()) return (bits_[sample / 8] >> sample % 8 & 1) != 0;
    const uint32_t into = sample - first_;  // wraps around before the first, and is then beyond the reach
    if (into > reach_) return false;
    return step_ == 1 || into - per_step_.Divide(into) * step_ == 0;  // 1: sound, all of whose samples are
  }

  // Of 128 samples from `first` on, a multiple of 8; behind the last sample anything.
  void Decode(uint32_t first, std::array<bool, 128>& sync) const;

  // Whether look-ups of `samples` samples stay within the array, whatever they then say. For an array from outside.
  // O(1).
  bool IsSound(uint32_t samples) const;

  size_t allocated_bytes() const { return bits_.allocated_bytes(); }

 private:
  friend class FieldReader;
  friend class FieldWriter;

  template <typename Self, typename Fields>
  static void Each(Self& self, Fields& fields) {
    fields(self.first_, self.reach_, self.step_, self.per_step_, self.bits_);
  }

  // Sync samples first_, first_ + step_, ... up to first_ + reach_; as it stands: only those beyond any table.
  uint32_t first_ = 0xffffffff;
  uint32_t reach_ = 0;
  uint32_t step_ = 1;
  Reciprocal per_step_{1};
  ArrayStorage<uint8_t> bits_;  // empty: evenly spaced
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_SYNC_MAP_H_

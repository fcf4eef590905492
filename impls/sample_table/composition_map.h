#ifndef PAWL_IMPLS_SAMPLE_TABLE_COMPOSITION_MAP_H_
#define PAWL_IMPLS_SAMPLE_TABLE_COMPOSITION_MAP_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// Composition offsets of samples. They repeat with each group of pictures when an encoder's are all alike: then one
// group of them is kept. Else one for each sample. Either way as multiples, from the lowest offset on, of what all
// differences can be divided by: that is the duration of a picture, and 2 or 3 bits. O(1); immutable once built. A
// group that is short for the track is kept as it is, with 127 more offsets from its beginning, so that those of 128
// samples lie in a row.
//
// Build O(runs) where all offsets are alike, else at most O(samples); memory thrice what is kept, and 64 KiB.
class CompositionMap {
 public:
  explicit CompositionMap(const Tables& tables);

  int32_t At(uint32_t sample) const {
    if (packed_.empty()) return least_;
    return Get(sample - per_period_.Divide(sample) * period_);
  }

  bool all_alike() const { return packed_.empty(); }

  // The offsets of 128 samples from `first` on, as if the track went on where it ends before.
  void Decode(uint32_t first, std::array<int32_t, 128>& offsets) const;

  // Whether look-ups stay within the array, whatever they then say. For an array from outside. O(1).
  bool IsSound() const;

  size_t allocated_bytes() const { return packed_.allocated_bytes(); }

 private:
  friend class FieldReader;
  friend class FieldWriter;

  static constexpr uint32_t kRow = 128;  // samples that are asked for at once

  template <typename Self, typename Fields>
  static void Each(Self& self, Fields& fields) {
    fields(self.least_, self.period_, self.per_period_, self.step_, self.bits_, self.packed_);
  }

  void Pack(const Runs<int32_t>& runs);
  void KeepRows(std::vector<int32_t>& group);
  bool has_rows() const { return packed_.size() > size_t{period_} * sizeof(int32_t) + BitWriter::kPaddingBytes; }

  // Of the group's sample i.
  int32_t Get(uint32_t i) const {
    return static_cast<int32_t>(least_ +
                                static_cast<int64_t>(step_ * LoadBits(packed_.data(), uint64_t{i} * bits_, bits_)));
  }

  int32_t least_ = 0;
  uint32_t period_ = 1;  // samples
  Reciprocal per_period_{1};
  uint64_t step_ = 1;
  int bits_ = 0;
  ArrayStorage<uint8_t> packed_;  // empty: all are least_
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_COMPOSITION_MAP_H_

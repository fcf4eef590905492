#ifndef PAWL_IMPLS_SAMPLE_TABLE_COMPOSITION_MAP_H_
#define PAWL_IMPLS_SAMPLE_TABLE_COMPOSITION_MAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/sample_table/packed.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// Composition offsets of samples. They repeat with each group of pictures when an encoder's are all alike: then one
// group of them is kept. Else one for each sample. Either way as multiples, from the lowest offset on, of what all
// differences can be divided by: that is the duration of a picture, and 2 or 3 bits. O(1); immutable once built.
class CompositionMap {
 public:
  explicit CompositionMap(const Tables& tables);

  int32_t At(uint32_t sample) const {
    if (packed_.empty()) return least_;
    const uint32_t i = sample - per_period_.Divide(sample) * period_;
    return static_cast<int32_t>(least_ +
                                static_cast<int64_t>(step_ * LoadBits(packed_.data(), uint64_t{i} * bits_, bits_)));
  }

  size_t allocated_bytes() const { return packed_.capacity(); }

 private:
  int32_t least_ = 0;
  uint32_t period_ = 1;  // samples
  Reciprocal per_period_{1};
  uint64_t step_ = 1;
  int bits_ = 0;
  std::vector<uint8_t> packed_;  // empty: all are least_
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_COMPOSITION_MAP_H_

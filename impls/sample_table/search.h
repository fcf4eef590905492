#ifndef PAWL_IMPLS_SAMPLE_TABLE_SEARCH_H_
#define PAWL_IMPLS_SAMPLE_TABLE_SEARCH_H_

#include <algorithm>
#include <cstdint>

namespace sample_table {

// The last i in [low, high] with get(i) <= x, for values that never fall, where get(low) <= x. `guess` is within the
// range; O(log of its distance from the answer) calls of get. Of any other values, some i in the range.
template <typename Get>
uint32_t LastAtOrBelow(const Get& get, uint32_t low, uint32_t high, uint32_t guess, uint64_t x) {
  if (get(guess) <= x) {
    low = guess;
    for (uint32_t step = 1; high - low >= step; step *= 2) {
      if (get(low + step) > x) {
        high = low + step - 1;
        break;
      }
      low += step;
    }
  } else {
    if (guess == low) return low;
    high = guess - 1;
    for (uint32_t step = 1; high - low > step; step *= 2) {
      if (get(high - step) <= x) {
        low = high - step;
        break;
      }
      high -= step + 1;
    }
  }
  while (low < high) {
    const uint32_t middle = low + (high - low + 1) / 2;
    if (get(middle) <= x) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_SEARCH_H_

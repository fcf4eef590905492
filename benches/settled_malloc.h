#ifndef PAWL_BENCHES_SETTLED_MALLOC_H_
#define PAWL_BENCHES_SETTLED_MALLOC_H_

#include <cstddef>
#include <cstdlib>

#include "benchmark/benchmark.h"

namespace benches {

// glibc's malloc learns from what is freed: once a block that was mapped by itself has been, blocks of its size are
// kept, and twice its size at the end of the heap. How fast it is then depended on which case ran before: holding 64
// blocks of 4 KiB took 1 us or 88. Frees the largest that it learns from, so that it is as fast as it gets from the
// beginning.
//
// Returns 0, so that a namespace-scope constant can hold it.
inline int SettleMalloc() {
  constexpr size_t kLargestLearntBytes = (size_t{32} << 20) - (size_t{64} << 10);
  void* block = std::malloc(kLargestLearntBytes);
  benchmark::DoNotOptimize(block);
  std::free(block);
  return 0;
}

}  // namespace benches

#endif  // PAWL_BENCHES_SETTLED_MALLOC_H_

#include "impls/memory_pressure/optimized.h"

namespace memory_pressure {

Level Optimized::Sample(uint64_t bytes) {
  left_bytes_ = share_bytes_;  // the chunk itself is judged by this sample
  left_chunks_ = chunks_per_check_;
  return monitor_.Sample(bytes);
}

Level Optimized::Check(uint64_t bytes) {
  left_chunks_ = chunks_per_check_;
  return monitor_.CheckTracked(bytes);
}

}  // namespace memory_pressure

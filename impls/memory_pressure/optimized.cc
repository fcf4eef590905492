#include "impls/memory_pressure/optimized.h"

namespace memory_pressure {

Level Optimized::Sample(uint64_t bytes) {
  const Level level = monitor_.Sample(bytes, reservation_, monitor_.stride_bytes());
  left_bytes_ = reservation_.unseen_bytes;
  left_chunks_ = kChunksPerCheck;
  return level;
}

Level Optimized::Check(uint64_t bytes) {
  left_chunks_ = kChunksPerCheck;
  return monitor_.CheckTracked(bytes);
}

}  // namespace memory_pressure

#include "impls/memory_pressure/baseline.h"

namespace memory_pressure {

Level Baseline::OnChunk(uint64_t bytes) { return monitor_.Sample(bytes); }

}  // namespace memory_pressure

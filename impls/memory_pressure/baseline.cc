#include "impls/memory_pressure/baseline.h"

namespace memory_pressure {

Level Baseline::OnChunk(uint64_t bytes) { return monitor_.Sample(bytes, reservation_, /*most_bytes=*/0); }

}  // namespace memory_pressure

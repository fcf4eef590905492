#ifndef PAWL_TOOLS_WORKER_ALLOCATION_COUNTER_H_
#define PAWL_TOOLS_WORKER_ALLOCATION_COUNTER_H_

#include <cstdint>

// The C interface of the preloaded allocation counter. A counting worker is started with the counter in LD_PRELOAD and
// finds these functions by name; in every other process they are absent and timed code pays nothing.
extern "C" {

struct PawlAllocations {
  int64_t allocations;      // calls that returned a block
  int64_t allocated_bytes;  // as requested
  int64_t peak_bytes;       // maximum of live bytes since Reset, as the allocator rounds blocks; >= 0
  int64_t live_bytes;       // blocks allocated minus blocks freed since Reset, as the allocator rounds them
  int64_t temporary;        // of the allocations: freed before any other block was allocated or freed, in any thread
};

using PawlCounterControl = void (*)();
using PawlCounterRead = void (*)(PawlAllocations*);

// Sets all counts to zero. Call while not counting.
void pawl_counter_reset();
// Starts and stops counting, in all threads of the process.
void pawl_counter_begin();
void pawl_counter_end();
void pawl_counter_read(PawlAllocations* out);
}

#endif  // PAWL_TOOLS_WORKER_ALLOCATION_COUNTER_H_

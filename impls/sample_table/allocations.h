#ifndef PAWL_IMPLS_SAMPLE_TABLE_ALLOCATIONS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_ALLOCATIONS_H_

#include <cstdint>

// Counts what the calling thread's operator new does in a test that links this, and makes it fail.
namespace allocations {

extern thread_local int64_t live_bytes;  // handed out and not got back, in the bytes that were asked for
extern thread_local int64_t count;       // since the thread began
extern thread_local int64_t left;        // before the one that fails; negative: none does
extern thread_local bool none;           // all fail

}  // namespace allocations

#endif  // PAWL_IMPLS_SAMPLE_TABLE_ALLOCATIONS_H_

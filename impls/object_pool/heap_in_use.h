#ifndef PAWL_IMPLS_OBJECT_POOL_HEAP_IN_USE_H_
#define PAWL_IMPLS_OBJECT_POOL_HEAP_IN_USE_H_

#include <malloc.h>

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
extern "C" size_t __sanitizer_get_current_allocated_bytes();  // gcc does not ship allocator_interface.h
#endif

namespace object_pool {

// Bytes that malloc has lent and not got back, by its own books or, where a sanitizer takes its place, by that one's.
inline size_t HeapBytesInUse() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return __sanitizer_get_current_allocated_bytes();
#else
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_HEAP_IN_USE_H_

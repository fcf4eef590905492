#ifndef PAWL_IMPLS_OBJECT_POOL_BUFFER_CHECKS_H_
#define PAWL_IMPLS_OBJECT_POOL_BUFFER_CHECKS_H_

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "impls/object_pool/thread_table.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

// What debug builds check of handles and of buffers that nobody holds. Nothing in others.
namespace object_pool::checks {

#ifdef NDEBUG
constexpr bool kOn = false;
#else
constexpr bool kOn = true;
#endif

// Of a handle: remembers its pool, to know whether that is still there.
class PoolMark {
 public:
  PoolMark() = default;
#ifdef NDEBUG
  explicit PoolMark(PoolKey) {}
  void CheckAlive() const {}
#else
  explicit PoolMark(PoolKey key) : key_(key) {}
  void CheckAlive() const {
    if (IsInThreadTables(key_)) return;
    std::fprintf(stderr, "object_pool: a handle outlived its pool: return it, or let it go out of scope, before\n");
    std::abort();
  }

 private:
  PoolKey key_;
#endif
};

// A buffer that is kept is filled, as far as this, and looked at when it is lent again: who writes to what he returned
// is found out. Under the address sanitizer any access is, at once.
constexpr size_t kFilledBytes = 64;
constexpr int kFill = 0xDB;

inline void Kept(void* data, size_t bytes) {
  if constexpr (kOn) {
    std::memset(data, kFill, std::min(bytes, kFilledBytes));
#if defined(__SANITIZE_ADDRESS__)
    ASAN_POISON_MEMORY_REGION(data, bytes);
#endif
  }
}

inline void Unkept(void* data, size_t bytes) {
  if constexpr (kOn) {
#if defined(__SANITIZE_ADDRESS__)
    ASAN_UNPOISON_MEMORY_REGION(data, bytes);
#endif
    const auto* const begin = static_cast<const unsigned char*>(data);
    if (std::all_of(begin, begin + std::min(bytes, kFilledBytes), [](unsigned char c) { return c == kFill; })) return;
    std::fprintf(stderr, "object_pool: a buffer of %zu bytes was written to after it had been returned\n", bytes);
    std::abort();
  }
}

}  // namespace object_pool::checks

#endif  // PAWL_IMPLS_OBJECT_POOL_BUFFER_CHECKS_H_

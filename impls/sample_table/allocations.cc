#include "impls/sample_table/allocations.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace allocations {

thread_local int64_t live_bytes = 0;
thread_local int64_t count = 0;
thread_local int64_t left = -1;
thread_local bool none = false;

namespace {

constexpr size_t kHeaderBytes = alignof(std::max_align_t);

}  // namespace
}  // namespace allocations

void* operator new(size_t bytes) {
  if (allocations::none) throw std::bad_alloc();
  if (allocations::left >= 0) {
    --allocations::left;
    if (allocations::left < 0) throw std::bad_alloc();
  }
  auto* const block = static_cast<char*>(std::malloc(bytes + allocations::kHeaderBytes));
  if (block == nullptr) throw std::bad_alloc();
  *reinterpret_cast<size_t*>(block) = bytes;
  allocations::live_bytes += static_cast<int64_t>(bytes);
  ++allocations::count;
  return block + allocations::kHeaderBytes;
}
// asan's own would not come from the one above, but end in the delete below.
void* operator new(size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  try {
    return operator new(bytes);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void* operator new[](size_t bytes, const std::nothrow_t& tag) noexcept { return operator new(bytes, tag); }
void operator delete(void* at) noexcept {
  if (at == nullptr) return;
  char* const block = static_cast<char*>(at) - allocations::kHeaderBytes;
  allocations::live_bytes -= static_cast<int64_t>(*reinterpret_cast<size_t*>(block));
  std::free(block);
}
void operator delete(void* at, size_t /*bytes*/) noexcept { operator delete(at); }
// asan has these, too.
void* operator new[](size_t bytes) { return operator new(bytes); }
void operator delete[](void* at) noexcept { operator delete(at); }
void operator delete[](void* at, size_t /*bytes*/) noexcept { operator delete(at); }

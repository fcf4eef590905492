// The malloc family, counted. Built as a shared object and put into LD_PRELOAD of counting workers. operator new of
// libstdc++ and every C library call malloc through the dynamic linker, so they are counted too.
//
// Forwards to glibc's own entry points instead of dlsym(RTLD_NEXT), which itself allocates.
#include "tools/worker/allocation_counter.h"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* block);
}

namespace {

// Relaxed throughout: counts are read after the counted threads have been joined or have passed a barrier.
constexpr auto kRelaxed = std::memory_order_relaxed;
constinit std::atomic<bool> counting{false};
constinit std::atomic<int64_t> allocations{0};
constinit std::atomic<int64_t> allocated_bytes{0};
constinit std::atomic<int64_t> live_bytes{0};
constinit std::atomic<int64_t> peak_bytes{0};
constinit std::atomic<int64_t> temporary{0};
constinit std::atomic<void*> last_block{nullptr};  // if nothing was freed since it was allocated

int64_t UsableBytes(void* block) { return static_cast<int64_t>(malloc_usable_size(block)); }

void CountAllocation(void* block, size_t requested) {
  if (block == nullptr || !counting.load(kRelaxed)) return;
  allocations.fetch_add(1, kRelaxed);
  allocated_bytes.fetch_add(static_cast<int64_t>(requested), kRelaxed);
  last_block.store(block, kRelaxed);
  const int64_t usable = UsableBytes(block);
  const int64_t live = live_bytes.fetch_add(usable, kRelaxed) + usable;
  int64_t peak = peak_bytes.load(kRelaxed);
  while (live > peak && !peak_bytes.compare_exchange_weak(peak, live, kRelaxed)) {
  }
}

void CountFreed(void* block, int64_t usable) {
  live_bytes.fetch_sub(usable, kRelaxed);
  if (last_block.exchange(nullptr, kRelaxed) == block) temporary.fetch_add(1, kRelaxed);
}

void CountFree(void* block) {
  if (block != nullptr && counting.load(kRelaxed)) CountFreed(block, UsableBytes(block));
}

void* CountedAlign(size_t alignment, size_t size) {
  void* block = __libc_memalign(alignment, size);
  CountAllocation(block, size);
  return block;
}

constexpr size_t kPageBytes = 4096;  // glibc's valloc on every platform that this tree supports

}  // namespace

extern "C" {

void pawl_counter_reset() {
  allocations.store(0, kRelaxed);
  allocated_bytes.store(0, kRelaxed);
  live_bytes.store(0, kRelaxed);
  peak_bytes.store(0, kRelaxed);
  temporary.store(0, kRelaxed);
  last_block.store(nullptr, kRelaxed);
}

void pawl_counter_begin() { counting.store(true, kRelaxed); }
void pawl_counter_end() { counting.store(false, kRelaxed); }

void pawl_counter_read(PawlAllocations* out) {
  *out = {allocations.load(kRelaxed), allocated_bytes.load(kRelaxed), peak_bytes.load(kRelaxed),
          live_bytes.load(kRelaxed), temporary.load(kRelaxed)};
}

void* malloc(size_t size) {
  void* block = __libc_malloc(size);
  CountAllocation(block, size);
  return block;
}

void* calloc(size_t count, size_t size) {
  void* block = __libc_calloc(count, size);
  CountAllocation(block, count * size);
  return block;
}

void* realloc(void* block, size_t size) {
  // A failed realloc leaves the old block alive, so its size is taken off only once the call has succeeded (or, with
  // size 0, has freed it).
  const int64_t before = block == nullptr ? 0 : UsableBytes(block);
  void* moved = __libc_realloc(block, size);
  if (counting.load(kRelaxed) && block != nullptr && (moved != nullptr || size == 0)) {
    CountFreed(block, before);
  }
  CountAllocation(moved, size);
  return moved;
}

void* reallocarray(void* block, size_t count, size_t size) {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return realloc(block, bytes);
}

void free(void* block) {
  CountFree(block);
  __libc_free(block);
}

void* memalign(size_t alignment, size_t size) { return CountedAlign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) { return CountedAlign(alignment, size); }
void* valloc(size_t size) { return CountedAlign(kPageBytes, size); }
void* pvalloc(size_t size) { return CountedAlign(kPageBytes, (size + kPageBytes - 1) / kPageBytes * kPageBytes); }

int posix_memalign(void** out, size_t alignment, size_t size) {
  if (alignment % sizeof(void*) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* block = CountedAlign(alignment, size);
  if (block == nullptr) return ENOMEM;
  *out = block;
  return 0;
}
}

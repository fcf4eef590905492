#ifndef PAWL_IMPLS_OBJECT_POOL_BYTE_POOL_H_
#define PAWL_IMPLS_OBJECT_POOL_BYTE_POOL_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "impls/object_pool/buffer_checks.h"
#include "impls/object_pool/cached_pool.h"
#include "impls/object_pool/object_pool.h"
#include "impls/object_pool/size_class.h"

namespace object_pool {

// As CachedPool wants it: blocks of malloc, one class for each size.
struct BufferKind {
  static constexpr uint32_t kClasses = kSizeClasses;
  static constexpr bool kSizesDiffer = false;
  static constexpr std::array<uint32_t, kClasses> kMagazines = [] {
    std::array<uint32_t, kClasses> magazines;
    for (uint32_t i = 0; i < kClasses; ++i) magazines[i] = MagazineOf(ClassBytes(i));
    return magazines;
  }();

  static void* Allocate(size_t bytes) {
    void* const data = std::malloc(std::max<size_t>(bytes, 1));
    if (data == nullptr) throw std::bad_alloc();
    return data;
  }
  static void* New(uint32_t size_class) {
    void* const data = Allocate(ClassBytes(size_class));
    checks::Kept(data, ClassBytes(size_class));
    return data;
  }
  static void Delete(void* data, uint32_t size_class) {
    checks::Unkept(data, ClassBytes(size_class));
    std::free(data);
  }
  static uint64_t Bytes(const void* /*data*/, uint32_t size_class) { return ClassBytes(size_class); }
};

// The byte pool of Optimized. See the contract in object_pool.h.
class BytePool {
 public:
  class Buffer {
   public:
    Buffer() = default;
    Buffer(Buffer&& from) noexcept
        : pool_(from.pool_),
          data_(std::exchange(from.data_, nullptr)),
          size_(from.size_),
          class_(from.class_),
          mark_(from.mark_) {}
    Buffer& operator=(Buffer&& from) noexcept {
      Buffer old(std::move(*this));
      pool_ = from.pool_;
      data_ = std::exchange(from.data_, nullptr);
      size_ = from.size_;
      class_ = from.class_;
      mark_ = from.mark_;
      return *this;
    }
    ~Buffer() { Return(); }

    std::byte* data() const { return data_; }
    size_t size() const { return data_ == nullptr ? 0 : size_; }

    void Return() noexcept {
      if (data_ == nullptr) return;
      mark_.CheckAlive();
      pool_->Return(std::exchange(data_, nullptr), size_, class_);
    }

   private:
    friend class BytePool;
    Buffer(BytePool* pool, void* data, size_t size, uint32_t size_class)
        : pool_(pool),
          data_(static_cast<std::byte*>(data)),
          size_(size),
          class_(size_class),
          mark_(pool->pool_.key()) {}

    BytePool* pool_ = nullptr;
    std::byte* data_ = nullptr;
    size_t size_ = 0;
    uint32_t class_ = 0;
    [[no_unique_address]] checks::PoolMark mark_;
  };

  explicit BytePool(const Options& options)
      : pool_(SIZE_MAX, options.byte_pool_bytes),
        end_of_kept_(pool_.keeps() ? std::min(options.largest_buffer_bytes, kLargestClassBytes) + 1 : 0),
        wipes_(options.wipe_on_return) {}

  // Inlined whatever gcc thinks of its size, so that a handle that is moved on, into a vector say, never was in memory:
  // its halves written, and read as a whole at once, made the processor wait longer than all the rest takes.
  [[gnu::always_inline]] Buffer Get(size_t bytes) {
    uint32_t size_class = kPlain;
    void* data = nullptr;
    if (bytes < end_of_kept_) [[likely]] {
      size_class = ClassOf(bytes);
      data = pool_.Get(size_class);
      checks::Unkept(data, ClassBytes(size_class));
    } else {
      data = BufferKind::Allocate(bytes);
    }
    return Buffer(this, data, bytes, size_class);
  }

  void Trim(Level level) { pool_.Trim(level); }
  PoolStats stats() const { return pool_.stats(); }

 private:
  static constexpr uint32_t kPlain = kSizeClasses;

  void Return(void* data, size_t bytes, uint32_t size_class) noexcept {
    if (wipes_) explicit_bzero(data, bytes);
    if (size_class == kPlain) return std::free(data);
    checks::Kept(data, ClassBytes(size_class));
    pool_.Return(data, size_class);
  }

  CachedPool<BufferKind> pool_;
  const size_t end_of_kept_;  // larger requests, or all, are malloc's
  const bool wipes_;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_BYTE_POOL_H_

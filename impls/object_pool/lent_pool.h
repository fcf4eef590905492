#ifndef PAWL_IMPLS_OBJECT_POOL_LENT_POOL_H_
#define PAWL_IMPLS_OBJECT_POOL_LENT_POOL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "impls/object_pool/buffer_checks.h"
#include "impls/object_pool/cached_pool.h"
#include "impls/object_pool/object_pool.h"

namespace object_pool {

// A pool of objects of one type, T, which has T(bool wipes), Clear() and Bytes(): builders and maps.
template <typename T>
class LentPool {
 public:
  // Lends one object. Empty once returned or moved from; then nothing but assigning and destroying it is allowed.
  class Handle {
   public:
    Handle() = default;
    Handle(Handle&& from) noexcept
        : pool_(from.pool_), object_(std::exchange(from.object_, nullptr)), mark_(from.mark_) {}
    Handle& operator=(Handle&& from) noexcept {
      Handle old(std::move(*this));
      pool_ = from.pool_;
      object_ = std::exchange(from.object_, nullptr);
      mark_ = from.mark_;
      return *this;
    }
    ~Handle() { Return(); }

    T& operator*() const { return *object_; }
    T* operator->() const { return object_; }
    explicit operator bool() const { return object_ != nullptr; }

    void Return() noexcept {
      if (object_ == nullptr) return;
      mark_.CheckAlive();
      pool_->Return(std::exchange(object_, nullptr));
    }

   private:
    friend class LentPool;
    Handle(LentPool* pool, T* object) : pool_(pool), object_(object), mark_(pool->pool_.key()) {}

    LentPool* pool_ = nullptr;
    T* object_ = nullptr;
    [[no_unique_address]] checks::PoolMark mark_;
  };

  LentPool(size_t most_objects, const Options& options)
      : pool_(most_objects, options.object_pool_bytes),
        largest_bytes_(options.largest_object_bytes),
        wipes_(options.wipe_on_return) {}

  // Inlined for the reason that BytePool::Get() is.
  [[gnu::always_inline]] Handle Get() {
    if (!pool_.keeps()) return Handle(this, new T(wipes_));
    return Handle(this, static_cast<T*>(pool_.Get(wipes_ ? 1 : 0)));
  }

  void Trim(Level level) { pool_.Trim(level); }
  PoolStats stats() const { return pool_.stats(); }

 private:
  // One class for those that wipe and one for the others, of which a pool uses one.
  struct Kind {
    static constexpr uint32_t kClasses = 2;
    static constexpr bool kSizesDiffer = true;
    static constexpr std::array<uint32_t, kClasses> kMagazines = {4, 4};

    static void* New(uint32_t size_class) { return new T(size_class == 1); }
    static void Delete(void* object, uint32_t /*size_class*/) { delete static_cast<T*>(object); }
    static uint64_t Bytes(const void* object, uint32_t /*size_class*/) {
      return static_cast<const T*>(object)->Bytes();
    }
  };

  void Return(T* object) noexcept {
    if (!pool_.keeps()) {
      delete object;
    } else if (object->Bytes() > largest_bytes_) {
      pool_.Discard(object, 0);
    } else {
      object->Clear();
      pool_.Return(object, wipes_ ? 1 : 0);
    }
  }

  CachedPool<Kind> pool_;
  const size_t largest_bytes_;
  const bool wipes_;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_LENT_POOL_H_

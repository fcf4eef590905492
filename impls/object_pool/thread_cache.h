#ifndef PAWL_IMPLS_OBJECT_POOL_THREAD_CACHE_H_
#define PAWL_IMPLS_OBJECT_POOL_THREAD_CACHE_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace object_pool {

// A word that one thread writes and others may read: a plain load and store, never a locked instruction.
template <typename T>
class OwnedWord {
 public:
  T Get() const { return word_.load(std::memory_order_relaxed); }
  void Set(T value) { word_.store(value, std::memory_order_relaxed); }
  void Add(T value) { Set(Get() + value); }

 private:
  std::atomic<T> word_ = T{};
};

// Objects of one class that one thread keeps: the one that was returned last, and a stack of two magazines.
//
// The former makes the commonest sequence, a get right after a return, one store and one load of one word, where a
// stack has to move its counter twice, and each move waits for the one before.
class Bin {
 public:
  // Objects at most, with the last one; a class of no magazine keeps only that.
  static constexpr size_t MostObjects(uint32_t magazine) { return 1 + 2 * magazine; }

  void Init(uint32_t magazine, void** slots) {
    magazine_ = magazine;
    slots_ = slots;
  }

  // Null if it is empty.
  void* Take() {
    if (void* const last = last_.Get(); last != nullptr) [[likely]] {
      last_.Set(nullptr);
      return last;
    }
    const uint32_t count = count_.Get();
    if (count == 0) [[unlikely]]
      return nullptr;
    count_.Set(count - 1);
    return slots_[count - 1];
  }

  // False if it is full.
  bool Keep(void* object) {
    if (last_.Get() == nullptr) [[likely]] {
      last_.Set(object);
      return true;
    }
    const uint32_t count = count_.Get();
    if (count >= 2 * magazine_) [[unlikely]]
      return false;
    slots_[count] = object;
    count_.Set(count + 1);
    return true;
  }

  uint32_t magazine() const { return magazine_; }

  // Of any thread.
  uint32_t objects() const { return count_.Get() + (last_.Get() != nullptr ? 1 : 0); }

  // Room for a magazine, to be filled by Filled(count). REQUIRES: it is empty, and has magazines.
  void** RoomForMagazine() { return slots_; }
  void Filled(uint32_t count) { count_.Set(count); }

  // The magazine that has lain longest, which Drop() then takes out. REQUIRES: it is full, and has magazines.
  std::span<void*> OldestMagazine() { return {slots_, magazine_}; }
  void DropOldestMagazine() {
    std::copy_n(slots_ + magazine_, magazine_, slots_);
    count_.Set(magazine_);
  }

 private:
  OwnedWord<void*> last_;
  OwnedWord<uint32_t> count_;  // on the stack
  uint32_t magazine_ = 0;
  void** slots_ = nullptr;
};

// What one thread keeps of one pool. The pool owns it; its thread alone uses it while that runs.
template <uint32_t kClasses>
class alignas(64) ThreadCache {
 public:
  explicit ThreadCache(std::span<const uint32_t, kClasses> magazines) {
    size_t slots = 0;
    for (const uint32_t magazine : magazines) slots += 2 * magazine;
    slots_ = std::make_unique<void*[]>(slots);
    slots = 0;
    for (uint32_t i = 0; i < kClasses; ++i) {
      bins[i].Init(magazines[i], slots_.get() + slots);
      slots += 2 * magazines[i];
    }
  }

  OwnedWord<uint64_t> hits, misses, frees;
  OwnedWord<uint64_t> bytes;  // of its objects, for pools whose objects differ in that
  uint64_t trims_seen = 0;    // how often the pool was told that memory is critical
  Bin bins[kClasses];

 private:
  std::unique_ptr<void*[]> slots_;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_THREAD_CACHE_H_

#ifndef PAWL_IMPLS_OBJECT_POOL_DEPOT_H_
#define PAWL_IMPLS_OBJECT_POOL_DEPOT_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace object_pool {

// The bound of all depots of one pool together. Exact: what does not fit is refused.
class Allowance {
 public:
  explicit Allowance(uint64_t most) : most_(most) {}

  bool Take(uint64_t amount) {
    uint64_t taken = taken_.load(std::memory_order_relaxed);
    do {
      if (amount > most_ - taken) return false;
    } while (!taken_.compare_exchange_weak(taken, taken + amount, std::memory_order_relaxed));
    return true;
  }
  void GiveBack(uint64_t amount) { taken_.fetch_sub(amount, std::memory_order_relaxed); }
  uint64_t taken() const { return taken_.load(std::memory_order_relaxed); }

 private:
  const uint64_t most_;
  std::atomic<uint64_t> taken_ = 0;
};

// Held for some loads and stores: half of what a std::mutex costs whom nobody disturbs. Who waits yields, as the holder
// may have been interrupted.
class SpinLock {
 public:
  void lock() {
    while (held_.exchange(true, std::memory_order_acquire)) {
      while (held_.load(std::memory_order_relaxed)) std::this_thread::yield();
    }
  }
  void unlock() { held_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> held_ = false;
};

// Objects of one class that all threads share, the last that came going first. Any thread may call any member.
//
// What a depot has had of the allowance it keeps until it is aged or emptied, though its objects were taken: giving
// back and taking again would be two locked instructions for each time.
class alignas(64) Depot {
 public:
  // `bytes` is the sum of the objects'. False, and none is taken, if the allowance or memory for their places is short.
  bool Add(std::span<void* const> objects, uint64_t bytes, Allowance& allowance) {
    const std::lock_guard lock(lock_);
    if (bytes_ + bytes > allowed_) [[unlikely]] {
      if (!allowance.Take(bytes_ + bytes - allowed_)) return false;
      allowed_ = bytes_ + bytes;
    }
    if (objects_.capacity() - objects_.size() < objects.size() && !Grow(objects.size())) [[unlikely]]
      return false;
    objects_.insert(objects_.end(), objects.begin(), objects.end());
    bytes_ += bytes;
    count_.store(objects_.size(), std::memory_order_relaxed);
    return true;
  }

  // Moves as many as fit, and are there, to `room`. bytes_of(object) is what Add() was told of it.
  template <typename BytesOf>
  uint32_t Take(std::span<void*> room, const BytesOf& bytes_of) {
    // A look without the lock: most misses of a pool that is new, or of large buffers, find nothing.
    if (count_.load(std::memory_order_relaxed) == 0) return 0;
    const std::lock_guard lock(lock_);
    const size_t taken = std::min(room.size(), objects_.size());
    std::copy(objects_.end() - static_cast<ptrdiff_t>(taken), objects_.end(), room.begin());
    uint64_t bytes = 0;
    for (void* const object : room.first(taken)) bytes += bytes_of(object);
    bytes_ -= bytes;
    objects_.resize(objects_.size() - taken);
    fewest_ = std::min(fewest_, objects_.size());
    count_.store(objects_.size(), std::memory_order_relaxed);
    return static_cast<uint32_t>(taken);
  }

  // Takes out those that have not been needed since the last Age(): as many as always lay there.
  template <typename BytesOf>
  std::vector<void*> Age(const BytesOf& bytes_of, Allowance& allowance) {
    const std::lock_guard lock(lock_);
    std::vector<void*> removed = TakeOldest();
    for (void* const object : removed) bytes_ -= bytes_of(object);
    allowance.GiveBack(allowed_ - bytes_);
    allowed_ = bytes_;
    return removed;
  }

  std::vector<void*> TakeAll(Allowance& allowance);

  size_t objects() const { return count_.load(std::memory_order_relaxed); }
  uint64_t bytes() const {
    const std::lock_guard lock(lock_);
    return bytes_;
  }

 private:
  // Under lock_:
  bool Grow(size_t more);
  std::vector<void*> TakeOldest();

  mutable SpinLock lock_;          // guards what follows
  std::atomic<size_t> count_ = 0;  // of objects_; read without
  std::vector<void*> objects_;
  uint64_t bytes_ = 0;
  uint64_t allowed_ = 0;  // at least bytes_
  size_t fewest_ = 0;     // since the last Age()
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_DEPOT_H_

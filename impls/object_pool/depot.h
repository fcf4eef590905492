#ifndef PAWL_IMPLS_OBJECT_POOL_DEPOT_H_
#define PAWL_IMPLS_OBJECT_POOL_DEPOT_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
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

// Objects of one class that all threads share, the last that came going first. Any thread may call any member.
class alignas(64) Depot {
 public:
  // False, and none is taken, if there is no memory for their places.
  bool Add(std::span<void* const> objects);

  // Moves as many as fit, and are there, to `room`.
  uint32_t Take(std::span<void*> room);

  // Takes out those that have not been needed since the last Age(): as many as always lay there.
  std::vector<void*> Age();

  std::vector<void*> TakeAll();

  size_t objects() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::mutex mutex_;
  std::vector<void*> objects_;
  size_t fewest_ = 0;              // since the last Age()
  std::atomic<size_t> count_ = 0;  // of objects_; written under mutex_
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_DEPOT_H_

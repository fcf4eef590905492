#include "impls/object_pool/depot.h"

#include <new>
#include <utility>

namespace object_pool {

bool Depot::Add(std::span<void* const> objects) {
  const std::lock_guard lock(mutex_);
  try {
    objects_.insert(objects_.end(), objects.begin(), objects.end());
  } catch (const std::bad_alloc&) {
    return false;
  }
  count_.store(objects_.size(), std::memory_order_relaxed);
  return true;
}

uint32_t Depot::Take(std::span<void*> room) {
  // A look without the lock: most misses of a pool that is new, or of large buffers, find nothing.
  if (count_.load(std::memory_order_relaxed) == 0) return 0;
  const std::lock_guard lock(mutex_);
  const size_t taken = std::min(room.size(), objects_.size());
  std::copy(objects_.end() - static_cast<ptrdiff_t>(taken), objects_.end(), room.begin());
  objects_.resize(objects_.size() - taken);
  fewest_ = std::min(fewest_, objects_.size());
  count_.store(objects_.size(), std::memory_order_relaxed);
  return static_cast<uint32_t>(taken);
}

std::vector<void*> Depot::Age() {
  const std::lock_guard lock(mutex_);
  const auto end = objects_.begin() + static_cast<ptrdiff_t>(fewest_);
  std::vector<void*> removed;
  try {
    removed.assign(objects_.begin(), end);
  } catch (const std::bad_alloc&) {
    return removed;  // the next one will do it
  }
  objects_.erase(objects_.begin(), end);
  fewest_ = objects_.size();
  count_.store(objects_.size(), std::memory_order_relaxed);
  return removed;
}

std::vector<void*> Depot::TakeAll() {
  const std::lock_guard lock(mutex_);
  fewest_ = 0;
  count_.store(0, std::memory_order_relaxed);
  return std::exchange(objects_, {});
}

}  // namespace object_pool

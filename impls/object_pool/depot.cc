#include "impls/object_pool/depot.h"

#include <new>
#include <utility>

namespace object_pool {

bool Depot::Grow(size_t more) {
  try {
    objects_.reserve(std::max(objects_.size() + more, 2 * objects_.capacity()));
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

std::vector<void*> Depot::TakeOldest() {
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

std::vector<void*> Depot::TakeAll(Allowance& allowance) {
  const std::lock_guard lock(lock_);
  allowance.GiveBack(allowed_);
  allowed_ = bytes_ = 0;
  fewest_ = 0;
  count_.store(0, std::memory_order_relaxed);
  return std::exchange(objects_, {});
}

}  // namespace object_pool

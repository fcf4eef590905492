#ifndef PAWL_IMPLS_WORKER_POOL_GIANTS_H_
#define PAWL_IMPLS_WORKER_POOL_GIANTS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace worker_pool {

// The items that must not come last: of those that are said to cost more than a 64th of a worker's fair part there are
// fewer than 64 for each worker, and begun first, the dearest in front, they leave at most that part uneven (Graham
// 1969, "longest processing time first", for the few that matter: sorting all would cost more than it saves).
// O(items) time to make. Take() is safe from several threads.
class Giants {
 public:
  Giants(std::span<const uint32_t> cost_hints, size_t workers);

  // The next of them; false if there is none.
  bool Take(uint32_t& item) {
    if (items_.empty()) return false;
    const size_t next = next_.fetch_add(1, std::memory_order_relaxed);
    if (next >= items_.size()) return false;
    item = items_[next];
    return true;
  }

  bool Any() const { return !items_.empty(); }

  // Whether `item` is one of them. REQUIRES: Any().
  bool Has(uint32_t item) const { return cost_hints_[item] > threshold_; }

  bool HasLeft() const { return next_.load(std::memory_order_relaxed) < items_.size(); }

 private:
  std::span<const uint32_t> cost_hints_;
  uint64_t threshold_ = 0;
  std::vector<uint32_t> items_;
  std::atomic<size_t> next_ = 0;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_GIANTS_H_

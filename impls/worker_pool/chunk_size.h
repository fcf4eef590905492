#ifndef PAWL_IMPLS_WORKER_POOL_CHUNK_SIZE_H_
#define PAWL_IMPLS_WORKER_POOL_CHUNK_SIZE_H_

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace worker_pool {

// How many items to take at once, so that a chunk takes a few microseconds: long beside what it costs to take and pass
// on (about 0.2 us), short for whoever waits for its end. Doubles after a chunk of less than 5 us, halves after one of
// more than 20 us, so one giant does not undo what many small ones have taught. Of one thread.
class ChunkSize {
 public:
  using Clock = std::chrono::steady_clock;

  // Both at least 1.
  ChunkSize(size_t items, size_t most_items) : most_items_(most_items), items_(std::min(items, most_items)) {}

  size_t items() const { return items_; }

  // Learns from a chunk of `items` that took `time`.
  void Took(size_t items, Clock::duration time) {
    constexpr Clock::duration kShort = std::chrono::microseconds(5), kLong = std::chrono::microseconds(20);
    if (time < kShort && items == items_) items_ = std::min(items_ * 2, most_items_);
    if (time > kLong) items_ = std::max<size_t>(items_ / 2, 1);
  }

 private:
  const size_t most_items_;
  size_t items_;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_CHUNK_SIZE_H_

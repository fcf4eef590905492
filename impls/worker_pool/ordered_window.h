#ifndef PAWL_IMPLS_WORKER_POOL_ORDERED_WINDOW_H_
#define PAWL_IMPLS_WORKER_POOL_ORDERED_WINDOW_H_

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

#include "impls/worker_pool/worker_pool.h"

namespace worker_pool {

// The plain way to hand values out in order: a ring of them, one lock, taken twice for every item. What Baseline and
// FunctionQueue stream through. Safe to use from several threads.
template <typename R, typename Sink>
class OrderedWindow {
 public:
  OrderedWindow(size_t count, size_t window, Sink& sink, Ledger& ledger)
      : window_(std::max<size_t>(std::min(window, count), 1)),
        sink_(sink),
        ledger_(ledger),
        values_(std::make_unique<R[]>(window_)),
        done_(std::make_unique<bool[]>(window_)) {}

  // Waits until `item` may be started. False if it need not be. Only for whom nobody inside of a sink waits.
  bool WaitFor(size_t item) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return item < handed_ + window_ || item >= ledger_.limit(); });
    return item < ledger_.limit();
  }

  bool MayStart(size_t item) {
    const std::lock_guard lock(mutex_);
    return item < handed_ + window_ && item < ledger_.limit();
  }

  R& Slot(size_t item) { return values_[item % window_]; }

  // Slot(item) holds the value. Hands out what is next in order, unless another thread is at it.
  void Finish(size_t item) {
    std::unique_lock lock(mutex_);
    done_[item % window_] = true;
    if (handing_out_) return;
    handing_out_ = true;
    while (handed_ < ledger_.limit() && done_[handed_ % window_]) {
      const size_t next = handed_;
      lock.unlock();
      const bool taken = HandOut(sink_, next, std::move(Slot(next)), ledger_);
      lock.lock();
      if (!taken) break;  // `handing_out_` stays: nothing comes after a failed item
      done_[next % window_] = false;
      ++handed_;
      moved_.notify_all();
    }
    if (handed_ < ledger_.limit()) handing_out_ = false;
    moved_.notify_all();
  }

  // The ledger's limit fell.
  void Wake() {
    const std::lock_guard lock(mutex_);
    moved_.notify_all();
  }

  size_t handed_out() {
    const std::lock_guard lock(mutex_);
    return handed_;
  }

 private:
  const size_t window_;
  Sink& sink_;
  Ledger& ledger_;
  const std::unique_ptr<R[]> values_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable moved_;
  const std::unique_ptr<bool[]> done_;
  size_t handed_ = 0;
  bool handing_out_ = false;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_ORDERED_WINDOW_H_

#ifndef PAWL_IMPLS_WORKER_POOL_FUNCTION_QUEUE_H_
#define PAWL_IMPLS_WORKER_POOL_FUNCTION_QUEUE_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <stop_token>
#include <string_view>
#include <utility>

#include "impls/worker_pool/helpers.h"
#include "impls/worker_pool/ordered_window.h"
#include "impls/worker_pool/worker_pool.h"

namespace worker_pool {

// A task per item, as a std::function in a std::deque under a lock: the pool that most programs have. It distributes as
// well as can be, one item at a time, and pays for that with a lock and often an allocation for each: the peer that
// Optimized is measured against where items are small.
//
// Its threads live as long as the pool. All tasks of a Map are queued at once, 32 bytes for each; those of a Stream as
// the window admits them.
class FunctionQueue {
 public:
  static constexpr std::string_view kName = "function_queue";

  explicit FunctionQueue(size_t workers) : helpers_(std::max<size_t>(workers, 1) - 1) {}

  template <typename R, Mapper Fn>
  Outcome Map(std::span<R> results, Fn&& fn, const Options& options = {}) {
    Ledger ledger(results.size());
    const std::stop_callback on_stop(options.stop, [&] { ledger.Stop(); });
    const auto run = [&](size_t i) {
      if (i >= ledger.limit()) return ledger.Skip(i);
      RunItem(fn, i, results[i], ledger);
    };
    Queue queue;
    for (size_t i = 0; i < results.size(); ++i) queue.Push([&run, i] { run(i); });
    helpers_.Run(queue);
    return ledger.Close();
  }

  template <Mapper Fn, Receiver<ValueOf<Fn>> Sink>
  Outcome Stream(size_t count, Fn&& fn, Sink&& sink, const Options& options = {}) {
    Ledger ledger(count);
    OrderedWindow<ValueOf<Fn>, std::remove_reference_t<Sink>> window(count, options.window, sink, ledger);
    const std::stop_callback on_stop(options.stop, [&] { ledger.Stop(); });
    Queue queue;
    std::atomic<size_t> next = 0;
    // Queues what the window admits by now. No lock is held over another.
    std::function<void()> admit;
    const auto run = [&](size_t i) {
      if (i < ledger.limit() && RunItem(fn, i, window.Slot(i), ledger)) window.Finish(i);
      admit();
    };
    const auto push = [&](size_t item) {
      try {
        queue.Push([&run, item] { run(item); });
      } catch (...) {  // on a helper, out of which nothing may leave
        ledger.FailByException(item);
      }
    };
    admit = [&] {
      bool any = false;
      for (size_t item = next; item < count && window.MayStart(item);) {
        if (!next.compare_exchange_weak(item, item + 1)) continue;
        push(item);
        any = true;
        item = next;
      }
      if (any) helpers_.Wake();
    };
    admit();
    helpers_.Run(queue);
    return ledger.CloseAt(window.handed_out());
  }

  // The time that Map takes for items of these costs when nothing else takes any: each goes to whoever is free first.
  static uint64_t Makespan(std::span<const uint32_t> costs, size_t workers, bool hinted);

 private:
  // The tasks of one call. One for each call, or a nested one would run its caller's tasks on top of itself, one inside
  // the other, until the stack ends.
  class Queue final : public Helpers::Work {
   public:
    void Push(std::function<void()> task) {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }

    void Help(size_t place) noexcept override;
    bool Ask() noexcept override;

   private:
    std::mutex mutex_;
    std::deque<std::function<void()>> tasks_;
  };

  Helpers helpers_;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_FUNCTION_QUEUE_H_

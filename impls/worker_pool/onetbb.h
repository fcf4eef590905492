#ifndef PAWL_IMPLS_WORKER_POOL_ONETBB_H_
#define PAWL_IMPLS_WORKER_POOL_ONETBB_H_

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>
#include <utility>

#include "impls/worker_pool/worker_pool.h"

namespace worker_pool {

// oneTBB: parallel_for over ranges that its work stealing divides, and for Stream its pipeline with a serial in-order
// stage at the end. What a program would use that has oneTBB anyway, and the peer for Optimized.
//
// Threads are the library's own, of the whole process: never more than the machine has CPUs, whatever `workers` says.
// Calls from more threads than `workers` take turns, unlike those of the other pools. How it divides work cannot be
// replayed: there is no Makespan().
class OneTbb {
 public:
  static constexpr std::string_view kName = "onetbb";

  explicit OneTbb(size_t workers);

  template <typename R, Mapper Fn>
  Outcome Map(std::span<R> results, Fn&& fn, const Options& options = {}) {
    Ledger ledger(results.size());
    const std::stop_callback on_stop(options.stop, [&] { ledger.Stop(); });
    arena_->execute([&] {
      tbb::parallel_for(tbb::blocked_range<size_t>(0, results.size()), [&](const tbb::blocked_range<size_t>& range) {
        for (size_t i = range.begin(); i < range.end(); ++i) {
          if (i >= ledger.limit()) return ledger.Skip(i);
          RunItem(fn, i, results[i], ledger);
        }
      });
    });
    return ledger.Close();
  }

  template <Mapper Fn, Receiver<ValueOf<Fn>> Sink>
  Outcome Stream(size_t count, Fn&& fn, Sink&& sink, const Options& options = {}) {
    Ledger ledger(count);
    const std::stop_callback on_stop(options.stop, [&] { ledger.Stop(); });
    const size_t window = std::max<size_t>(std::min(options.window, count), 1);
    const auto values = std::make_unique<ValueOf<Fn>[]>(window);
    size_t next = 0, handed_out = 0;
    bool over = false;
    const auto claim = [&](tbb::flow_control& control) {
      if (next >= ledger.limit()) control.stop();
      return next++;
    };
    const auto run = [&](size_t i) {
      if (i < ledger.limit()) RunItem(fn, i, values[i % window], ledger);
      return i;
    };
    const auto hand_out = [&](size_t i) {
      over = over || i >= ledger.limit() || !HandOut(sink, i, std::move(values[i % window]), ledger);
      if (!over) ++handed_out;
    };
    arena_->execute([&] {
      tbb::parallel_pipeline(window, tbb::make_filter<void, size_t>(tbb::filter_mode::serial_in_order, claim) &
                                         tbb::make_filter<size_t, size_t>(tbb::filter_mode::parallel, run) &
                                         tbb::make_filter<size_t, void>(tbb::filter_mode::serial_in_order, hand_out));
    });
    return ledger.CloseAt(handed_out);
  }

 private:
  std::unique_ptr<tbb::task_arena> arena_;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_ONETBB_H_

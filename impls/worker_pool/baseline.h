#ifndef PAWL_IMPLS_WORKER_POOL_BASELINE_H_
#define PAWL_IMPLS_WORKER_POOL_BASELINE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

#include "impls/worker_pool/ordered_window.h"
#include "impls/worker_pool/worker_pool.h"

namespace worker_pool {

// Deals the items out before it begins: worker w gets those with i % workers == w, as the project behind seed 000 does.
// Nothing moves afterwards, so a worker that got the dear ones ends last and alone. Threads are started for each call.
//
// Time over the items' own: about 20 us for each thread, nothing for an item of a Map, a lock or two for one of a
// Stream. Nested calls start threads of their own.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  explicit Baseline(size_t workers) : workers_(std::max<size_t>(workers, 1)) {}

  template <typename R, Mapper Fn>
  Outcome Map(std::span<R> results, Fn&& fn, const Options& options = {}) {
    Ledger ledger(results.size());
    const auto stop = [&] { ledger.Stop(); };
    const std::stop_callback on_stop(options.stop, stop);
    InThreads(
        [&](size_t worker) {
          for (size_t i = worker; i < results.size(); i += workers_) {
            if (i >= ledger.limit()) return ledger.Skip(i);
            RunItem(fn, i, results[i], ledger);
          }
        },
        stop);
    return ledger.Close();
  }

  template <Mapper Fn, Receiver<ValueOf<Fn>> Sink>
  Outcome Stream(size_t count, Fn&& fn, Sink&& sink, const Options& options = {}) {
    Ledger ledger(count);
    OrderedWindow<ValueOf<Fn>, std::remove_reference_t<Sink>> window(count, options.window, sink, ledger);
    const auto stop = [&] {
      ledger.Stop();
      window.Wake();
    };
    const std::stop_callback on_stop(options.stop, stop);
    InThreads(
        [&](size_t worker) {
          for (size_t i = worker; i < count && window.WaitFor(i); i += workers_) {
            if (RunItem(fn, i, window.Slot(i), ledger)) {
              window.Finish(i);
            } else {
              window.Wake();
            }
          }
        },
        stop);
    return ledger.CloseAt(window.handed_out());
  }

  // The time that Map takes for items of these costs when nothing else takes any: the largest of the fixed parts.
  static uint64_t Makespan(std::span<const uint32_t> costs, size_t workers, bool hinted);

 private:
  template <typename Part, typename Stop>
  void InThreads(const Part& part, const Stop& stop) {
    std::vector<std::jthread> others;
    try {
      for (size_t worker = 1; worker < workers_; ++worker) others.emplace_back([&part, worker] { part(worker); });
    } catch (...) {
      stop();  // or those that run would wait for the items of those that could not be started
      throw;
    }
    part(0);
  }

  size_t workers_;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_BASELINE_H_

#ifndef PAWL_IMPLS_WORKER_POOL_OPTIMIZED_H_
#define PAWL_IMPLS_WORKER_POOL_OPTIMIZED_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "impls/worker_pool/helpers.h"
#include "impls/worker_pool/map_work.h"
#include "impls/worker_pool/stream_work.h"
#include "impls/worker_pool/worker_pool.h"

namespace worker_pool {

// Distributes while it runs, over threads that live as long as the pool.
//
// Map: shares of neighbouring items, taken in chunks and stolen by halves (shares.h). With hints, items that cost more
// than a 64th of a worker's fair part are begun first, the dearest in front: whatever comes last is then small.
// Time over the items' own: about a compare-and-swap per 256 items, and a wake-up per call. One allocation of 64 bytes
// per worker.
//
// Makespan by two workers, in parts of the ideal, exact (replayed in work units; corpus.h has the sets):
//
//                     uniform   pareto   stride   giant
//   static modulo       1.000    1.102    1.905   1.500
//   this                1.000    1.000    1.000   1.500 without hints, 1.000 with
//   item by item        1.000    1.001    1.000   1.500
//
// What no schedule helps against is an item that costs more than everybody's part and comes last, unannounced.
//
// Stream: chunks in order of the items into a ring, handed out by whoever finishes the one at the head. A chunk grows
// while it takes less than 5 us, up to a part of the window, so cheap items share the cost of passing a result from
// thread to thread, and dear ones go one by one. Two allocations per call.
//
// Any number of threads may call one pool at once. It must outlive all calls.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  explicit Optimized(size_t workers) : helpers_(std::max<size_t>(workers, 1) - 1) {}

  template <typename R, Mapper Fn>
  Outcome Map(std::span<R> results, Fn&& fn, const Options& options = {}) {
    MapWork<R, std::remove_reference_t<Fn>> work(results, fn, options, helpers_);
    return work.Run();
  }

  template <Mapper Fn, Receiver<ValueOf<Fn>> Sink>
  Outcome Stream(size_t count, Fn&& fn, Sink&& sink, const Options& options = {}) {
    StreamWork<std::remove_reference_t<Fn>, std::remove_reference_t<Sink>> work(count, fn, sink, options, helpers_);
    return work.Run();
  }

  // The time that Map takes for items of these costs when nothing else takes any: its own decisions, replayed one after
  // the other by a clock that counts costs. With `hinted`, the costs are the hints, too.
  static uint64_t Makespan(std::span<const uint32_t> costs, size_t workers, bool hinted);

 private:
  Helpers helpers_;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_OPTIMIZED_H_

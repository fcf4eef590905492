#ifndef PAWL_IMPLS_WORKER_POOL_WORKER_POOL_H_
#define PAWL_IMPLS_WORKER_POOL_WORKER_POOL_H_

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <mutex>
#include <span>
#include <stop_token>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// A parallel map whose results keep the order of their inputs.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * Map(results, fn) calls fn(i) once for every item i < results.size() and assigns what it returns to results[i].
//     fn is called by the calling thread and up to workers - 1 others at once.
//   * Stream(count, fn, sink) calls fn(i) for every i < count and sink(i, value) in the order of i, while later items
//     still run. Calls of the sink never overlap, and each sees what the one before it wrote, but any thread that may
//     call fn may call the sink. fn(i) is called only after sink(i - window) has returned: at most `window` values wait
//     or are being made, so a slow sink, or a slow item at the head, holds the workers back.
//   * The answer is that of a loop that runs one item after the other, however the threads happen to run. An item fails
//     by returning a Status that is not OK, by throwing, or by its sink doing either; the call then fails with the
//     error of the lowest item that fails. Items below it have all run, their results are there (or were handed to the
//     sink, and nothing beyond them); items above it may or may not have run.
//   * A requested stop keeps items from being started; those that run are waited for. If it kept any back that would
//     have had to run, the call is CANCELLED.
//   * fn and sink may call Map and Stream of the same pool, to any depth, and several threads may call at once.
//     Nothing waits for a thread that might never come: the caller can do all of the work alone.
//   * Memory and threads that the calling thread cannot get for the pool leave as std::bad_alloc or std::system_error;
//     memory that is missing on another thread fails the item that it was for. Nothing else leaves as an exception.
//   * What a call was given (results, fn, sink, options) is used until it returns and not after.
// Correct without: more than one thread, or any use of the hints. A serial loop is a valid pool.
namespace worker_pool {

struct Options {
  // Who holds the stop_source may end the call early, from any thread, fn and sink included.
  std::stop_token stop;

  // Map only: relative costs of the items, in any unit, one for each; or empty. A pool may use them to start early what
  // would otherwise end late. Wrong ones cost time and nothing else.
  std::span<const uint32_t> cost_hints;

  // Stream only: items that may be started beyond the first whose sink has not returned; 0 counts as 1. Memory: one
  // value for each, up to the next power of two.
  size_t window = 1024;
};

// How a call ended.
struct Outcome {
  // OK; the failed item's own code, its message with "item <i>: " before it, without payloads; INTERNAL if it threw,
  // RESOURCE_EXHAUSTED if that was std::bad_alloc; or CANCELLED.
  absl::Status status;

  // Items [0, completed) are done. If an item failed, this is its index.
  size_t completed = 0;

  // What the failed item threw, for std::rethrow_exception; null if it returned a Status.
  std::exception_ptr thrown;

  bool ok() const { return status.ok(); }
};

namespace internal {

template <typename T>
struct Unwrapped {
  using Type = T;
  static constexpr bool kMayFail = false;
};
template <typename T>
struct Unwrapped<absl::StatusOr<T>> {
  using Type = T;
  static constexpr bool kMayFail = true;
};

}  // namespace internal

// What fn(i) makes: R if it returns R or absl::StatusOr<R>.
template <typename Fn>
using ValueOf = typename internal::Unwrapped<std::invoke_result_t<Fn&, size_t>>::Type;

// fn(item) -> R or absl::StatusOr<R>. Stream also needs R to be default-constructible; R need not be copyable.
template <typename Fn>
concept Mapper = std::invocable<Fn&, size_t> && std::movable<ValueOf<Fn>> && !std::same_as<ValueOf<Fn>, absl::Status>;

// sink(item, R&&) -> void or absl::Status.
template <typename Sink, typename R>
concept Receiver = std::invocable<Sink&, size_t, R&&>;

template <typename T>
concept Pool = requires(T pool, std::span<int> results, int (*fn)(size_t), absl::Status (*sink)(size_t, int&&),
                        const Options& options) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T(size_t{2});  // Workers, the calling thread being one of them; 0 counts as 1.
  { pool.Map(results, fn, options) } -> std::same_as<Outcome>;
  { pool.Stream(size_t{1}, fn, sink, options) } -> std::same_as<Outcome>;
};

// What follows is shared by the implementations.

// Keeps the contract's books of one call: what failed, what was left out. Safe to use from several threads. Only
// Close() and CloseAt() allocate: a failure may be that there is no memory.
class Ledger {
 public:
  explicit Ledger(size_t count) : count_(count), limit_(count) {}

  size_t count() const { return count_; }

  // Items from here on need not run. Only ever falls: to the lowest failed item, or to 0 by a stop.
  size_t limit() const { return limit_.load(std::memory_order_relaxed); }

  // A stop was requested.
  void Stop() { LowerLimit(0); }

  void Fail(size_t item, const absl::Status& why) { Record(item, why, nullptr); }

  // Of the exception that is being handled.
  void FailByException(size_t item) { Record(item, absl::OkStatus(), std::current_exception()); }

  // Item `item` was not run because of the limit.
  void Skip(size_t item);

  // Of a Map, once nothing runs any more.
  Outcome Close() { return CloseAt(first_skipped_.load(std::memory_order_relaxed)); }

  // Of a Stream that handed out `handed_out` values, once nothing runs any more.
  Outcome CloseAt(size_t handed_out);

 private:
  static constexpr size_t kNone = std::numeric_limits<size_t>::max();

  void LowerLimit(size_t to);
  void Record(size_t item, const absl::Status& why, std::exception_ptr thrown);
  absl::Status StatusOfFailure() const;  // Under the lock.

  const size_t count_;
  std::atomic<size_t> limit_;
  std::atomic<size_t> first_skipped_ = kNone;
  std::mutex mutex_;  // guards what follows
  size_t failed_ = kNone;
  absl::Status why_;           // unless it threw
  std::exception_ptr thrown_;  // else null
};

// Puts fn(item) into `slot`. False if the item failed, which `ledger` then knows.
template <typename Fn, typename T>
inline bool RunItem(Fn& fn, size_t item, T& slot, Ledger& ledger) {
  try {
    if constexpr (internal::Unwrapped<std::invoke_result_t<Fn&, size_t>>::kMayFail) {
      auto value = fn(item);
      if (!value.ok()) {
        ledger.Fail(item, value.status());
        return false;
      }
      slot = *std::move(value);
    } else {
      slot = fn(item);
    }
    return true;
  } catch (...) {
    ledger.FailByException(item);
    return false;
  }
}

// Hands `value` to the sink. False if that failed, which `ledger` then knows.
template <typename Sink, typename T>
inline bool HandOut(Sink& sink, size_t item, T&& value, Ledger& ledger) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Sink&, size_t, T&&>>) {
      sink(item, std::forward<T>(value));
    } else if (const absl::Status status = sink(item, std::forward<T>(value)); !status.ok()) {
      ledger.Fail(item, status);
      return false;
    }
    return true;
  } catch (...) {
    ledger.FailByException(item);
    return false;
  }
}

// The shortest time in which `workers` could do work of these costs, whatever the order: nothing beats an even split,
// nor the longest item. In the unit of the costs. REQUIRES: workers > 0, as for every pool's Makespan().
uint64_t IdealMakespan(std::span<const uint32_t> costs, size_t workers);

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_WORKER_POOL_H_

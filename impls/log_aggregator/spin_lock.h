#ifndef PAWL_IMPLS_LOG_AGGREGATOR_SPIN_LOCK_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_SPIN_LOCK_H_

#include <sched.h>

#include <atomic>
#include <chrono>
#include <optional>

namespace log_aggregator {

// A lock for some dozen instructions. A mutex pays for a second locked instruction when it is released, and a signal
// handler could not step over one that its own thread holds.
class SpinLock {
 public:
  bool TryLock() { return !is_held_.exchange(true, std::memory_order_acquire); }

  void Lock() {
    while (!TryLock()) WaitUntilFree();
  }

  // Gives up, false, once `gives_up` is set and the lock stays held for as long as `patience`, of which then nothing is
  // left for further calls. Turns cannot be counted for that: each may be as long as others want this CPU.
  bool LockUnless(const std::atomic<bool>& gives_up, std::chrono::nanoseconds& patience) {
    using Clock = std::chrono::steady_clock;
    std::optional<Clock::time_point> begin;
    while (!TryLock()) {
      if (gives_up.load(std::memory_order_relaxed)) {
        const Clock::time_point now = Clock::now();
        if (!begin) begin = now;
        if (now - *begin >= patience) {
          patience = {};
          return false;
        }
      }
      WaitUntilFree(kTurnsAwake + 1);
    }
    return true;
  }

  void Unlock() { is_held_.store(false, std::memory_order_release); }

 private:
  static constexpr int kTurnsAwake = 32;

  void WaitUntilFree(int most_turns = 1 << 30) {
    for (int turns = 0; is_held_.load(std::memory_order_relaxed) && turns < most_turns; ++turns) {
      // The holder may be waiting for this CPU.
      if (turns >= kTurnsAwake) sched_yield();
    }
  }

  std::atomic<bool> is_held_ = false;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_SPIN_LOCK_H_

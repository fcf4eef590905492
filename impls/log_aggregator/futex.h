#ifndef PAWL_IMPLS_LOG_AGGREGATOR_FUTEX_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_FUTEX_H_

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>

// Waiting for a word to change, see futex(2). std::atomic::wait has no time limit, and may not be called in a signal
// handler.
namespace log_aggregator {

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t));

// Returns when `word` is not `seen`, or when `most_ns` have passed, or for no reason.
inline void FutexWait(const std::atomic<uint32_t>& word, uint32_t seen, int64_t most_ns) {
  const timespec most = {most_ns / 1'000'000'000, most_ns % 1'000'000'000};
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, seen, &most, nullptr, 0);
}

inline void FutexWakeAll(const std::atomic<uint32_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_FUTEX_H_

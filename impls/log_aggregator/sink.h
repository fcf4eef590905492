#ifndef PAWL_IMPLS_LOG_AGGREGATOR_SINK_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_SINK_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace log_aggregator {

// Ends a line of which only a part was written.
constexpr std::string_view kCutLineEnd = " \\[cut]\n";

// Writes lines to a file descriptor, as the contract asks. Allocates nothing (but for a status that is not OK) and
// calls only what may be called in a signal handler. One thread writes; the counts may be read by any.
class Sink {
 public:
  explicit Sink(int fd) : fd_(fd) {}

  // Whole lines, each with its newline. Waits until the sink has taken them or refused.
  void Write(std::string_view lines, uint64_t count);

  uint64_t lost_lines() const { return lost_.load(std::memory_order_relaxed); }
  uint64_t write_calls() const { return write_calls_.load(std::memory_order_relaxed); }
  int error_number() const { return error_number_.load(std::memory_order_relaxed); }

  // OK, or DATA_LOSS if any line was ever lost. `name` says what the sink is.
  absl::Status status(std::string_view name) const;

 private:
  size_t WriteAll(std::string_view bytes);  // how many were taken; if not all, error_number_ is set
  bool WriteNotice();

  const int fd_;
  bool is_in_line_ = false;  // a part of a line was the last that was written
  uint64_t unreported_ = 0;  // lost lines that the sink itself was not told of
  std::atomic<uint64_t> lost_ = 0;
  std::atomic<uint64_t> write_calls_ = 0;
  std::atomic<int> error_number_ = 0;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_SINK_H_

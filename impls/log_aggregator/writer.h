#ifndef PAWL_IMPLS_LOG_AGGREGATOR_WRITER_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_WRITER_H_

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "impls/log_aggregator/lane.h"
#include "impls/log_aggregator/line.h"
#include "impls/log_aggregator/records.h"
#include "impls/log_aggregator/sink.h"
#include "impls/log_aggregator/spin_lock.h"

namespace log_aggregator {

// The thread that takes messages out of the lanes, formats them, and writes them by the batch.
class Writer {
 public:
  // What is given must outlive the writer.
  Writer(const Options& options, std::span<Lane> lanes, const Records& records);
  ~Writer();  // Writes what was accepted.

  // RESOURCE_EXHAUSTED if there is no thread to be had.
  absl::Status Start();

  // Ends the writer's sleep. May be called in a signal handler, as may FlushForCrash().
  void Wake();

  absl::Status Flush();

  // As Flush(), without its status, for at most `most_ms`. From here on nothing is written to tails, and no lock is
  // waited for that the thread that crashed might hold. Does nothing in a child of fork(), where there is no writer.
  void FlushForCrash(int64_t most_ms);
  bool is_crashing() const { return is_crashing_.load(std::memory_order_relaxed); }

  std::vector<std::string> Tail(SourceRecord& source);
  size_t TailBytes();
  Stats stats() const;

 private:
  void Run();
  size_t Pass();
  size_t TakeFrom(Lane& lane, uint64_t until);
  void KeepTails(size_t size_bytes);
  void Format(size_t size_bytes);
  const MessageHeader& TakenAt(size_t at) const { return *reinterpret_cast<const MessageHeader*>(taken_.get() + at); }
  uint64_t Dropped() const;
  void ReportDrops();
  void ReportDropsOf(SourceRecord& source);
  void WriteOut();

  const bool drops_oldest_;
  const int64_t interval_ns_;
  const pid_t process_;
  const std::span<Lane> lanes_;
  const Records& records_;
  Sink file_;
  Sink terminal_;

  std::atomic<bool> stops_ = false;
  std::atomic<bool> is_crashing_ = false;
  std::atomic<bool> sleeps_ = false;
  std::atomic<uint32_t> wakes_ = 0;
  std::atomic<uint64_t> flushes_requested_ = 0;
  std::atomic<uint64_t> flushes_done_ = 0;
  std::atomic<uint32_t> flush_word_ = 0;  // changes when flushes_done_ does
  std::atomic<uint64_t> written_ = 0;
  SpinLock tails_lock_;

  // The thread's own.
  TimeWriter times_;
  std::unique_ptr<char[]> taken_;  // messages, as they were in a lane
  std::unique_ptr<char[]> text_;   // lines
  size_t text_bytes_ = 0;
  uint64_t text_lines_ = 0;
  uint64_t reported_dropped_ = 0;
  // With whoever holds a lock in a crash, all in all: the thread that crashed may, and what waits in its lane is taken
  // in many parts.
  std::chrono::nanoseconds patience_ = std::chrono::milliseconds(100);

  std::thread thread_;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_WRITER_H_

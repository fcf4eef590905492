#ifndef PAWL_IMPLS_LOG_AGGREGATOR_LANE_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_LANE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "impls/log_aggregator/arguments.h"
#include "impls/log_aggregator/log_aggregator.h"
#include "impls/log_aggregator/spin_lock.h"

namespace log_aggregator {

struct SourceRecord;
struct TemplateRecord;

// A message in a lane; its arguments follow. Sizes are multiples of 8, so that headers are aligned.
struct MessageHeader {
  uint32_t size_bytes;  // with this header
  Severity severity;
  uint8_t arguments;
  bool is_padding;       // not a message: the next one is at the beginning of the ring
  uint8_t unused_bytes;  // at the end
  int64_t time_ns;
  SourceRecord* source;
  const TemplateRecord* message;

  size_t arguments_bytes() const { return size_bytes - sizeof *this - unused_bytes; }
};

// A bounded ring of messages: several threads put them in, under the lane's lock; one takes them out. All messages of a
// source go through one lane, which is what keeps them in order.
class Lane {
 public:
  static constexpr size_t kMinBytes = size_t{64} << 10;

  // What one message may take: two fit, with what is left unused at the ring's end between them.
  static constexpr size_t kMaxMessageBytes = kMinBytes / 3 / 8 * 8;
  static_assert(kMaxMessageBytes >=
                sizeof(MessageHeader) + kMaxTextBytes + kMaxArguments * (kMaxArgumentHeaderBytes + sizeof(uint64_t)));

  Lane() = default;
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // `size_bytes` is a power of two. All pages are touched now: a first touch later costs a microsecond.
  absl::Status Allocate(size_t size_bytes);

  // For those who put in, who hold the lock.
  SpinLock& lock() { return lock_; }

  // Room for a message of this size, a multiple of 8, contiguous and aligned; null if there is none now.
  char* Reserve(size_t size_bytes) {
    const size_t to_end = size_bytes_ - (reserved_ & (size_bytes_ - 1));
    const size_t padding = size_bytes <= to_end ? 0 : to_end;
    if (padding + size_bytes > size_bytes_ - (reserved_ - seen_tail_)) {
      seen_tail_ = tail_.load(std::memory_order_acquire);
      if (padding + size_bytes > size_bytes_ - (reserved_ - seen_tail_)) return nullptr;
    }
    if (padding > 0) Pad(padding);
    return ring_ + (reserved_ & (size_bytes_ - 1));
  }

  // Makes what was written to Reserve()'s room visible. True if half of the ring is used and nobody was told yet.
  bool Publish(size_t size_bytes) {
    reserved_ += size_bytes;
    head_.store(reserved_, std::memory_order_release);
    return reserved_ - seen_tail_ > size_bytes_ / 2 && IsHalfFull();
  }

  // Gives up the oldest messages until Reserve(size_bytes) has room, each counted for its source. REQUIRES: who takes
  // out does so under the lock, too.
  void DropOldest(size_t size_bytes);

  // Waits until something was taken out, or a millisecond. Without the lock.
  void WaitForRoom(uint32_t seen_takes);
  uint32_t takes() const { return takes_.load(std::memory_order_acquire); }

  // One message of this source is given up. Any thread, with or without the lock.
  void CountDropped(SourceRecord& source);
  uint64_t dropped() const { return dropped_.load(std::memory_order_acquire); }

  // For the one who takes out.

  // Everything up to here was published.
  uint64_t head() const { return head_.load(std::memory_order_acquire); }
  uint64_t tail() const { return tail_.load(std::memory_order_relaxed); }

  // Copies messages up to position `until`, as many as fit into `room_bytes` (>= kMaxMessageBytes), and frees their
  // place. Returns the bytes that were copied.
  size_t Take(uint64_t until, char* to, size_t room_bytes);

 private:
  const MessageHeader& At(uint64_t position) const {
    return *reinterpret_cast<const MessageHeader*>(ring_ + (position & (size_bytes_ - 1)));
  }
  void Pad(size_t size_bytes);
  bool IsHalfFull();

  char* ring_ = nullptr;
  size_t size_bytes_ = 0;

  // Positions only grow; in the ring they are taken modulo its size.
  alignas(64) SpinLock lock_;
  uint64_t reserved_ = 0;   // head_, but for a message that is being written
  uint64_t seen_tail_ = 0;  // tail_ as it was once
  std::atomic<uint64_t> head_ = 0;
  uint64_t told_tail_ = UINT64_MAX;  // seen_tail_ when somebody was told that half is used

  alignas(64) std::atomic<uint64_t> tail_ = 0;
  std::atomic<uint32_t> takes_ = 0;
  std::atomic<uint32_t> waiting_ = 0;
  std::atomic<uint64_t> dropped_ = 0;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_LANE_H_

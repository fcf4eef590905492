#include "impls/log_aggregator/lane.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>

#include "impls/log_aggregator/futex.h"
#include "impls/log_aggregator/records.h"

namespace log_aggregator {

Lane::~Lane() {
  if (ring_ != nullptr) munmap(ring_, size_bytes_);
}

absl::Status Lane::Allocate(size_t size_bytes) {
  void* const ring =
      mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (ring == MAP_FAILED) {
    return absl::ResourceExhaustedError("cannot map " + std::to_string(size_bytes) +
                                        " bytes for a queue: " + std::strerror(errno) + ". Ask for less queue_bytes");
  }
  ring_ = static_cast<char*>(ring);
  size_bytes_ = size_bytes;
  return absl::OkStatus();
}

void Lane::Pad(size_t size_bytes) {
  // As much of a header as there is room for: what says the size and that this is no message.
  static_assert(offsetof(MessageHeader, time_ns) == 8);
  MessageHeader header = {};
  header.size_bytes = static_cast<uint32_t>(size_bytes);
  header.is_padding = true;
  std::memcpy(ring_ + (reserved_ & (size_bytes_ - 1)), &header, 8);
  reserved_ += size_bytes;
}

bool Lane::IsHalfFull() {
  seen_tail_ = tail_.load(std::memory_order_acquire);
  if (reserved_ - seen_tail_ <= size_bytes_ / 2 || told_tail_ == seen_tail_) return false;
  told_tail_ = seen_tail_;
  return true;
}

void Lane::DropOldest(size_t size_bytes) {
  uint64_t tail = tail_.load(std::memory_order_relaxed);
  while (tail != head_.load(std::memory_order_relaxed) && Reserve(size_bytes) == nullptr) {
    const MessageHeader& oldest = At(tail);
    if (!oldest.is_padding) CountDropped(*oldest.source);
    tail += oldest.size_bytes;
    tail_.store(tail, std::memory_order_release);
  }
}

void Lane::CountDropped(SourceRecord& source) {
  source.dropped.fetch_add(1, std::memory_order_relaxed);
  dropped_.fetch_add(1, std::memory_order_release);
}

void Lane::WaitForRoom(uint32_t seen_takes) {
  waiting_.fetch_add(1);
  FutexWait(takes_, seen_takes, 1'000'000);
  waiting_.fetch_sub(1);
}

size_t Lane::Take(uint64_t until, char* to, size_t room_bytes) {
  uint64_t tail = tail_.load(std::memory_order_relaxed);
  const uint64_t begin = tail;
  size_t copied = 0;
  while (tail < until) {
    const uint32_t size_bytes = At(tail).size_bytes;
    if (!At(tail).is_padding) {
      if (copied + size_bytes > room_bytes) break;
      std::memcpy(to + copied, &At(tail), size_bytes);
      copied += size_bytes;
    }
    tail += size_bytes;
  }
  if (tail == begin) return 0;
  tail_.store(tail, std::memory_order_release);
  takes_.fetch_add(1);
  if (waiting_.load() > 0) FutexWakeAll(takes_);
  return copied;
}

}  // namespace log_aggregator

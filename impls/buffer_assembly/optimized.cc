#include "impls/buffer_assembly/optimized.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace buffer_assembly {
namespace {

constexpr size_t kHugePageBytes = size_t{2} << 20;
constexpr size_t kAlwaysMappedBytes = size_t{32} << 20;  // The highest limit that glibc's malloc adapts itself to.
constexpr size_t kReserveFromBytes = size_t{16} << 20;   // A stream of unknown size that may have this many
constexpr size_t kReservedPerByte = 8;                   // gets so much more address space.

// Empty when the memory cannot be had.
Buffer AllocateOnHugePages(size_t bytes) {
  void* data = nullptr;
  if (posix_memalign(&data, kHugePageBytes, bytes) != 0) return Buffer();
  madvise(data, bytes, MADV_HUGEPAGE);  // A hint: where huge pages are switched off, small ones serve.
  return Buffer(static_cast<char*>(data), bytes);
}

// A buffer of `bytes` that begins with the first `filled` bytes of `old`. On failure it is empty, and `old` untouched.
Buffer Resize(Buffer& old, size_t filled, size_t bytes) {
  if (bytes < kAlwaysMappedBytes) {
    char* const data = static_cast<char*>(std::realloc(old.data(), bytes));
    if (data == nullptr) return Buffer();
    old.Release();  // realloc freed or reused it
    return Buffer(data, bytes);
  }
  // Not realloc: it moves the block to an address that splits its huge pages (38 ms instead of 15 for 64 MiB).
  Buffer bigger = AllocateOnHugePages(bytes);
  if (bigger.data() != nullptr && filled > 0) std::memcpy(bigger.data(), old.data(), filled);
  return bigger;
}

}  // namespace

absl::Status Optimized::MakeRoom(size_t chunk_bytes) {
  const size_t filled = ledger_.received_bytes();
  const size_t needed = ledger_.declared_bytes().value_or(filled + chunk_bytes);
  Buffer room;
  if (!ledger_.declared_bytes()) {
    const size_t doubled = std::max(needed, 2 * room_.size());
    if (doubled >= kReserveFromBytes) room = Resize(room_, filled, kReservedPerByte * doubled);
    if (room.data() == nullptr) room = Resize(room_, filled, doubled);
  }
  // Where address space is limited, there may still be enough for this chunk.
  if (room.data() == nullptr) room = Resize(room_, filled, needed);
  if (room.data() == nullptr) return ledger_.Fail(OutOfMemory(needed, filled));
  room_ = std::move(room);
  return absl::OkStatus();
}

absl::Status Optimized::Append(std::string_view chunk) {
  if (absl::Status refusal = ledger_.Admit(chunk.size()); !refusal.ok()) return refusal;
  if (chunk.empty()) return absl::OkStatus();
  if (chunk.size() > room_.size() - ledger_.received_bytes()) {
    if (absl::Status status = MakeRoom(chunk.size()); !status.ok()) return status;
  }
  std::memcpy(room_.data() + ledger_.received_bytes(), chunk.data(), chunk.size());
  ledger_.Took(chunk.size());
  return absl::OkStatus();
}

absl::StatusOr<Buffer> Optimized::Finish() {
  if (absl::Status status = ledger_.CheckComplete(); !status.ok()) return status;
  return HandOut();
}

absl::StatusOr<Buffer> Optimized::TakeReceived() {
  if (absl::Status status = ledger_.CheckUnspent(); !status.ok()) return status;
  return HandOut();
}

Buffer Optimized::HandOut() {
  ledger_.Spend();
  if (!ledger_.declared_bytes() && room_.size() >= kAlwaysMappedBytes && ledger_.received_bytes() > 0) {
    // Shrinks the mapping in place: what was reserved and never written goes back without a copy.
    if (void* const data = std::realloc(room_.data(), ledger_.received_bytes()); data != nullptr) {
      room_.Release();
      return Buffer(static_cast<char*>(data), ledger_.received_bytes());
    }
  }
  return Buffer(room_.Release(), ledger_.received_bytes());
}

}  // namespace buffer_assembly

#include "impls/buffer_assembly/baseline.h"

#include <cstdlib>
#include <cstring>
#include <utility>

namespace buffer_assembly {

absl::Status Baseline::Append(std::string_view chunk) {
  if (absl::Status refusal = ledger_.Admit(chunk.size()); !refusal.ok()) return refusal;
  if (chunk.empty()) return absl::OkStatus();
  Buffer copy(static_cast<char*>(std::malloc(chunk.size())), chunk.size());
  if (copy.data() == nullptr) return ledger_.Fail(OutOfMemory(chunk.size(), ledger_.received_bytes()));
  std::memcpy(copy.data(), chunk.data(), chunk.size());
  chunks_.push_back(std::move(copy));
  ledger_.Took(chunk.size());
  return absl::OkStatus();
}

absl::StatusOr<Buffer> Baseline::Finish() {
  if (absl::Status status = ledger_.CheckComplete(); !status.ok()) return status;
  return Concatenate();
}

absl::StatusOr<Buffer> Baseline::TakeReceived() {
  if (absl::Status status = ledger_.CheckUnspent(); !status.ok()) return status;
  return Concatenate();
}

absl::StatusOr<Buffer> Baseline::Concatenate() {
  const size_t total_bytes = ledger_.received_bytes();
  Buffer whole;
  if (used_.size() >= total_bytes) {
    whole = Buffer(used_.Release(), total_bytes);
  } else {
    used_ = Buffer();
    whole = Buffer(static_cast<char*>(std::malloc(total_bytes)), total_bytes);
    if (whole.data() == nullptr) return OutOfMemory(total_bytes, total_bytes);
  }
  size_t offset = 0;
  for (const Buffer& chunk : chunks_) {
    std::memcpy(whole.data() + offset, chunk.data(), chunk.size());
    offset += chunk.size();
  }
  chunks_.clear();
  ledger_.Spend();
  return whole;
}

}  // namespace buffer_assembly

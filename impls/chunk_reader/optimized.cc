#include "impls/chunk_reader/optimized.h"

#include <algorithm>

namespace chunk_reader {

size_t Optimized::ChunkBytes(uint64_t declared_bytes) {
  constexpr size_t kKiB = 1024;
  if (declared_bytes == 0) return 64 * kKiB;
  if (declared_bytes < 64 * kKiB) return std::min<size_t>(declared_bytes, 32 * kKiB);
  return declared_bytes < 1024 * kKiB ? 64 * kKiB : 128 * kKiB;
}

absl::StatusOr<std::string_view> Optimized::Next() {
  const size_t chunk_bytes = ChunkBytes(declared_bytes().value_or(0));
  if (absl::Status status = buffer_.Reserve(chunk_bytes + 1); !status.ok()) return status;
  const uint64_t remaining = remaining_bytes();
  if (remaining == 0 || remaining > chunk_bytes) return Read(buffer_.data(), chunk_bytes);
  return ReadToDeclaredEnd(buffer_.data(), remaining + 1);
}

}  // namespace chunk_reader

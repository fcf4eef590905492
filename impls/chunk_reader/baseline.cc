#include "impls/chunk_reader/baseline.h"

namespace chunk_reader {
namespace {

constexpr size_t kChunkBytes = 64 << 10;

}  // namespace

absl::StatusOr<std::string_view> Baseline::Next() {
  if (absl::Status status = buffer_.Reserve(kChunkBytes); !status.ok()) return status;
  return Read(buffer_.data(), kChunkBytes);
}

}  // namespace chunk_reader

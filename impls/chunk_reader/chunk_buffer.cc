#include "impls/chunk_reader/chunk_buffer.h"

#include <cstdint>
#include <string>

namespace chunk_reader {
namespace {

constexpr size_t kPageBytes = 4096;

}  // namespace

absl::Status ChunkBuffer::Allocate(size_t bytes) {
  // Aligned by hand: glibc never learns to serve an aligned block of more than 128 KiB from memory that it kept, since
  // each time it asks for more than it got back. Such a block is mapped and unmapped for every reader (60 us).
  *this = ChunkBuffer();  // first, so that both need not fit at once
  memory_.reset(static_cast<char*>(std::malloc(bytes + kPageBytes - 1)));
  if (memory_ == nullptr) {
    return absl::ResourceExhaustedError("cannot allocate " + std::to_string(bytes) +
                                        " bytes for chunks. Free memory and call Next() again");
  }
  data_ = memory_.get() + (-reinterpret_cast<uintptr_t>(memory_.get())) % kPageBytes;
  size_bytes_ = bytes;
  return absl::OkStatus();
}

}  // namespace chunk_reader

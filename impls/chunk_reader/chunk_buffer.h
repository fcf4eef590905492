#ifndef PAWL_IMPLS_CHUNK_READER_CHUNK_BUFFER_H_
#define PAWL_IMPLS_CHUNK_READER_CHUNK_BUFFER_H_

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/status/status.h"

namespace chunk_reader {

// Memory for chunks. Empty when default-constructed or moved from.
class ChunkBuffer {
 public:
  ChunkBuffer() = default;
  ChunkBuffer(ChunkBuffer&& other) noexcept { *this = std::move(other); }
  ChunkBuffer& operator=(ChunkBuffer&& other) noexcept {
    memory_ = std::move(other.memory_);
    data_ = std::exchange(other.data_, nullptr);
    size_bytes_ = std::exchange(other.size_bytes_, 0);
    return *this;
  }

  // Makes it at least this large and, if `pages`, of whole pages. Keeps no contents and never shrinks; most often there
  // is nothing to do. RESOURCE_EXHAUSTED if the memory cannot be had; the buffer is empty then.
  absl::Status Reserve(size_t bytes, bool pages = false) {
    return bytes <= size_bytes_ ? absl::OkStatus() : Allocate(bytes, pages);
  }

  char* data() { return data_; }
  size_t size() const { return size_bytes_; }

 private:
  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };

  absl::Status Allocate(size_t bytes, bool pages);

  std::unique_ptr<char, Free> memory_;
  char* data_ = nullptr;  // in memory_
  size_t size_bytes_ = 0;
};

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_CHUNK_BUFFER_H_

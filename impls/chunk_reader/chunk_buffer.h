#ifndef PAWL_IMPLS_CHUNK_READER_CHUNK_BUFFER_H_
#define PAWL_IMPLS_CHUNK_READER_CHUNK_BUFFER_H_

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/status/status.h"

namespace chunk_reader {

// Memory for chunks that begins at a page. Empty when default-constructed or moved from.
//
// The page is what makes a read's time the same for every reader. The kernel copies out of page-aligned memory with
// `rep movsb`, which is slow where the destination lies 1 to 31 bytes further into its page than the source: 64 KiB
// took 24 us there instead of 2.4 us (AMD Zen 3). That is not rare: malloc returns what it maps 16 bytes into a page,
// and elsewhere in it what the heap's history left.
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

  // Makes it at least this large, and takes up to a page more from malloc. Keeps no contents and never shrinks; most
  // often there is nothing to do. RESOURCE_EXHAUSTED if the memory cannot be had; the buffer is empty then.
  absl::Status Reserve(size_t bytes) { return bytes <= size_bytes_ ? absl::OkStatus() : Allocate(bytes); }

  char* data() { return data_; }
  size_t size() const { return size_bytes_; }

 private:
  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };

  absl::Status Allocate(size_t bytes);

  std::unique_ptr<char, Free> memory_;
  char* data_ = nullptr;  // in memory_
  size_t size_bytes_ = 0;
};

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_CHUNK_BUFFER_H_

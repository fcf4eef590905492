#ifndef PAWL_IMPLS_BUFFER_ASSEMBLY_BUFFER_ASSEMBLY_H_
#define PAWL_IMPLS_BUFFER_ASSEMBLY_BUFFER_ASSEMBLY_H_

#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Assembles the chunks of a stream, in order of arrival, into one contiguous buffer.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * Append copies: the caller may overwrite or free its chunk as soon as Append returns. Chunks may be empty.
//   * A failed Append takes nothing of its chunk, which is still whole in the caller's hands. The stream then has a
//     hole, so every later Append and Finish repeats that error. Only TakeReceived is of use.
//       OUT_OF_RANGE        the chunk would exceed the declared size
//       RESOURCE_EXHAUSTED  no memory for it
//   * Finish returns all bytes. It fails with DATA_LOSS before the declared size is reached (more chunks may follow
//     and Finish be called again) and with RESOURCE_EXHAUSTED when it needs memory that is not to be had.
//   * No error loses a byte: TakeReceived returns the bytes of every successful Append, before or after any error.
//   * After a successful Finish or TakeReceived, or after being moved from, an assembler only ever answers
//     FAILED_PRECONDITION; it may be assigned to and destroyed.
//   * A declared size that the system cannot allocate is an error, never a crash. Which call says so depends on when
//     the implementation allocates: one that allocates late may meet the end of a short stream first.
//   * An assembler may be given the memory of an earlier result. It overwrites it and hands it out again if the stream
//     fits into it, and frees it otherwise; the new result is as long as its stream, however large that memory is.
//   * One assembler is used by one thread at a time.
// Correct without: any use of the declared size but the check. An assembler that keeps all chunks is a valid one.
namespace buffer_assembly {

// Owns contiguous bytes from malloc. Empty when default-constructed or moved from.
class Buffer {
 public:
  Buffer() = default;

  // Takes ownership of `data`, which free() must accept; null only if `size_bytes` is 0.
  Buffer(char* data, size_t size_bytes) : data_(data), size_bytes_(size_bytes) {}

  Buffer(Buffer&& other) noexcept : data_(std::move(other.data_)), size_bytes_(std::exchange(other.size_bytes_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    data_ = std::move(other.data_);
    size_bytes_ = std::exchange(other.size_bytes_, 0);
    return *this;
  }

  // Gives the memory up: the caller must free() it. Leaves the buffer empty.
  char* Release() {
    size_bytes_ = 0;
    return data_.release();
  }

  char* data() { return data_.get(); }  // May be null when empty.
  const char* data() const { return data_.get(); }
  size_t size() const { return size_bytes_; }
  std::string_view view() const { return {data_.get(), size_bytes_}; }

 private:
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };
  std::unique_ptr<char, Free> data_;
  size_t size_bytes_ = 0;
};

template <typename T>
concept Assembler = requires(T assembler, std::string_view chunk, std::optional<size_t> declared_bytes, Buffer used) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T(declared_bytes);  // The size of the whole stream, or nullopt when it is not known. Allocates nothing.
  T(declared_bytes, std::move(used));  // The same, with an earlier result (its size() is all that is used of it).
  { assembler.Append(chunk) } -> std::same_as<absl::Status>;
  { assembler.Finish() } -> std::same_as<absl::StatusOr<Buffer>>;
  { assembler.TakeReceived() } -> std::same_as<absl::StatusOr<Buffer>>;
} && std::movable<T>;

// RESOURCE_EXHAUSTED: `bytes` could not be allocated, with the way out.
absl::Status OutOfMemory(size_t bytes, size_t received_bytes);

// Keeps the contract's books for an implementation: what was declared, received and refused. Holds no bytes.
class Ledger {
 public:
  explicit Ledger(std::optional<size_t> declared_bytes) : declared_bytes_(declared_bytes) {}
  Ledger(Ledger&& other) noexcept { *this = std::move(other); }
  Ledger& operator=(Ledger&& other) noexcept {
    declared_bytes_ = other.declared_bytes_;
    received_bytes_ = std::exchange(other.received_bytes_, 0);
    failure_ = std::move(other.failure_);
    spent_ = std::exchange(other.spent_, true);
    return *this;
  }

  std::optional<size_t> declared_bytes() const { return declared_bytes_; }
  size_t received_bytes() const { return received_bytes_; }

  // OK if a chunk of this size may be taken. A chunk beyond the declared size is remembered as the stream's failure.
  absl::Status Admit(size_t chunk_bytes) {
    const bool fits = !declared_bytes_ || chunk_bytes <= *declared_bytes_ - received_bytes_;
    if (fits && !spent_ && failure_.ok()) return absl::OkStatus();
    return Refuse(chunk_bytes);
  }

  void Took(size_t chunk_bytes) { received_bytes_ += chunk_bytes; }

  // Remembers why a chunk was not taken, and returns it.
  absl::Status Fail(absl::Status why) { return failure_ = std::move(why); }

  absl::Status CheckComplete() const;  // OK if Finish may hand out the bytes.
  absl::Status CheckUnspent() const;   // OK if TakeReceived may.
  void Spend() { spent_ = true; }      // The bytes were handed out.

 private:
  absl::Status Refuse(size_t chunk_bytes);

  std::optional<size_t> declared_bytes_;
  size_t received_bytes_ = 0;
  absl::Status failure_;
  bool spent_ = false;
};

}  // namespace buffer_assembly

#endif  // PAWL_IMPLS_BUFFER_ASSEMBLY_BUFFER_ASSEMBLY_H_

#ifndef PAWL_IMPLS_CHUNK_READER_CHUNK_READER_H_
#define PAWL_IMPLS_CHUNK_READER_CHUNK_READER_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/chunk_reader/chunk_buffer.h"
#include "impls/fd.h"

// Reads a file, pipe or stream socket from its position to its end, chunk by chunk, through one buffer.
//
// Contract, kept by every class in impls.h and checked by contract.h and what is beside it:
//   * Open(path) or Attach(fd) begins a source, whatever became of the one before; then Next() returns chunk after
//     chunk, in order, and an empty one at the end, as often as it is asked. All chunks in a row are all bytes.
//   * A chunk is a view into the object. It ends with the next call of a member that is not const, and with a move.
//   * A chunk has any size from one byte up to what the implementation states. Next() waits for the first byte and not
//     for more: what a pipe or socket has is handed out before the rest arrives. Only the empty chunk means the end.
//   * A file that claims a size is read until the system says that it ends, but at least that far unless it shrank
//     meanwhile. One that grows is read on as long as there are chunks; what is appended after the last is not seen.
//     One that shrinks ends early. Nothing notices either, but read_bytes() and declared_bytes() differ. One that
//     claims size 0 may hold any number of bytes (in /proc); another that claims too little, which only a broken file
//     system does, may end there.
//   * EINTR is never seen by the caller. A descriptor with O_NONBLOCK is waited for, however long.
//   * No error loses a byte: all bytes read before it were handed out by earlier calls. It has the canonical code of
//     the errno (NOT_FOUND, PERMISSION_DENIED, ...), and names the source, the offset, the errno's text and the way
//     out. It is repeated by every later Next(), so that a broken source never looks like a finished one. One error
//     passes: DEADLINE_EXCEEDED of a blocking socket with a receive timeout (SO_RCVTIMEO); the next call waits again.
//   * RESOURCE_EXHAUSTED when there is no memory for the buffer; nothing was read then, and Next() may be repeated.
//   * A directory and a socket of messages (whose ends would be lost) are FAILED_PRECONDITION. So is Next() before the
//     first source, after a failed Open or Attach, and after being moved from. Opening a named pipe waits for a writer.
//   * The file is closed when its end or an error was met, with the next Open or Attach, and with the object.
//   * One object is used by one thread at a time.
// Correct without: any use of the declared size, any memory kept from source to source, any bound on system calls.
namespace chunk_reader {

using impls::Fd;

template <typename T>
concept ChunkReader = requires(T reader, const T constant, const std::filesystem::path& path, Fd fd) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T();  // Allocates nothing.
  { reader.Open(path) } -> std::same_as<absl::Status>;
  // Takes the descriptor over and reads from where it stands. To keep it, give away a dup() of it.
  { reader.Attach(std::move(fd)) } -> std::same_as<absl::Status>;
  { reader.Next() } -> std::same_as<absl::StatusOr<std::string_view>>;
  // From the first byte to read to the end that a regular file had when it was opened or attached; nullopt for what
  // claims no size: pipes, sockets, devices.
  { constant.declared_bytes() } -> std::same_as<std::optional<uint64_t>>;
  { constant.read_bytes() } -> std::same_as<uint64_t>;  // of this source, so far
  // Made by this object since it was made, failed and interrupted ones included; not those of the allocator.
  { constant.system_calls() } -> std::same_as<uint64_t>;
} && std::movable<T>;

// What follows is shared by the implementations, which differ in their buffer and in how much they ask for.

// The public members that the contract asks of every implementation, but Next(), which it builds from Read().
class Source {
 public:
  Source() = default;
  Source(Source&& other) noexcept { *this = std::move(other); }
  Source& operator=(Source&& other) noexcept;

  absl::Status Open(const std::filesystem::path& path);
  absl::Status Attach(Fd fd);

  std::optional<uint64_t> declared_bytes() const { return declared_bytes_; }
  uint64_t read_bytes() const { return read_bytes_; }
  uint64_t system_calls() const { return system_calls_; }

 protected:
  ~Source() = default;

  // What the declared size promises still to come; 0 if it promises nothing.
  uint64_t remaining_bytes() const {
    return declared_bytes_ && *declared_bytes_ > read_bytes_ ? *declared_bytes_ - read_bytes_ : 0;
  }

  // Reads into `data` what is there, `capacity_bytes` (> 0) at most: a chunk, empty at the end, or an error of the
  // contract. Every call is one system call unless it waits or is interrupted.
  absl::StatusOr<std::string_view> Read(char* data, size_t capacity_bytes);

  // Like Read, but spares the call that only says "end": when a regular file gave less than was asked for and all that
  // it claims, that was its end. Worth something only if more is asked for than remains.
  absl::StatusOr<std::string_view> ReadToDeclaredEnd(char* data, size_t capacity_bytes);

  // Advises the system that the rest of a regular file will be read in order. Best effort.
  void AdviseSequential();

 private:
  enum class State { kNone, kOpen, kEnded, kFailed };

  void Begin(std::string_view name);
  absl::Status LookUp();  // what the descriptor is, and its size
  absl::Status Fail(absl::Status why);
  absl::Status ReadFailed(int error_number);
  absl::Status Unreadable(const char* what, const char* way_out);
  absl::StatusOr<bool> WaitUntilReadable();  // false if the descriptor blocks by itself
  void End();
  std::string At() const;  // for messages: the name and the offset

  Fd fd_;
  State state_ = State::kNone;
  std::optional<uint64_t> declared_bytes_;
  uint64_t read_bytes_ = 0;
  uint64_t system_calls_ = 0;
  std::string name_;
  absl::Status failure_;
};

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_CHUNK_READER_H_

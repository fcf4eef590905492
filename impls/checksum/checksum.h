#ifndef PAWL_IMPLS_CHECKSUM_CHECKSUM_H_
#define PAWL_IMPLS_CHECKSUM_CHECKSUM_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// SHA-256 of files and of directory trees.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * HashFile(path) is the SHA-256 of what reading the file to its end yields, whatever size it claims (files in /proc
//     claim 0). A symbolic link is followed. Only regular files are read: a directory, pipe, socket or device is
//     FAILED_PRECONDITION, and opening one never blocks.
//   * HashTree(root) is the SHA-256 of one line per file and symbolic link below the directory `root`:
//         <hex digest of the content>  <path relative to root>\n         a regular file
//         <hex digest of the target's text> @<path relative to root>\n   a symbolic link, which is not followed
//     sorted by the paths' bytes. As sha256sum does, a path with a backslash, newline or carriage return is written
//     with
//     \\, \n, \r for it and the line then starts with a backslash. Without symbolic links the digest is that of
//         cd root && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0r sha256sum -- | sha256sum
//     Directories have no line, so empty ones do not count; nor do modes, owners and times. Anything else in the tree
//     (pipe, socket, device) is FAILED_PRECONDITION: a digest that left it out would not be the tree's. `root` itself
//     may be a link to a directory.
//   * What cannot be opened or read, or vanished meanwhile, is a Status with the errno's canonical code (NOT_FOUND,
//     PERMISSION_DENIED, ...) that names the path, the errno's text and the way out. Memory that is not to be had is
//     RESOURCE_EXHAUSTED. No partial digest is ever returned, and the object works on after any error.
//   * A file or tree that changes while it is read gives the digest of some mixture; nothing notices.
//   * One object is used by one thread at a time.
// Correct without: any memory kept from call to call, or any bound on memory within one.
namespace checksum {

using Digest = std::array<uint8_t, 32>;

// 64 lower-case hexadecimal digits.
std::string Hex(const Digest& digest);

template <typename T>
concept Hasher = requires(T hasher, const std::filesystem::path& path) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T();  // Allocates nothing.
  { hasher.HashFile(path) } -> std::same_as<absl::StatusOr<Digest>>;
  { hasher.HashTree(path) } -> std::same_as<absl::StatusOr<Digest>>;
} && std::movable<T>;

// What follows is shared by the implementations.

// Owns a file descriptor; -1 for none.
class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }

 private:
  int fd_;
};

enum class Links { kFollow, kRefuse };

// Opens a regular file for reading; anything else is an error of the contract.
absl::StatusOr<Fd> OpenRegularFile(const std::filesystem::path& path, Links links);

// Reads up to `capacity_bytes` into `data`, again after every EINTR. Returns the bytes read, which may be fewer at any
// time; 0 at the end. `path` is for the message.
absl::StatusOr<size_t> ReadSome(const Fd& file, char* data, size_t capacity_bytes, const std::filesystem::path& path);

// The error of the contract for a system call on `path` that failed with `error_number`.
absl::Status SystemError(const std::filesystem::path& path, std::string_view what, int error_number);

// RESOURCE_EXHAUSTED for `bytes` wanted to hash `path`.
absl::Status OutOfMemory(const std::filesystem::path& path, size_t bytes);

// INTERNAL: OpenSSL refused. SHA-256 is missing from its configured providers, or its memory ran out.
absl::Status OpenSslError();

enum class Kind { kFile, kLink, kDirectory };

struct Entry {
  std::string path;  // relative to the root of the tree
  Kind kind;
};

// The entries of the directory `root / directory`, in no order; `directory` is relative, "" for the root itself.
absl::StatusOr<std::vector<Entry>> ListDirectory(const std::filesystem::path& root, const std::string& directory);

// The text that the symbolic link `path` holds.
absl::StatusOr<std::string> ReadLink(const std::filesystem::path& path);

// The line of the tree digest for a file or link.
std::string TreeLine(const Digest& digest, const Entry& entry);

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_CHECKSUM_H_

#ifndef PAWL_IMPLS_CHECKSUM_CHECKSUM_H_
#define PAWL_IMPLS_CHECKSUM_CHECKSUM_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
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
//     sorted by the paths' bytes. As sha256sum does, a path with a backslash, newline or carriage return has \\, \n,
//     \r for it and the line then starts with a backslash. Without symbolic links the digest is that of
//         cd root && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0r sha256sum -- | sha256sum
//     Directories have no line, so empty ones do not count; nor do modes, owners and times. Anything else in the tree
//     (pipe, socket, device) is FAILED_PRECONDITION: a digest that left it out would not be the tree's. `root` itself
//     may be a link to a directory.
//   * HashEach(root) is the same lines with what could not be hashed beside them: every failure is reported, in the
//     order of the paths, and everything else is hashed. A directory that cannot be listed is one failure. The lines
//     are what `sha256sum -c` reads, but for those of links. If nothing failed, their SHA-256 is HashTree's answer; if
//     something did, that is one of the failures.
//   * HashBytes(bytes) is the SHA-256 of bytes in memory.
//   * What cannot be opened or read, or vanished meanwhile, is a Status with the errno's canonical code (NOT_FOUND,
//     PERMISSION_DENIED, ...) that names the path, the errno's text and the way out. Memory that is not to be had is
//     RESOURCE_EXHAUSTED. No partial digest is ever returned, and the object works on after any error.
//   * A file that changes while it is read is ABORTED, with its size and times before and after. Not seen is what the
//     file system does not date: a change in the same tick of the kernel's clock (1 to 10 ms) as the one before the
//     file was opened, and one through a shared mapping that is not written back yet. Files of a tree are read one
//     after the other: nothing says that they ever stood together as they were read.
//   * One object is used by one thread at a time.
// Correct without: any memory kept from call to call, or any bound on memory within one.
namespace checksum {

using Digest = std::array<uint8_t, 32>;

// Two lower-case hexadecimal digits for each byte.
std::string Hex(std::span<const uint8_t> bytes);

// The same, added to `text`.
void AppendHex(std::span<const uint8_t> bytes, std::string& text);

// What HashEach() found in a tree.
struct Manifest {
  std::string lines;                   // of all that could be hashed
  std::vector<absl::Status> failures;  // of all that could not, each with its path
};

template <typename T>
concept Hasher = requires(T hasher, const std::filesystem::path& path, std::string_view bytes) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T();  // Allocates nothing.
  { hasher.HashFile(path) } -> std::same_as<absl::StatusOr<Digest>>;
  { hasher.HashTree(path) } -> std::same_as<absl::StatusOr<Digest>>;
  { hasher.HashEach(path) } -> std::same_as<Manifest>;
  { hasher.HashBytes(bytes) } -> std::same_as<absl::StatusOr<Digest>>;
} && std::movable<T>;

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_CHECKSUM_H_

#ifndef PAWL_IMPLS_CHECKSUM_FILES_H_
#define PAWL_IMPLS_CHECKSUM_FILES_H_

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/fd.h"

// What every implementation does with files, and the errors of the contract.
namespace checksum {

// Names a file, mostly to nobody: it becomes a text only when something fails. Borrows what it was made of.
class PathRef {
 public:
  PathRef(const std::filesystem::path& path) : relative_(path.native()) {}  // NOLINT: a path is one
  PathRef(const std::filesystem::path& root, std::string_view relative) : root_(root.native()), relative_(relative) {}

  std::string Text() const;

 private:
  std::string_view root_;
  std::string_view relative_;
};

using impls::Fd;

// Which file, and what its file system says of its last changes. Two that are equal are of the same bytes, unless a
// change was not dated or fell into the same tick of the clock.
struct Stamp {
  explicit Stamp(const struct stat& status);
  Stamp() = default;
  bool operator==(const Stamp&) const = default;

  uint64_t device = 0;
  uint64_t inode = 0;
  int64_t size_bytes = 0;
  int64_t modified_ns = 0;  // since 1970, as all times here; anybody may set it
  int64_t changed_ns = 0;   // of the inode, so of content and modified_ns, too; nobody can set it
};

enum class Links { kFollow, kRefuse };

// A regular file that is being read. Errors name `path`, which is given to each call and not kept.
class File {
 public:
  File() : fd_(-1) {}

  // Anything but a regular file is an error of the contract.
  static absl::StatusOr<File> Open(const std::filesystem::path& path, Links links);

  // The file `name` of an open directory; a link is refused.
  static absl::StatusOr<File> OpenAt(const Fd& directory, const char* name, const PathRef& path);

  const Fd& fd() const { return fd_; }

  // When it was opened.
  const Stamp& stamp() const { return stamp_; }

  // ABORTED if it has changed since it was opened.
  absl::Status Unchanged(const PathRef& path) const;

 private:
  static absl::StatusOr<File> OpenFrom(int directory, const char* name, Links links, const PathRef& path);

  Fd fd_;
  Stamp stamp_;
};

// Reads up to `capacity_bytes` into `data`, again after every EINTR. Returns the bytes read, which may be fewer at any
// time; 0 at the end. `data` should begin a page: on Zen 3 read() takes ten times as long where it is 1 to 31 bytes
// above a multiple of 4096.
absl::StatusOr<size_t> ReadSome(const Fd& file, char* data, size_t capacity_bytes, const PathRef& path);

// The text that the symbolic link `path` holds.
absl::StatusOr<std::string> ReadLink(const std::filesystem::path& path);

// The error of the contract for what is neither file, directory nor link, as a look at it says.
absl::Status NotHashable(const std::filesystem::path& path);

// The error of the contract for a system call on `path` that failed with `error_number`.
absl::Status SystemError(const PathRef& path, std::string_view what, int error_number);

// RESOURCE_EXHAUSTED for `bytes` wanted to hash `path`.
absl::Status OutOfMemory(const PathRef& path, size_t bytes);

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_FILES_H_

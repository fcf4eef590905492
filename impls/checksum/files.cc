#include "impls/checksum/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace checksum {
namespace {

namespace fs = std::filesystem;

std::string WayOut(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "Check the path. If the file was there a moment ago, hash again when nothing writes to the tree";
    case EACCES:
    case EPERM:
      return "Make it readable (chmod u+r; for a directory u+rx) or run as its owner";
    case EMFILE:
    case ENFILE:
      return "Close files or raise the limit (ulimit -n)";
    case ENOTDIR:
      return "Name a directory here; one file is hashed by HashFile";
    default:
      return "Check that `cat` can read it; a disk or network file system may be at fault";
  }
}

absl::Status NotAFile(const PathRef& path, const char* type, const char* way_out) {
  return absl::FailedPreconditionError(path.Text() + ": is a " + type + ", not a regular file. " + way_out);
}

const char* TypeName(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFIFO:
      return "named pipe";
    case S_IFSOCK:
      return "socket";
    default:
      return "device";
  }
}

constexpr char kHashRegularOnly[] = "Only files, directories and symbolic links can be hashed: move it elsewhere";

int64_t Nanoseconds(const struct timespec& time) { return time.tv_sec * int64_t{1'000'000'000} + time.tv_nsec; }

std::string Describe(const Stamp& stamp) {
  return std::to_string(stamp.size_bytes) + " bytes, modified at " + std::to_string(stamp.modified_ns) +
         " ns, changed at " + std::to_string(stamp.changed_ns) + " ns";
}

}  // namespace

std::string PathRef::Text() const {
  if (root_.empty()) return std::string(relative_);
  return (fs::path(root_) / relative_).native();
}

Stamp::Stamp(const struct stat& status)
    : device(status.st_dev),
      inode(status.st_ino),
      size_bytes(status.st_size),
      modified_ns(Nanoseconds(status.st_mtim)),
      changed_ns(Nanoseconds(status.st_ctim)) {}

absl::Status SystemError(const PathRef& path, std::string_view what, int error_number) {
  const std::string message = path.Text() + ": " + std::string(what) + ": " +
                              std::generic_category().message(error_number) + " (errno " +
                              std::to_string(error_number) + "). " + WayOut(error_number);
  return absl::Status(absl::ErrnoToStatusCode(error_number), message);
}

absl::Status OutOfMemory(const PathRef& path, size_t bytes) {
  return absl::ResourceExhaustedError(path.Text() + ": cannot allocate " + std::to_string(bytes) +
                                      " bytes to hash it. Free memory, or use the implementation that streams");
}

absl::Status NotHashable(const fs::path& path) {
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0) return SystemError(path, "cannot look up", errno);
  return NotAFile(path, TypeName(status.st_mode), kHashRegularOnly);
}

absl::StatusOr<File> File::Open(const fs::path& path, Links links) {
  return OpenFrom(AT_FDCWD, path.c_str(), links, path);
}

absl::StatusOr<File> File::OpenAt(const Fd& directory, const char* name, const PathRef& path) {
  return OpenFrom(directory.get(), name, Links::kRefuse, path);
}

absl::StatusOr<File> File::OpenFrom(int directory, const char* name, Links links, const PathRef& path) {
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. It changes nothing for regular files.
  const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (links == Links::kRefuse ? O_NOFOLLOW : 0);
  File file;
  do {
    file.fd_ = Fd(openat(directory, name, flags));
  } while (file.fd_.get() < 0 && errno == EINTR);
  if (file.fd_.get() < 0 && errno != ENXIO) return SystemError(path, "cannot open", errno);
  if (file.fd_.get() < 0) return NotAFile(path, "socket or device", kHashRegularOnly);
  struct stat status = {};
  if (fstat(file.fd_.get(), &status) != 0) return SystemError(path, "cannot look up", errno);
  if (S_ISDIR(status.st_mode)) return NotAFile(path, "directory", "Use HashTree for it");
  if (!S_ISREG(status.st_mode)) return NotAFile(path, TypeName(status.st_mode), kHashRegularOnly);
  file.stamp_ = Stamp(status);
  return file;
}

absl::Status File::Unchanged(const PathRef& path) const {
  struct stat status = {};
  if (fstat(fd_.get(), &status) != 0) return SystemError(path, "cannot look up", errno);
  const Stamp now(status);
  if (now == stamp_) return absl::OkStatus();
  return absl::AbortedError(path.Text() + ": changed while it was read: " + Describe(stamp_) + " before, " +
                            Describe(now) + " after. Hash it again when nothing writes to it");
}

absl::StatusOr<size_t> ReadSome(const Fd& file, char* data, size_t capacity_bytes, const PathRef& path) {
  ssize_t got = -1;
  do {
    got = read(file.get(), data, capacity_bytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return SystemError(path, "cannot read", errno);
  return static_cast<size_t>(got);
}

absl::StatusOr<std::string> ReadLink(const fs::path& path) {
  std::error_code error;
  const fs::path target = fs::read_symlink(path, error);
  if (error) return SystemError(path, "cannot read the link", error.value());
  return target.native();
}

}  // namespace checksum

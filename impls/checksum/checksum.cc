#include "impls/checksum/checksum.h"

#include <fcntl.h>
#include <sys/stat.h>
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

absl::Status NotAFile(const fs::path& path, const char* type, const char* way_out) {
  return absl::FailedPreconditionError(path.native() + ": is a " + type + ", not a regular file. " + way_out);
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

// Mostly costs no system call: reading the directory told the type.
absl::StatusOr<Kind> KindOf(const fs::directory_entry& entry) {
  std::error_code error;
  if (entry.is_symlink(error)) return Kind::kLink;
  if (!error && entry.is_directory(error)) return Kind::kDirectory;
  if (!error && entry.is_regular_file(error)) return Kind::kFile;
  if (error) return SystemError(entry.path(), "cannot look up", error.value());
  struct stat status = {};
  if (lstat(entry.path().c_str(), &status) != 0) return SystemError(entry.path(), "cannot look up", errno);
  return NotAFile(entry.path(), TypeName(status.st_mode), kHashRegularOnly);
}

}  // namespace

std::string Hex(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const uint8_t byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

absl::Status SystemError(const fs::path& path, std::string_view what, int error_number) {
  const std::string message = path.native() + ": " + std::string(what) + ": " +
                              std::generic_category().message(error_number) + " (errno " +
                              std::to_string(error_number) + "). " + WayOut(error_number);
  return absl::Status(absl::ErrnoToStatusCode(error_number), message);
}

absl::Status OutOfMemory(const fs::path& path, size_t bytes) {
  return absl::ResourceExhaustedError(path.native() + ": cannot allocate " + std::to_string(bytes) +
                                      " bytes to hash it. Free memory, or use the implementation that streams");
}

absl::Status OpenSslError() {
  return absl::InternalError(
      "OpenSSL cannot compute SHA-256. Check its configuration (openssl list -digest-algorithms) and free memory");
}

absl::StatusOr<Fd> OpenRegularFile(const fs::path& path, Links links) {
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. It changes nothing for regular files.
  const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (links == Links::kRefuse ? O_NOFOLLOW : 0);
  int fd = -1;
  do {
    fd = open(path.c_str(), flags);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0 && errno != ENXIO) return SystemError(path, "cannot open", errno);
  if (fd < 0) return NotAFile(path, "socket or device", kHashRegularOnly);
  Fd file(fd);
  struct stat status = {};
  if (fstat(fd, &status) != 0) return SystemError(path, "cannot look up", errno);
  if (S_ISDIR(status.st_mode)) return NotAFile(path, "directory", "Use HashTree for it");
  if (!S_ISREG(status.st_mode)) return NotAFile(path, TypeName(status.st_mode), kHashRegularOnly);
  return file;
}

absl::StatusOr<size_t> ReadSome(const Fd& file, char* data, size_t capacity_bytes, const fs::path& path) {
  ssize_t got = -1;
  do {
    got = read(file.get(), data, capacity_bytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return SystemError(path, "cannot read", errno);
  return static_cast<size_t>(got);
}

absl::StatusOr<std::vector<Entry>> ListDirectory(const fs::path& root, const std::string& directory) {
  const fs::path path = directory.empty() ? root : root / directory;
  std::vector<Entry> entries;
  std::error_code error;
  for (fs::directory_iterator it(path, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    const absl::StatusOr<Kind> kind = KindOf(*it);
    if (!kind.ok()) return kind.status();
    const std::string name = it->path().filename().native();
    entries.push_back({directory.empty() ? name : directory + "/" + name, *kind});
  }
  if (error) return SystemError(path, "cannot list", error.value());
  return entries;
}

absl::StatusOr<std::string> ReadLink(const fs::path& path) {
  std::error_code error;
  const fs::path target = fs::read_symlink(path, error);
  if (error) return SystemError(path, "cannot read the link", error.value());
  return target.native();
}

std::string TreeLine(const Digest& digest, const Entry& entry) {
  const bool escaped = entry.path.find_first_of("\\\n\r") != std::string::npos;
  std::string line = (escaped ? "\\" : "") + Hex(digest) + (entry.kind == Kind::kLink ? " @" : "  ");
  for (const char c : entry.path) {
    if (c == '\\') {
      line += "\\\\";
    } else if (c == '\n') {
      line += "\\n";
    } else if (c == '\r') {
      line += "\\r";
    } else {
      line += c;
    }
  }
  return line + "\n";
}

}  // namespace checksum

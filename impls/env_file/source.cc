#include "impls/env_file/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

namespace env_file {
namespace {

absl::Status SystemError(const std::string& path, const char* what, int error_number) {
  const char* way_out = error_number == ENOENT   ? "Check the path, or copy the project's .env.example to it"
                        : error_number == EACCES ? "Make it readable (chmod u+r) or run as its owner"
                                                 : "Check that `cat` can read it";
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      path + ": " + what + ": " + std::generic_category().message(error_number) + " (errno " +
                          std::to_string(error_number) + "). " + way_out);
}

}  // namespace

absl::StatusOr<size_t> TextSource::Read(char* data, size_t capacity_bytes) {
  const size_t size = std::min({capacity_bytes, rest_.size(), chunk_bytes_});
  rest_.copy(data, size);  // a text that is nowhere may be copied, too
  rest_.remove_prefix(size);
  return size;
}

absl::StatusOr<std::unique_ptr<FileSource>> FileSource::Open(const std::filesystem::path& path) {
  int fd = -1;
  do {
    fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return SystemError(path.native(), "cannot open", errno);
  std::unique_ptr<FileSource> source(new FileSource(path.native(), fd));
  struct stat status = {};
  if (fstat(fd, &status) != 0) return SystemError(path.native(), "cannot look up", errno);
  if (S_ISDIR(status.st_mode)) {
    return absl::FailedPreconditionError(path.native() + ": is a directory. Name the .env file in it");
  }
  return source;
}

FileSource::~FileSource() { close(fd_); }

absl::StatusOr<size_t> FileSource::Read(char* data, size_t capacity_bytes) {
  ssize_t got = -1;
  do {
    got = read(fd_, data, capacity_bytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return SystemError(name(), "cannot read", errno);
  return static_cast<size_t>(got);
}

absl::StatusOr<std::string> ReadWhole(Source& source) {
  std::string text;
  size_t size = 0;
  try {
    while (true) {
      if (size == text.size()) text.resize(std::max<size_t>(2 * size, 64 << 10));
      const absl::StatusOr<size_t> got = source.Read(text.data() + size, text.size() - size);
      if (!got.ok()) return got.status();
      if (*got == 0) break;
      size += *got;
    }
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(
        source.name() + ": cannot allocate more than " + std::to_string(size) +
        " bytes to read all of it. Free memory, or use the implementation that streams");
  }
  text.resize(size);
  return text;
}

}  // namespace env_file

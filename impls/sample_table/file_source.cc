#include "impls/sample_table/file_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "impls/sample_table/file_error.h"

namespace sample_table {
absl::StatusOr<std::shared_ptr<const FileSource>> FileSource::Open(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block
  if (fd < 0) return FileError(path, "cannot be opened");
  struct stat info = {};
  absl::Status status;
  if (fstat(fd, &info) != 0) {
    status = FileError(path, "cannot be examined");
  } else if (!S_ISREG(info.st_mode)) {
    status = absl::FailedPreconditionError(path.string() + ": not a regular file, which alone can be read anywhere");
  }
  if (!status.ok()) {
    close(fd);
    return status;
  }
  return std::shared_ptr<const FileSource>(new FileSource(path, fd, info));
}

FileSource::~FileSource() { close(fd_); }

absl::Status FileSource::Read(uint64_t offset, std::span<uint8_t> out) const {
  while (!out.empty()) {
    const ssize_t got = pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0) {
      if (errno == EINTR) continue;
      return FileError(path_, "cannot be read at " + std::to_string(offset));
    }
    if (got == 0) {
      return absl::DataLossError(path_.string() + ": ends before " + std::to_string(offset) +
                                 ": it was cut after it had been opened. Open it again");
    }
    offset += static_cast<uint64_t>(got);
    out = out.subspan(static_cast<size_t>(got));
  }
  return absl::OkStatus();
}

absl::Status FileSource::CheckUnchanged() const {
  struct stat now = {};
  if (fstat(fd_, &now) != 0) return FileError(path_, "cannot be examined");
  if (now.st_size == opened_.st_size && now.st_mtim.tv_sec == opened_.st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == opened_.st_mtim.tv_nsec) {
    return absl::OkStatus();
  }
  return absl::DataLossError(path_.string() + ": was changed after it had been opened. Open it again");
}

void FileSource::WillRead(uint64_t offset, uint64_t bytes) const {
  posix_fadvise(fd_, static_cast<off_t>(offset), static_cast<off_t>(bytes), POSIX_FADV_WILLNEED);
}

absl::StatusOr<MappedFile> FileSource::Map() const { return MappedFile::Map(fd_, path_); }

}  // namespace sample_table

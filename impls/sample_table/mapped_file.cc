#include "impls/sample_table/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "impls/sample_table/file_error.h"

namespace sample_table {
absl::StatusOr<MappedFile> MappedFile::Open(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block
  if (file < 0) return FileError(path, "cannot be opened");
  absl::StatusOr<MappedFile> mapped = Map(file, path);
  close(file);  // the mapping stays
  return mapped;
}

absl::StatusOr<MappedFile> MappedFile::Map(int file, const std::filesystem::path& path) {
  struct stat info = {};
  if (fstat(file, &info) != 0) return FileError(path, "cannot be examined");
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(path.string() + ": not a regular file, which alone can be mapped");
  }
  if (info.st_size == 0) return MappedFile(Bytes());  // mmap() takes no 0 bytes
  const auto size_bytes = static_cast<size_t>(info.st_size);
  void* const at = mmap(nullptr, size_bytes, PROT_READ, MAP_PRIVATE, file, 0);
  if (at == MAP_FAILED) return FileError(path, "cannot be mapped");
  return MappedFile(Bytes(static_cast<const uint8_t*>(at), size_bytes));
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace sample_table

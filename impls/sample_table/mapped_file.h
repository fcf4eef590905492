#ifndef PAWL_IMPLS_SAMPLE_TABLE_MAPPED_FILE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_MAPPED_FILE_H_

#include <filesystem>
#include <span>
#include <utility>

#include "absl/status/statusor.h"
#include "impls/sample_table/box.h"

namespace sample_table {

// A regular file, mapped for reading: only the pages that are read are loaded, of a movie those around `moov`. Empty
// when moved from. bytes() may be read by any thread; a file that another process cuts meanwhile ends the reader with
// SIGBUS, as with every mapping.
class MappedFile {
 public:
  // The errno's canonical code, with the path, where it cannot be opened or mapped; FAILED_PRECONDITION for anything
  // that is no regular file.
  static absl::StatusOr<MappedFile> Open(const std::filesystem::path& path);

  // The same for an open file, whose descriptor stays the caller's. `path` is for messages.
  static absl::StatusOr<MappedFile> Map(int file, const std::filesystem::path& path);

  MappedFile() = default;  // of no bytes
  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    MappedFile taken(std::move(other));
    std::swap(bytes_, taken.bytes_);
    return *this;
  }
  ~MappedFile();

  Bytes bytes() const { return bytes_; }

 private:
  explicit MappedFile(Bytes bytes) : bytes_(bytes) {}

  Bytes bytes_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_MAPPED_FILE_H_

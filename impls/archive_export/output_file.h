#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_OUTPUT_FILE_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_OUTPUT_FILE_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/archive_export/tree.h"
#include "impls/fd.h"

namespace archive_export {

// A file that becomes `path` when it is whole, or never. Used by one thread at a time.
class OutputFile {
 public:
  // Creates `<path>.XXXXXX`, random characters, with the modes that the umask leaves of rw-rw-rw-.
  static absl::StatusOr<OutputFile> Create(const std::filesystem::path& path);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // Removes what was not committed.

  // Adds to the end.
  absl::Status Write(std::string_view bytes);

  // Replaces bytes that were written.
  absl::Status PatchAt(uint64_t offset, std::string_view bytes);

  // Forgets what was written from `size_bytes` on.
  absl::Status CutTo(uint64_t size_bytes);

  // Written so far.
  uint64_t size_bytes() const { return size_bytes_; }

  // For reading it back.
  const impls::Fd& fd() const { return fd_; }

  // Whether `stamp` is that of this file, or of the one that it will replace.
  bool Is(const Stamp& stamp) const;

  // Syncs it and gives it its name. After an error it is removed.
  absl::Status Commit();

 private:
  OutputFile(std::filesystem::path path, std::string temporary, impls::Fd fd);

  absl::Status Error(int error_number) const;

  std::filesystem::path path_;
  std::string temporary_;  // empty once there is no such file
  impls::Fd fd_;
  uint64_t size_bytes_ = 0;
  Stamp own_;
  Stamp replaced_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_OUTPUT_FILE_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_FILE_SOURCE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_FILE_SOURCE_H_

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "impls/sample_table/byte_source.h"
#include "impls/sample_table/mapped_file.h"

namespace sample_table {

// A regular file, kept open and read by pread: unlike a mapping it leaves no pages in the process, and a file that is
// cut meanwhile is an error, not a SIGBUS.
//
// CheckUnchanged compares size and time of the last change with what they were at Open, one fstat. It cannot notice a
// change within the file system's clock tick (some ms) after Open that leaves the size as it was, one whose author set
// the time back, or one made by a mapping that the kernel has not noted yet. A file that is deleted, renamed or
// replaced by another one stays as it was for who has it open, and is read on.
class FileSource : public ByteSource {
 public:
  // The errno's canonical code, with the path, where it cannot be opened; FAILED_PRECONDITION for no regular file.
  static absl::StatusOr<std::shared_ptr<const FileSource>> Open(const std::filesystem::path& path);
  ~FileSource() override;

  // DATA_LOSS where the file ends before; the errno's canonical code for what the kernel reports.
  absl::Status Read(uint64_t offset, std::span<uint8_t> out) const override;
  absl::Status CheckUnchanged() const override;
  void WillRead(uint64_t offset, uint64_t bytes) const override;

  // A mapping of this very file, for ReadMovie and whoever wants its tables checked; the source does not need it.
  absl::StatusOr<MappedFile> Map() const;

 private:
  FileSource(std::filesystem::path path, int fd, const struct stat& opened)
      : path_(std::move(path)), fd_(fd), opened_(opened) {}

  const std::filesystem::path path_;
  const int fd_;
  const struct stat opened_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_FILE_SOURCE_H_

#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_LIBARCHIVE_WRITER_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_LIBARCHIVE_WRITER_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/archive_export/archive_export.h"
#include "impls/archive_export/tree.h"

struct archive;
struct archive_entry;

namespace archive_export {

// What an entry is called and dated in the archive.
struct Named {
  const Entry& entry;
  std::string name;
  int64_t time_s = 0;
  std::string hard_link_to;  // the name of an earlier one; empty if it has its own content
};

// Where the bytes of an archive go.
using ByteSink = std::function<absl::Status(std::string_view bytes)>;

// Writes archives of all formats, by libarchive. tar is GNU's: names are bytes there, of any length, and files of any
// size. Used by one thread.
class LibarchiveWriter {
 public:
  // `level` 0 stores, where the format can. Errors name `path`.
  static absl::StatusOr<std::unique_ptr<LibarchiveWriter>> Open(Format format, int level,
                                                                const std::filesystem::path& path, ByteSink sink);

  LibarchiveWriter(const LibarchiveWriter&) = delete;
  LibarchiveWriter& operator=(const LibarchiveWriter&) = delete;
  ~LibarchiveWriter();

  // INVALID_ARGUMENT, and nothing is written, if the format cannot hold the name. `stored` counts in zip only.
  absl::Status Begin(const Named& named, bool stored);

  // Content of the last entry, up to its size. What is missing at the next Begin() becomes zeros.
  absl::Status Write(std::string_view bytes);

  absl::Status Finish();

 private:
  LibarchiveWriter(Format format, std::filesystem::path path, ByteSink sink);

  absl::Status Error(std::string_view entry);

  const Format format_;
  const std::filesystem::path path_;
  ByteSink sink_;
  absl::Status sink_status_;
  archive* archive_;
};

// The blocks of 512 bytes that come before the content of an entry in a tar file. The message of an error is only the
// reason: the caller knows the path.
absl::StatusOr<std::string> TarHeader(const Named& named);

// What `archive` says of its last error, with the errno's text if it has one; null for one that could not be made.
std::string LibraryReason(archive* archive);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_LIBARCHIVE_WRITER_H_

#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_SPOOL_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_SPOOL_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/fd.h"

namespace archive_export {

// Bytes that are written once and read once, in memory up to a size and beyond it in a nameless file: what is known of
// entries until the end of an archive, however many there are. Used by one thread at a time.
class Spool {
 public:
  // The file, if one is needed, is made in `directory`.
  explicit Spool(std::filesystem::path directory, size_t most_in_memory = 64 << 10)
      : directory_(std::move(directory)), most_in_memory_(most_in_memory) {}

  absl::Status Append(std::string_view bytes);

  // Forgets what comes after.
  absl::Status CutTo(uint64_t size_bytes);

  uint64_t size_bytes() const { return in_file_ + tail_.size(); }

  // Up to `bytes` from `offset` on; fewer at the end only. Valid until the next call.
  absl::StatusOr<std::string_view> Read(uint64_t offset, size_t bytes);

 private:
  absl::Status Error(std::string_view what, int error_number) const;
  absl::Status Flush();

  const std::filesystem::path directory_;
  const size_t most_in_memory_;
  impls::Fd file_;
  uint64_t in_file_ = 0;
  std::string tail_;
  std::string read_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_SPOOL_H_

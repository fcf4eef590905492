#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_BASELINE_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_BASELINE_H_

#include <filesystem>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/archive_export/archive_export.h"

namespace archive_export {

// Reads the whole tree into memory, then writes the archive with libarchive, which deflates by zlib; one thread.
//
// Memory: all of the content, which is what is estimated for Options::memory_limit_bytes.
//
// Level auto is 9 for a tree of mostly text and 6 for another; in zip, what is compressed already is stored. small
// is 9. zstd gets the number as it is. 7z is LZMA. A copy counts as a duplicate only if it is one in the tree already
// (a hard link), or if it is asked for.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";
  static constexpr std::string_view kMethod = "standard";

  absl::StatusOr<Report> Export(const std::filesystem::path& root, const std::filesystem::path& archive,
                                const Options& options);
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_BASELINE_H_

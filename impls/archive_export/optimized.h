#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_OPTIMIZED_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_OPTIMIZED_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/archive_export/archive_export.h"

namespace archive_export {

// Reads and compresses segments of 512 KiB on several threads, and writes them in the order of the tree. zip, tar.gz
// and tar.zst: deflate by ISA-L's igzip, or libdeflate for levels above 3 and for small, and libzstd. What is
// compressed already is stored in zip. tar is copied. 7z is libarchive's LZMA on one thread, of which level auto is 1.
//
// CPU seconds of whole processes for the tree of 100 MiB, and what is left of it, on Zen 4 beside other work:
//
//   zip auto   0.50-0.61  52.0 %   zip -1   1.56  53.8 %   zip -6  3.42  50.3 %
//   zip small  1.98       49.0 %   zip -9   5.54  50.2 %
//   tar.gz     0.48       53.6 %   pigz -1  1.45  53.9 %
//   tar.zst    0.46       51.1 %
//   tar        0.11                GNU tar  0.12
//
// Memory, whatever the tree: 8 MB, and 2 MB for each thread (MemoryBytes()); 7z at a level above 1 takes what LZMA
// does, up to some 700 MB, and 100 bytes for each entry. Central directories and what is known for the check go to a
// nameless file beside the archive beyond 1 MB.
//
// Costs more than Baseline for a handful of small files: the threads have to start.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";
  static constexpr std::string_view kMethod = "streaming";

  absl::StatusOr<Report> Export(const std::filesystem::path& root, const std::filesystem::path& archive,
                                const Options& options);

  // The estimate that Options::memory_limit_bytes is held against: with less, fewer threads are used.
  static uint64_t MemoryBytes(size_t threads, size_t read_ahead);
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_OPTIMIZED_H_

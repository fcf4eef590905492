#ifndef PAWL_IMPLS_CHECKSUM_BASELINE_H_
#define PAWL_IMPLS_CHECKSUM_BASELINE_H_

#include <filesystem>
#include <string_view>

#include "impls/checksum/checksum.h"

namespace checksum {

// Reads the whole file into memory, then hashes it; of a tree, the list of all paths, then all files, then the lines.
// Memory: the largest file, and the list of the tree's lines. Fails where a file does not fit into memory.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  absl::StatusOr<Digest> HashFile(const std::filesystem::path& path);
  absl::StatusOr<Digest> HashTree(const std::filesystem::path& root);
  Manifest HashEach(const std::filesystem::path& root);
  absl::StatusOr<Digest> HashBytes(std::string_view bytes);
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_BASELINE_H_

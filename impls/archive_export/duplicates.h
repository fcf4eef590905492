#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_DUPLICATES_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_DUPLICATES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "impls/archive_export/file_reader.h"
#include "impls/archive_export/tree.h"

namespace archive_export {

// Finds files that can be hard links to earlier ones: other names of one file always; files of the same bytes, mode and
// owner if that is asked for. Sizes come first: a file is read only if another one has its size. Then XXH3 of 128 bits,
// and where that agrees the bytes themselves. Used by one thread at a time.
//
// Memory: 8 bytes for each file that was counted; some 150 for each that was read, up to 4 MiB: what comes beyond that
// is not remembered, so that later copies of it are not found. As much for each file with several names, without a
// limit.
class Duplicates {
 public:
  // Borrows the reader.
  explicit Duplicates(FileReader& reader) : reader_(reader) {}

  // A file of the tree that Find() may be asked about. Without any, contents are not compared.
  void Count(const Entry& file) {
    if (file.stamp.size_bytes > 0) sizes_.push_back(file.stamp.size_bytes);
  }

  // The path of an earlier file that `file` is the same as; else it is an earlier file from now on. What cannot be read
  // is no duplicate.
  std::optional<std::string> Find(const Entry& file);

 private:
  using Hash = std::pair<uint64_t, uint64_t>;

  bool SizeIsShared(uint64_t size_bytes);
  std::optional<Hash> HashOf(const Entry& file);
  bool SameBytes(const Entry& a, const Entry& b);

  FileReader& reader_;
  std::vector<uint64_t> sizes_;
  bool sorted_ = false;
  absl::flat_hash_map<Hash, Entry> by_hash_;
  uint64_t remembered_bytes_ = 0;
  absl::flat_hash_map<std::pair<uint64_t, uint64_t>, std::string> by_inode_;  // device and inode
  std::array<std::vector<char>, 2> buffers_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_DUPLICATES_H_

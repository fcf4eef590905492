#ifndef PAWL_IMPLS_CHECKSUM_PARENT_DIRECTORY_H_
#define PAWL_IMPLS_CHECKSUM_PARENT_DIRECTORY_H_

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "impls/checksum/files.h"

namespace checksum {

// Keeps the directory of the last file open, so that its neighbours in a tree are opened by their names alone, which
// spares the kernel the way down from the root and us the text of the path.
class ParentDirectory {
 public:
  // `root` is borrowed.
  explicit ParentDirectory(const std::filesystem::path& root) : root_(root), fd_(-1) {}

  // A name for openat() and the like.
  struct Place {
    const Fd& directory;
    const char* name;  // within `relative`
  };

  // Where the entry `relative` of the tree is, until the next call; an error of the contract that names it.
  absl::StatusOr<Place> Of(const std::string& relative);

 private:
  const std::filesystem::path& root_;
  Fd fd_;
  std::string open_;  // relative to the root; of fd_
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_PARENT_DIRECTORY_H_

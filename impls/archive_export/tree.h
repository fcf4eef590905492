#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_TREE_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_TREE_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/fd.h"

// The entries of a directory tree, one after the other, in the order in which an archive holds them.
namespace archive_export {

enum class Kind { kFile, kDirectory, kLink };

// What tells a file from another and from itself after a change.
struct Stamp {
  bool operator==(const Stamp&) const = default;

  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t size_bytes = 0;
  int64_t modified_ns = 0;  // since 1970
  int64_t changed_ns = 0;   // of the inode
};

Stamp StampOf(const struct stat& status);

struct Entry {
  std::string path;  // relative to the root, in '/' and without one at the end; any bytes but NUL
  Kind kind = Kind::kFile;
  Stamp stamp;      // when it was listed; size_bytes is what the file system says, holes included
  mode_t mode = 0;  // with the type's bits
  uid_t uid = 0;
  gid_t gid = 0;
  uint64_t hard_links = 1;
  uint64_t allocated_bytes = 0;  // less than size_bytes for a sparse file
  std::string target;            // of a link, as it stands there; else empty
};

// What could not become an entry: not an error of the walk, which goes on.
struct Unlisted {
  std::string path;     // relative to the root; "" for the root itself
  absl::Status status;  // with the way out; FAILED_PRECONDITION for what is neither file, directory nor link
};

// Directories come before what is in them and the names of each sorted by their bytes, a directory's as if '/' ended
// it: the same tree, the same order. Links are not followed, so that no loop of them is entered; a mount point is. The
// root itself is no entry; it may be a link to a directory.
//
// Memory: the names in the directories on the way down, some 10 bytes more than their own for each. One descriptor, and
// a second one inside of Next(), whatever the depth; where that cannot be had, Next() waits a second for it.
class Tree {
 public:
  // The errno's canonical code if `root` is no directory that can be listed.
  static absl::StatusOr<Tree> Open(const std::filesystem::path& root);

  // The next entry. Nothing after the last. What cannot be listed is added to unlisted() meanwhile.
  std::optional<Entry> Next();

  // Leaves out what is below the directory that Next() gave last. Nothing if it gave something else.
  void SkipDirectory() { entered_ = false; }

  // What was left out so far; whoever has read it may clear it.
  std::vector<Unlisted>& unlisted() { return unlisted_; }

  const std::filesystem::path& root_path() const { return root_path_; }

  // For OpenBelow(). As long as the tree.
  const impls::Fd& root() const { return root_; }

 private:
  // A directory on the way down: its names end to end, sorted through `order`.
  struct Directory {
    size_t path_bytes = 0;        // of path_ for the directory itself
    std::string names;            // each with its type (DT_DIR, ...) before and NUL behind it
    std::vector<uint32_t> order;  // where names begin
    size_t next = 0;              // index into `order`
  };

  Tree(std::filesystem::path root_path, impls::Fd root) : root_path_(std::move(root_path)), root_(std::move(root)) {}

  absl::Status List(Directory& directory);
  bool Describe(Entry& entry);
  void LeaveOut(absl::Status status);
  std::filesystem::path FullPath() const { return path_.empty() ? root_path_ : root_path_ / path_; }

  std::filesystem::path root_path_;
  impls::Fd root_;
  std::vector<Directory> down_;
  std::string path_;
  bool entered_ = false;  // the directory `path_` is to be listed next
  std::vector<Unlisted> unlisted_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_TREE_H_

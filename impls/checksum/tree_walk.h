#ifndef PAWL_IMPLS_CHECKSUM_TREE_WALK_H_
#define PAWL_IMPLS_CHECKSUM_TREE_WALK_H_

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/checksum/checksum.h"
#include "impls/checksum/files.h"

// The entries of a tree and their lines.
namespace checksum {

enum class Kind { kFile, kLink, kDirectory, kOther };

struct Entry {
  std::string path;  // relative to the root of the tree
  Kind kind;
};

// The entries of the directory `root / directory`, in no order; `directory` is relative, "" for the root itself.
absl::StatusOr<std::vector<Entry>> ListDirectory(const std::filesystem::path& root, const std::string& directory);

// One entry of a tree that has a line, and its digest once it is known; or one that has none because of an error.
struct Item {
  Entry entry;
  absl::StatusOr<Digest> digest = absl::StatusOr<Digest>();
  bool done = false;  // `digest` is the answer, be it a digest or an error
  Stamp stamp = {};   // of the file whose content was read for it, before and after; else as made
};

// The files and links of a tree in the order of their lines, and in their places what cannot be hashed and directories
// that cannot be listed, which are `done` with the error.
//
// Memory: the names in the directories on the way down.
class TreeWalk {
 public:
  // `root` is borrowed.
  explicit TreeWalk(const std::filesystem::path& root) : root_(root), waiting_{{"", Kind::kDirectory}} {}

  // Nothing after the last.
  std::optional<Item> Next();

 private:
  const std::filesystem::path& root_;
  std::vector<Entry> waiting_;  // the next one last
};

// Adds the line of the tree digest for a file or link.
void AppendTreeLine(const Digest& digest, const Entry& entry, std::string& lines);

// What an item adds to a manifest.
void AddTo(Manifest& manifest, const Item& item);

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_TREE_WALK_H_

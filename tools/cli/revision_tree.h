#ifndef PAWL_TOOLS_CLI_REVISION_TREE_H_
#define PAWL_TOOLS_CLI_REVISION_TREE_H_

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "tools/cli/bazel.h"

namespace pawl {

// A commit as people name it.
struct Commit {
  std::string hash;         // all of it
  std::string description;  // "1a2b3c4 (subject of the commit)"
};

// What `revision` means in the repository of `folder`. InvalidArgument, with the way out, if it means nothing.
absl::StatusOr<Commit> ResolveRevision(const std::string& folder, const std::string& revision);

// A second work tree of the user's repository with a Bazel of its own: other revisions are built in it while hers stays
// as it is. It is built with the options of the user's work space, those in files that git does not track included, and
// with her disk cache. One at a time for each work space. The destructor removes it, and a killed process's is removed
// by the next Open().
class RevisionTree {
 public:
  static absl::StatusOr<std::unique_ptr<RevisionTree>> Open(const Bazel& user);

  RevisionTree(const RevisionTree&) = delete;
  RevisionTree& operator=(const RevisionTree&) = delete;
  ~RevisionTree();

  // Makes the tree what it was at `commit`, submodules included.
  absl::Status Checkout(const std::string& commit);

  const Bazel& bazel() const { return bazel_; }

  // What the destructor does; from any thread, also while another uses the tree.
  void Remove();

 private:
  RevisionTree(std::filesystem::path repository, std::filesystem::path root, int lock, Bazel bazel,
               std::vector<std::filesystem::path> untracked);

  std::filesystem::path tree() const;

  std::filesystem::path repository_;  // the user's work space
  std::filesystem::path root_;        // of everything that is removed
  int lock_;                          // on a file beside it
  Bazel bazel_;
  std::vector<std::filesystem::path> untracked_;  // of options, relative to the work space
  std::mutex removal_;                            // one thread's at a time
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_REVISION_TREE_H_

#ifndef PAWL_IMPLS_BUILD_PLAN_TREE_H_
#define PAWL_IMPLS_BUILD_PLAN_TREE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "impls/build_plan/build_plan.h"
#include "impls/build_plan/ignore_rules.h"
#include "impls/build_plan/listing.h"
#include "impls/build_plan/plan_builder.h"

namespace build_plan {

// All that the plans of one directory are made of: the listings of the directories in it, level by level, the children
// of one beside each other. One allocation per directory that has names, beside a few that grow.
class Tree {
 public:
  Tree() = default;

  // Whether no directory has changed since it was listed, as its stamp tells: one statx for each.
  bool IsCurrent(int root_fd) const;

  // Makes the plans of these kinds that `plans` does not have. `root` is the tree's name for messages. O(names),
  // however many they are, and what lies in them; three allocations for each, and two for each problem.
  void MakePlans(std::span<const BuildKind> kinds, std::string_view root, Plans& plans) const;

 private:
  friend class TreeWalk;

  static constexpr uint32_t kNone = UINT32_MAX;

  struct Directory {
    Listing listing;
    size_t path_begin = 0;  // in paths_
    size_t path_bytes = 0;  // without the NUL that follows
    uint32_t first_child = 0;
    uint32_t before = kNone;  // the same directory in the tree that this one replaces
    int last_match = IgnoreRules::kNone;
    bool was_listed = false;  // other than taken from the tree before
  };

  std::string_view PathOf(const Directory& directory) const {
    return std::string_view(paths_).substr(directory.path_begin, directory.path_bytes);
  }
  // For system calls that are relative to the root.
  const char* SystemPathOf(const Directory& directory) const {
    return directory.path_bytes == 0 ? "." : paths_.data() + directory.path_begin;
  }

  using Builders = std::array<std::optional<PlanBuilder>, kBuildKinds.size()>;

  // Into the builders of the kinds in `wanted`.
  void Fill(std::string_view root, KindSet wanted, Builders& builders) const;

  // Calls fn(directory, name) for the names that are no directories, in the order of their paths.
  template <typename Fn>
  void ForEachName(const Directory& directory, Fn& fn) const;

  std::vector<Directory> directories_;  // the root first
  std::string paths_;                   // each with a NUL at its end; none for the root
};

// Makes a tree, level by level, from the file system and from the tree before, whose directories are taken where they
// have not changed.
//
//   TreeWalk walk(root_fd, rules, before);
//   while (const size_t count = walk.NextLevel()) { for (size_t i = 0; i < count; ++i) walk.Visit(i); }
//   tree = walk.Finish();
class TreeWalk {
 public:
  // `before` is a tree of the same rules and loses what the new one takes; or empty.
  TreeWalk(int root_fd, const IgnoreRules& rules, Tree& before);

  // The number of directories that are to be visited next; 0 at the end.
  size_t NextLevel();

  // Directory i of the level, once. Several threads may visit different ones at once.
  void Visit(size_t i);

  // The errno of the root, after its level; 0 if it could be listed.
  int root_error() const { return tree_.directories_.front().listing.error_number; }

  // Directories that were listed, not taken.
  size_t listed() const;

  Tree Finish() { return std::move(tree_); }

 private:
  using Directory = Tree::Directory;

  void AddChildrenOf(size_t parent);

  const int root_fd_;
  const IgnoreRules& rules_;
  Tree& before_;
  FileSystem file_system_;
  Tree tree_;
  size_t level_begin_ = 0, level_end_ = 0;
};

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_TREE_H_

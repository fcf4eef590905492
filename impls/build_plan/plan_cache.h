#ifndef PAWL_IMPLS_BUILD_PLAN_PLAN_CACHE_H_
#define PAWL_IMPLS_BUILD_PLAN_PLAN_CACHE_H_

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "impls/build_plan/build_plan.h"
#include "impls/build_plan/ignore_rules.h"
#include "impls/build_plan/tree.h"
#include "impls/fd.h"

namespace build_plan {

// The tree of a directory, its rules and its plans, from one Create to the next.
class PlanCache {
 public:
  explicit PlanCache(std::string root) : root_(std::move(root)) {}

  // The contract's Create. `visit_all(count, visit)` calls visit(i) once for each i < count, in any order, on any
  // threads.
  template <typename VisitAll>
  absl::StatusOr<Plans> Create(std::span<const BuildKind> kinds, VisitAll visit_all) {
    const impls::Fd root_fd = OpenRoot();
    if (absl::Status status = Begin(root_fd.get()); !status.ok()) return status;
    if (!tree_.IsCurrent(root_fd.get())) {
      TreeWalk walk(root_fd.get(), rules_, tree_);
      for (size_t count = walk.NextLevel(); count != 0; count = walk.NextLevel()) {
        visit_all(count, [&walk](size_t i) { walk.Visit(i); });
        if (absl::Status status = RootStatus(walk); !status.ok()) return status;
      }
      End(walk);
    }
    return PlansOf(kinds);
  }

  const std::string& root() const { return root_; }

  // Directories that the last Create had to list.
  size_t listed() const { return listed_; }

 private:
  impls::Fd OpenRoot() const;
  // Opens the call: its error if there is no root, or if the rules cannot be read.
  absl::Status Begin(int root_fd);
  absl::Status RootStatus(const TreeWalk& walk) const;
  void End(TreeWalk& walk);
  Plans PlansOf(std::span<const BuildKind> kinds);

  std::string root_;
  std::string rules_text_;
  IgnoreRules rules_;
  Tree tree_;    // of these rules
  Plans plans_;  // of this tree
  size_t listed_ = 0;
};

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_PLAN_CACHE_H_

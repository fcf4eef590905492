#include "impls/build_plan/plan_cache.h"

#include <fcntl.h>

#include <cerrno>

#include "impls/build_plan/plan_builder.h"

namespace build_plan {

impls::Fd PlanCache::OpenRoot() const { return impls::Fd(open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }

absl::Status PlanCache::Begin(int root_fd) {
  if (root_fd < 0) return RootError(root_, errno);
  listed_ = 0;
  // Read each time: its stamp would not tell of what is written through a mapping of it.
  std::string text;
  if (absl::Status status = ReadIgnoreFile(root_fd, root_, text); !status.ok()) return status;
  if (text == rules_text_) return absl::OkStatus();
  absl::StatusOr<IgnoreRules> rules = ParseIgnoreFile(text, root_);
  if (!rules.ok()) return rules.status();
  rules_ = *std::move(rules);
  rules_text_ = std::move(text);
  tree_ = Tree();  // what it left out may be in it now
  plans_ = Plans();
  return absl::OkStatus();
}

absl::Status PlanCache::RootStatus(const TreeWalk& walk) const {
  return walk.root_error() == 0 ? absl::OkStatus() : RootError(root_, walk.root_error());
}

void PlanCache::End(TreeWalk& walk) {
  listed_ = walk.listed();
  tree_ = walk.Finish();
  plans_ = Plans();
}

Plans PlanCache::PlansOf(std::span<const BuildKind> kinds) {
  tree_.MakePlans(kinds, root_, plans_);
  Plans plans;
  for (const BuildKind kind : kinds) plans[static_cast<size_t>(kind)] = plans_[static_cast<size_t>(kind)];
  return plans;
}

}  // namespace build_plan

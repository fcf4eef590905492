#include "impls/build_plan/baseline.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "impls/build_plan/plan_builder.h"

namespace build_plan {
namespace {

namespace fs = std::filesystem;

struct Found {
  std::string path;  // relative to the root
  bool is_link;
};

// One walk for one plan.
class Walk {
 public:
  Walk(const std::string& root, const IgnoreRules& rules, BuildKind kind)
      : root_(root), rules_(rules), kind_(SetOf(kind)), builder_(kind) {}

  // `directory` is relative to the root, "" for the root itself. Only its errors are returned.
  absl::Status Enter(const std::string& directory) {
    std::error_code error;
    fs::directory_iterator it(directory.empty() ? fs::path(root_) : fs::path(root_) / directory, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error)) {
      std::error_code vanished;
      const fs::file_status status = fs::symlink_status(it->path(), vanished);
      if (fs::exists(status)) Look(directory, it->path().filename().native(), status.type());
    }
    if (!error) return absl::OkStatus();
    if (directory.empty()) return RootError(root_, error.value());
    if (!HasVanished(error.value())) builder_.AddUnlisted(root_, directory, error.value());
    return absl::OkStatus();
  }

  std::shared_ptr<const Plan> Finish() {
    const auto by_path = [](const Found& a, const Found& b) { return a.path < b.path; };
    std::sort(dockerfiles_.begin(), dockerfiles_.end(), by_path);
    std::sort(inputs_.begin(), inputs_.end(), by_path);
    for (const Found& found : dockerfiles_) builder_.AddDockerfile("", found.path);
    for (const Found& found : inputs_) builder_.AddInput("", found.path, found.is_link);
    return builder_.Finish();
  }

 private:
  void Look(const std::string& directory, const std::string& name, fs::file_type type) {
    const std::string path = directory.empty() ? name : directory + "/" + name;
    const int last_match = rules_.LastMatchFromRoot(path);
    const bool excluded = rules_.Excludes(last_match);
    if (type == fs::file_type::directory) {
      // The error of a directory below the root is among the problems already.
      if (rules_.MayIncludeBelow(path, last_match)) Enter(path).IgnoreError();
      return;
    }
    const bool is_link = type == fs::file_type::symlink;
    const bool usable = is_link || type == fs::file_type::regular;
    if (usable && IsDockerfile(name) && (!excluded || directory.empty())) dockerfiles_.push_back({path, is_link});
    if (excluded || (KindsOf(name) & kind_) == 0) return;
    if (usable) {
      inputs_.push_back({path, is_link});
    } else {
      builder_.AddUnusable(root_, path);
    }
  }

  const std::string& root_;
  const IgnoreRules& rules_;
  const KindSet kind_;
  PlanBuilder builder_;
  std::vector<Found> dockerfiles_, inputs_;
};

}  // namespace

absl::StatusOr<Plans> Baseline::Create(std::span<const BuildKind> kinds) {
  const impls::Fd root_fd(open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (root_fd.get() < 0) return RootError(root_, errno);
  std::string text;
  if (absl::Status status = ReadIgnoreFile(root_fd.get(), root_, text); !status.ok()) return status;
  const absl::StatusOr<IgnoreRules> rules = ParseIgnoreFile(text, root_);
  if (!rules.ok()) return rules.status();
  Plans plans;
  for (const BuildKind kind : kinds) {
    Walk walk(root_, *rules, kind);
    if (absl::Status status = walk.Enter(""); !status.ok()) return status;
    plans[static_cast<size_t>(kind)] = walk.Finish();
  }
  return plans;
}

absl::StatusOr<Digest> Baseline::Checksum(const Plan& plan) { return ChecksumInOrder(root_, plan, hasher_); }

}  // namespace build_plan

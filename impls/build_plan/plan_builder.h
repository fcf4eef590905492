#ifndef PAWL_IMPLS_BUILD_PLAN_PLAN_BUILDER_H_
#define PAWL_IMPLS_BUILD_PLAN_PLAN_BUILDER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/build_plan/build_plan.h"
#include "impls/build_plan/ignore_rules.h"
#include "impls/checksum/checksum.h"
#include "impls/checksum/files.h"
#include "impls/checksum/tree_walk.h"

// What the planners share beside the rules: making a plan, the text of .dockerignore, errors, the checksum.
namespace build_plan {

// Makes one plan: first its Dockerfiles, then its inputs, in their order.
class PlanBuilder {
 public:
  explicit PlanBuilder(BuildKind kind) : plan_(std::make_shared<Plan>()) { plan_->kind_ = kind; }

  // Room for so many Dockerfiles and inputs, of so many bytes.
  void Reserve(size_t items, size_t bytes) {
    plan_->items_.reserve(items);
    plan_->text_.reserve(bytes);
  }

  // `directory` is "" for the root.
  void AddDockerfile(std::string_view directory, std::string_view name) {
    Add(directory, name, /*is_link=*/false);
    ++plan_->dockerfiles_;
  }
  void AddInput(std::string_view directory, std::string_view name, bool is_link) { Add(directory, name, is_link); }

  // `path`, below the directory `root`, could not be listed.
  void AddUnlisted(std::string_view root, std::string_view path, int error_number);
  // It is neither file nor link.
  void AddUnusable(std::string_view root, std::string_view path);

  std::shared_ptr<const Plan> Finish();

 private:
  void Add(std::string_view directory, std::string_view name, bool is_link);

  std::shared_ptr<Plan> plan_;
};

// The Status for the directory `root` that could not be listed.
absl::Status RootError(std::string_view root, int error_number);

// Whether a directory that a walk has found is no more, or no directory, when it is opened.
bool HasVanished(int error_number);

// Reads root/.dockerignore, which may be a link, into `text`: "" if there is none. Whatever it is, the call never waits
// for anybody. `root_fd` is the directory, `root` its name for messages.
absl::Status ReadIgnoreFile(int root_fd, std::string_view root, std::string& text);

// The rules in that text.
absl::StatusOr<IgnoreRules> ParseIgnoreFile(std::string_view text, std::string_view root);

// FAILED_PRECONDITION if the plan has problems.
absl::Status CheckComplete(std::string_view root, const Plan& plan);

// Adds the line of input `i` in what Checksum hashes to `lines`, which stays as it is where that fails.
template <checksum::Hasher Hasher>
absl::Status AppendChecksumLine(const std::string& root, const Plan& plan, size_t i, Hasher& hasher,
                                std::string& lines) {
  const checksum::Entry entry = {std::string(plan.input(i)),
                                 plan.is_link(i) ? checksum::Kind::kLink : checksum::Kind::kFile};
  const std::string path = root + "/" + entry.path;
  absl::StatusOr<Digest> digest;
  if (plan.is_link(i)) {
    const absl::StatusOr<std::string> target = checksum::ReadLink(path);
    digest = target.ok() ? hasher.HashBytes(*target) : target.status();
  } else {
    digest = hasher.HashFile(path);
  }
  if (!digest.ok()) return digest.status();
  checksum::AppendTreeLine(*digest, entry, lines);
  return absl::OkStatus();
}

// The contract's Checksum, one input after the other.
template <checksum::Hasher Hasher>
absl::StatusOr<Digest> ChecksumInOrder(const std::string& root, const Plan& plan, Hasher& hasher) {
  if (absl::Status complete = CheckComplete(root, plan); !complete.ok()) return complete;
  std::string lines;
  for (size_t i = 0; i < plan.inputs(); ++i) {
    if (absl::Status status = AppendChecksumLine(root, plan, i, hasher, lines); !status.ok()) return status;
  }
  return hasher.HashBytes(lines);
}

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_PLAN_BUILDER_H_

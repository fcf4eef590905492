#ifndef PAWL_TOOLS_CLI_BISECTION_H_
#define PAWL_TOOLS_CLI_BISECTION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace pawl {

enum class BisectOutcome {
  kUnchanged,  // as GOOD is
  kChanged,    // as BAD is
  kSkipped,    // cannot be told: does not build, or too noisy
};

// InvalidArgument unless `good` is an ancestor of `bad` in the repository of `folder`.
absl::Status CheckEnds(const std::string& folder, const std::string& good, const std::string& bad);

// A search for the first changed commit between two of them by `git bisect`, whose state belongs to one work tree: a
// bisection of the user's own in another is not touched. Commits are full hashes. Checks nothing out.
class Bisection {
 public:
  // In the work tree of `folder`. Errors: as CheckEnds.
  static absl::StatusOr<Bisection> Start(const std::string& folder, const std::string& good, const std::string& bad);

  absl::Status Mark(const std::string& commit, BisectOutcome outcome);

  // The commit that tells most; nullopt if only skipped ones are left.
  absl::StatusOr<std::optional<std::string>> Next() const;

  // Those of which one is the first changed commit, oldest first; never empty.
  absl::StatusOr<std::vector<std::string>> Candidates() const;

 private:
  explicit Bisection(std::string top) : top_(std::move(top)) {}

  absl::StatusOr<std::vector<std::string>> Marked(const std::string& kind) const;

  std::string top_;  // of the work tree, where git wants to be asked
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BISECTION_H_

#ifndef PAWL_TOOLS_CLI_COMMIT_TRIAL_H_
#define PAWL_TOOLS_CLI_COMMIT_TRIAL_H_

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/bisect_record.h"
#include "tools/cli/compared_builds.h"
#include "tools/cli/comparison.h"
#include "tools/cli/comparison_screen.h"
#include "tools/cli/revision_tree.h"
#include "tools/model/limit.h"

namespace pawl {

// Builds commit after commit in one work tree and times one case of each in pairs with the build of GOOD.
class CommitTrial {
 public:
  // Borrows `tree` and `screen`, which is told what is going on. `scratch` is a private folder.
  CommitTrial(const BisectQuestion& question, RevisionTree& tree, ComparisonScreen& screen,
              std::filesystem::path scratch);

  // FailedPrecondition, with what to do, if it has no such perf_test or does not build.
  absl::Status BuildGood(const Commit& good);

  // FailedPrecondition, with the reason in a few words, if this commit cannot be built or measured. Every other error
  // is none of the commit's.
  absl::StatusOr<DecidedCase> Measure(const Commit& commit, const Limit& limit);

 private:
  absl::StatusOr<RevisionBuild> Built(const Commit& commit);
  absl::StatusOr<DecidedCase> Compare(const RevisionBuild& build, const Limit& limit);

  const BisectQuestion& question_;
  RevisionTree& tree_;
  ComparisonScreen& screen_;
  const std::filesystem::path scratch_;
  RevisionBuild good_;
  int measured_ = 0;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMMIT_TRIAL_H_

#ifndef PAWL_TOOLS_CLI_COMMIT_TRIAL_H_
#define PAWL_TOOLS_CLI_COMMIT_TRIAL_H_

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/bisect_record.h"
#include "tools/cli/compared_builds.h"
#include "tools/cli/comparison.h"
#include "tools/cli/comparison_screen.h"
#include "tools/cli/live_sides.h"
#include "tools/cli/revision_tree.h"
#include "tools/model/limit.h"
#include "tools/runner/worker.h"

namespace pawl {

struct TriedCommit {
  DecidedCase decided;
  std::vector<std::string> warnings;  // of the machine, and of what differs between the builds beside the code
};

// Builds commit after commit in one work tree and times one case of each in pairs with the build of GOOD.
class CommitTrial {
 public:
  // Borrows `tree` and `screen`, which is told what is going on. `scratch` is a private folder.
  CommitTrial(const BisectQuestion& question, RevisionTree& tree, ComparisonScreen& screen,
              std::filesystem::path scratch);

  // InvalidArgument, with what to do, if it has no such perf_test or case, or does not build. Returns the compiler
  // flags that it was built with.
  absl::StatusOr<std::vector<std::string>> BuildGood(const Commit& good);

  // FailedPrecondition, with the reason in a few words, if this commit cannot be built or measured, or lacks the case.
  // Every other error is none of the commit's.
  absl::StatusOr<TriedCommit> Measure(const Commit& commit, const Limit& limit);

 private:
  absl::StatusOr<RevisionBuild> Built(const Commit& commit);
  absl::StatusOr<LiveSides> Sides(const RevisionBuild& before, const RevisionBuild& now);
  // FailedPrecondition, with the nearest name, if it has not.
  absl::Status HasCase(WorkerFactory& factory) const;
  absl::StatusOr<TriedCommit> Compare(const RevisionBuild& build, const Limit& limit);

  const BisectQuestion& question_;
  RevisionTree& tree_;
  ComparisonScreen& screen_;
  const std::filesystem::path scratch_;
  RevisionBuild good_;
  int measured_ = 0;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMMIT_TRIAL_H_

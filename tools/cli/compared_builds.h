#ifndef PAWL_TOOLS_CLI_COMPARED_BUILDS_H_
#define PAWL_TOOLS_CLI_COMPARED_BUILDS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/bazel.h"
#include "tools/cli/live_sides.h"
#include "tools/cli/plan.h"
#include "tools/cli/revision_tree.h"

namespace pawl {

// One perf_test in two builds.
struct ComparedBuild {
  Plan plan;  // of the contender; its paths are absolute
  Build contender;
  Build before;
  bool same_data = true;              // the benchmarks' own sources and data are the same
  std::vector<std::string> warnings;  // of what differs between the builds beside the code
};

struct ComparedBuilds {
  std::vector<ComparedBuild> builds;
  std::vector<std::string> absent;  // perf_tests that the revision has not, each with a sentence
  std::vector<std::string> broken;  // perf_tests that do not build there, likewise
};

// Builds the perf_tests that match `patterns` as they are in the user's work space.
absl::StatusOr<std::vector<ComparedBuild>> BuildContenders(const Bazel& user, const std::vector<std::string>& patterns);

// The same perf_tests, as they were at `commit`, which `tree` is set to. FailedPrecondition, with what to do, if there
// is none that builds.
absl::StatusOr<ComparedBuilds> BuildBefore(const std::vector<ComparedBuild>& contenders, const Commit& commit,
                                           RevisionTree& tree);

// One perf_test as it was at a commit. The plan's paths are relative to `folder`.
struct RevisionBuild {
  Plan plan;
  std::filesystem::path folder;

  Build AsBuild() const;
};

// Sets `tree` to `commit` and builds the perf_test there. FailedPrecondition, with the reason in a few words, if the
// commit has none of that name, it does not build, or this Pawl cannot read its plan; every other error is none of the
// commit's.
absl::StatusOr<RevisionBuild> BuildRevision(RevisionTree& tree, const Commit& commit, const std::string& label);

// Copies the runfiles of `build` to `folder`, which does not exist yet, so that they outlive the next checkout.
absl::StatusOr<RevisionBuild> KeepBuild(const RevisionBuild& build, const std::filesystem::path& folder);

// Whether all runfiles are the same, so that benchmarks of the same bytes do the same. Reads them all.
bool SameData(const RevisionBuild& a, const RevisionBuild& b);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMPARED_BUILDS_H_

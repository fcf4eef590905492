#ifndef PAWL_TOOLS_CLI_GIT_H_
#define PAWL_TOOLS_CLI_GIT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

// Runs `git` with these arguments in `folder`, without a shell, and returns what it printed. Its standard error is
// ours; variables that name another repository it does not see. Unavailable if git is not installed, FailedPrecondition
// with git's exit code if it fails.
absl::StatusOr<std::string> RunGit(const std::string& folder, const std::vector<std::string>& arguments);

// FailedPrecondition if `folder` is in no git work tree, of which only the answer speaks.
absl::Status CheckRepository(const std::string& folder);

// Removes a work tree with everything in it, or what is left of one. Nothing happens to others.
absl::Status ForgetWorkTree(const std::string& repository, const std::string& tree);

// One commit that touched a file.
struct Revision {
  std::string commit;  // abbreviated
  std::string date;    // of the commit: 2026-11-21
  std::string text;    // the file; empty if the commit removed it
};

// The history of a file, oldest first, of its newest `most` commits if that is not 0; `path` is relative to `folder`.
// Two processes for each commit. Errors: as RunGit.
absl::StatusOr<std::vector<Revision>> FileHistory(const std::string& folder, const std::string& path, int most = 0);

// Whether older commits were cut off when the repository was cloned.
absl::StatusOr<bool> IsShallow(const std::string& folder);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_GIT_H_

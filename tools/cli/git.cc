#include "tools/cli/git.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/program.h"

namespace pawl {
namespace {

// Of the caller's repository, which git tells the programs that it starts; they would win over the folder.
const std::vector<std::string>& RepositoryVariables() {
  static const std::vector<std::string> names = {"GIT_DIR",
                                                 "GIT_WORK_TREE",
                                                 "GIT_INDEX_FILE",
                                                 "GIT_COMMON_DIR",
                                                 "GIT_OBJECT_DIRECTORY",
                                                 "GIT_PREFIX",
                                                 "GIT_NAMESPACE",
                                                 "GIT_ALTERNATE_OBJECT_DIRECTORIES"};
  return names;
}

absl::StatusOr<std::string> Git(const std::string& folder, const std::vector<std::string>& arguments, bool quiet) {
  std::vector<std::string> words = {"git", "-C", folder, "-c", "core.quotePath=false"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  absl::StatusOr<ProgramExit> exit = RunProgram(words, {.quiet = quiet, .without = RepositoryVariables()});
  if (absl::IsNotFound(exit.status())) return absl::UnavailableError("git is not installed. Fix: tools/setup");
  if (!exit.ok()) return exit.status();
  if (exit->code == 0) return std::move(exit->out);
  return absl::FailedPreconditionError(
      fmt::format("`git {}` failed in {} with code {}", arguments.front(), folder, exit->code));
}

}  // namespace

absl::StatusOr<std::string> RunGit(const std::string& folder, const std::vector<std::string>& arguments) {
  return Git(folder, arguments, /*quiet=*/false);
}

absl::Status CheckRepository(const std::string& folder) {
  const absl::StatusOr<std::string> inside = Git(folder, {"rev-parse", "--is-inside-work-tree"}, /*quiet=*/true);
  if (inside.ok() || absl::IsUnavailable(inside.status())) return inside.status();
  return absl::FailedPreconditionError(folder + " is in no git work tree, so there is no history to read");
}

absl::Status ForgetWorkTree(const std::string& repository, const std::string& tree) {
  const auto known = RunGit(repository, {"worktree", "list", "--porcelain"});
  if (!known.ok()) return known.status();
  // git knows it without symbolic links, whether it is there or not.
  std::error_code error;
  const std::string path = std::filesystem::weakly_canonical(tree, error);
  const std::vector<std::string> lines = Lines(*known);
  if (std::find(lines.begin(), lines.end(), "worktree " + path) == lines.end()) return absl::OkStatus();
  // Twice: also one that is locked.
  return RunGit(repository, {"worktree", "remove", "--force", "--force", path}).status();
}

absl::StatusOr<std::vector<Revision>> FileHistory(const std::string& folder, const std::string& path, int most) {
  std::vector<std::string> arguments = {"log", "--format=%h %cs"};
  if (most > 0) arguments.push_back(fmt::format("--max-count={}", most));
  arguments.insert(arguments.end(), {"--", path});
  const auto log = RunGit(folder, arguments);
  if (!log.ok()) return log.status();
  std::vector<Revision> revisions;
  std::istringstream lines(*log);
  for (Revision revision; lines >> revision.commit >> revision.date;) {
    // The commit may have removed the file: only its tree tells that without an error.
    const auto tree = RunGit(folder, {"ls-tree", "--name-only", revision.commit, "--", path});
    if (!tree.ok()) return tree.status();
    revision.text.clear();
    if (!tree->empty()) {
      auto text = RunGit(folder, {"show", fmt::format("{}:./{}", revision.commit, path)});
      if (!text.ok()) return text.status();
      revision.text = *std::move(text);
    }
    revisions.push_back(revision);
  }
  std::reverse(revisions.begin(), revisions.end());
  return revisions;
}

absl::StatusOr<bool> IsShallow(const std::string& folder) {
  const auto shallow = RunGit(folder, {"rev-parse", "--is-shallow-repository"});
  if (!shallow.ok()) return shallow.status();
  return shallow->starts_with("true");
}

}  // namespace pawl

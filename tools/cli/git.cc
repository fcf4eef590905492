#include "tools/cli/git.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sstream>

#include "fmt/format.h"

namespace pawl {
namespace {

// Reads to the end and closes.
std::string ReadAll(int descriptor) {
  std::string text;
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<size_t>(count));
  }
  close(descriptor);
  return text;
}

}  // namespace

absl::StatusOr<std::string> RunGit(const std::string& folder, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"git", "-C", folder, "-c", "core.quotePath=false"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> out{};
  if (pipe2(out.data(), O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "cannot start git");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, "git", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  std::string text = ReadAll(out[0]);
  if (error == ENOENT) return absl::NotFoundError("git is not installed. Fix: tools/setup");
  if (error != 0) return absl::ErrnoToStatus(error, "cannot start git");
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return text;
  return absl::FailedPreconditionError(fmt::format(
      "`git {}` failed in {} with {}", arguments.front(), folder,
      WIFEXITED(status) ? fmt::format("code {}", WEXITSTATUS(status)) : fmt::format("signal {}", WTERMSIG(status))));
}

absl::Status CheckRepository(const std::string& folder) {
  const absl::StatusOr<std::string> inside = RunGit(folder, {"rev-parse", "--is-inside-work-tree"});
  if (inside.ok() || absl::IsNotFound(inside.status())) return inside.status();
  return absl::FailedPreconditionError(folder + " is in no git work tree, so there is no history to read");
}

absl::StatusOr<std::vector<Revision>> FileHistory(const std::string& folder, const std::string& path) {
  const auto log = RunGit(folder, {"log", "--format=%h %cs", "--", path});
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

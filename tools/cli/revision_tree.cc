#include "tools/cli/revision_tree.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/files.h"
#include "tools/cli/git.h"
#include "tools/cli/program.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// Within the root. In a folder of its own, so that `..` of the tree holds what `..` of the user's repository does.
constexpr char kTree[] = "beside/tree";

std::string FirstLine(const absl::StatusOr<std::string>& text) {
  const std::vector<std::string> lines = Lines(text.ok() ? *text : "");
  return lines.empty() ? "" : lines.front();
}

// Beside the user's own output base: that is where she has room for one.
absl::StatusOr<fs::path> RootFor(const Bazel& user) {
  const absl::StatusOr<std::string> base = user.Info("output_base");
  if (!base.ok()) return base.status();
  const fs::path path = *base;
  return path.parent_path() / (path.filename().string() + "-pawl-compare");
}

absl::StatusOr<int> Lock(const fs::path& root) {
  const std::string path = root.string() + ".lock";
  const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return absl::ErrnoToStatus(errno, "cannot open " + path);
  if (flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  close(lock);
  return absl::UnavailableError(
      fmt::format("another comparison of this work space is building a revision ({} is locked): wait for it", path));
}

// Whoever asks what a commit is like must not take a full disk for an answer.
absl::Status NotTheCommits(const absl::Status& status) {
  if (absl::IsCancelled(status)) return status;
  return absl::InternalError(std::string(status.message()));
}

// Bazel leaves folders without write permission, which only root can empty.
void RemoveAll(const fs::path& folder) {
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(folder, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (entry->is_symlink(error) || !entry->is_directory(error)) continue;
    fs::permissions(entry->path(), fs::perms::owner_all, fs::perm_options::add, error);
  }
  fs::remove_all(folder, error);
}

// git forgets our work tree, also if its folder is gone already, and no other: one that is not there now may lie on a
// disk that is not mounted.
void Discard(const fs::path& repository, const fs::path& root) {
  const absl::Status forgotten = ForgetWorkTree(repository, root / kTree);
  // Whoever interrupts does all of this, and git must find the folder as it left it.
  if (absl::IsCancelled(forgotten)) return;
  RemoveAll(root);
  // git refuses half a work tree, which a Discard() that was cut off leaves, and takes one that is gone.
  if (!forgotten.ok()) (void)ForgetWorkTree(repository, root / kTree);
}

// A `local_repository(path = "../pawl")` means the same in the tree as in the user's repository: what lies beside hers
// is linked beside it.
absl::Status LinkNeighbours(const fs::path& repository, const fs::path& tree) {
  std::error_code error;
  fs::create_directories(tree.parent_path(), error);
  if (error) return absl::ErrnoToStatus(error.value(), "cannot create " + tree.parent_path().string());
  for (auto entry = fs::directory_iterator(repository.parent_path(), error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    const fs::path link = tree.parent_path() / entry->path().filename();
    if (entry->path().filename() == repository.filename() || link == tree) continue;
    fs::create_symlink(entry->path(), link, error);
    if (error) return absl::ErrnoToStatus(error.value(), "cannot create " + link.string());
  }
  // A repository in `/`, or in a folder that the user may not list, has no neighbours that a build could name.
  return absl::OkStatus();
}

// The user's files of options that a checkout of her repository lacks.
std::vector<fs::path> Untracked(const fs::path& workspace, const std::vector<fs::path>& files) {
  std::vector<fs::path> untracked;
  for (const fs::path& file : files) {
    const fs::path relative = file.lexically_relative(workspace);
    if (relative.empty() || *relative.begin() == "..") continue;
    const auto tracked = RunGit(workspace, {"ls-files", "--", relative});
    if (tracked.ok() && tracked->empty()) untracked.push_back(relative);
  }
  return untracked;
}

}  // namespace

absl::StatusOr<Commit> ResolveRevision(const std::string& folder, const std::string& revision) {
  if (absl::Status status = CheckRepository(folder); !status.ok()) return status;
  const auto hash = RunGit(folder, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  const std::string full = FirstLine(hash);
  if (full.empty()) {
    const absl::StatusOr<bool> shallow = IsShallow(folder);
    return absl::InvalidArgumentError(
        fmt::format("{} is no revision of this repository: give a commit, branch or tag, perhaps after `git fetch{}`",
                    revision, shallow.ok() && *shallow ? " --unshallow" : ""));
  }
  return Commit{full, FirstLine(RunGit(folder, {"log", "-1", "--format=%h (%s)", full}))};
}

RevisionTree::RevisionTree(fs::path repository, fs::path root, int lock, Bazel bazel, std::vector<fs::path> untracked)
    : repository_(std::move(repository)),
      root_(std::move(root)),
      lock_(lock),
      bazel_(std::move(bazel)),
      untracked_(std::move(untracked)) {}

absl::StatusOr<std::unique_ptr<RevisionTree>> RevisionTree::Open(const Bazel& user) {
  const absl::StatusOr<fs::path> root = RootFor(user);
  if (!root.ok()) return root.status();
  const absl::StatusOr<int> lock = Lock(*root);
  if (!lock.ok()) return lock.status();
  Discard(user.workspace(), *root);
  // The work space may be a folder of the repository.
  const fs::path repository = FirstLine(RunGit(user.workspace(), {"rev-parse", "--show-toplevel"}));
  const std::string prefix = FirstLine(RunGit(user.workspace(), {"rev-parse", "--show-prefix"}));
  if (absl::Status linked = LinkNeighbours(repository, *root / kTree); !linked.ok()) return linked;
  const auto options = user.ReadOptions(*root);
  if (!options.ok()) return options.status();
  // An idle server whose owner was killed does not stay for hours.
  std::vector<std::string> startup = {"--output_base=" + (*root / "output").string(), "--max_idle_secs=60"};
  std::vector<std::string> build;
  if (!options->disk_cache.empty()) build.push_back("--disk_cache=" + options->disk_cache);
  Bazel bazel(*root / kTree / prefix, std::move(startup), std::move(build));
  return std::unique_ptr<RevisionTree>(
      new RevisionTree(user.workspace(), *root, *lock, std::move(bazel), Untracked(user.workspace(), options->files)));
}

fs::path RevisionTree::tree() const { return root_ / kTree; }

RevisionTree::~RevisionTree() {
  Remove();
  close(lock_);
}

void RevisionTree::Remove() {
  const std::lock_guard<std::mutex> lock(removal_);
  std::error_code error;
  if (fs::exists(bazel_.workspace(), error)) bazel_.Shutdown();
  Discard(repository_, root_);
}

absl::Status RevisionTree::Checkout(const std::string& commit) {
  std::error_code error;
  const bool first = !fs::exists(tree(), error);
  const auto done = first ? RunGit(repository_, {"worktree", "add", "--quiet", "--detach", tree(), commit})
                          : RunGit(tree(), {"checkout", "--quiet", "--force", "--detach", commit});
  if (!done.ok()) return NotTheCommits(done.status());
  if (fs::exists(tree() / ".gitmodules", error)) {
    const auto modules = RunGit(tree(), {"submodule", "update", "--quiet", "--init", "--recursive"});
    if (!modules.ok()) return NotTheCommits(modules.status());
  }
  for (const fs::path& file : untracked_) {
    fs::create_directories((bazel_.workspace() / file).parent_path(), error);
    fs::copy_file(repository_ / file, bazel_.workspace() / file, fs::copy_options::overwrite_existing, error);
    if (error) return absl::ErrnoToStatus(error.value(), "cannot copy " + (repository_ / file).string());
  }
  return absl::OkStatus();
}

}  // namespace pawl

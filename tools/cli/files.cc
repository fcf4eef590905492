#include "tools/cli/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr char kOwnerFile[] = "/owner";

// Removes the folders of processes that were killed, as far as they are ours to remove.
void RemoveDeadFolders() {
  std::error_code error;
  std::vector<std::filesystem::path> dead;
  for (std::filesystem::directory_iterator at("/tmp", error), end; !error && at != end; at.increment(error)) {
    if (!at->path().filename().native().starts_with("pawl.")) continue;
    const int owner = open((at->path().native() + kOwnerFile).c_str(), O_RDWR | O_CLOEXEC);
    if (owner < 0) continue;
    if (flock(owner, LOCK_EX | LOCK_NB) == 0) dead.push_back(at->path());
    close(owner);
  }
  for (const std::filesystem::path& folder : dead) std::filesystem::remove_all(folder, error);
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::ErrnoToStatus(errno, "cannot read " + path);
  // By hand: `stream << file.rdbuf()` swallows what goes wrong in the middle, and takes a folder for an empty file.
  std::string text;
  std::array<char, 1 << 16> part;
  while (file.read(part.data(), part.size()) || file.gcount() > 0) {
    text.append(part.data(), static_cast<size_t>(file.gcount()));
  }
  if (file.bad()) return absl::DataLossError("cannot read " + path + " to its end: it is a folder, or the disk fails");
  return text;
}

std::string FromWorkingDirectory(const std::string& path) {
  const char* const folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (path.empty() || folder == nullptr) return path;
  return std::filesystem::path(folder) / path;  // an absolute path replaces the folder
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".new";
  std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (file) {
    std::filesystem::rename(temporary, path, error);
    if (!error) return absl::OkStatus();
  }
  const absl::Status status = absl::ErrnoToStatus(error ? error.value() : errno, "cannot write " + path);
  std::filesystem::remove(temporary, error);
  return status;
}

absl::StatusOr<ScratchFolder> ScratchFolder::Create() {
  RemoveDeadFolders();
  std::string path = "/tmp/pawl.XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return absl::ErrnoToStatus(errno, "cannot create a folder in /tmp");
  // Locked before it has its name: a folder without an owner file is being made, one with an unlocked file is dead.
  const std::string unlocked = path + "/owner.new";
  const int lock = open(unlocked.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0 || rename(unlocked.c_str(), (path + kOwnerFile).c_str()) != 0) {
    return absl::ErrnoToStatus(errno, "cannot lock " + path);
  }
  return ScratchFolder(path, lock);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

ScratchFolder::~ScratchFolder() {
  std::error_code error;
  if (!path_.empty()) std::filesystem::remove_all(path_, error);
  if (lock_ >= 0) close(lock_);
}

}  // namespace pawl

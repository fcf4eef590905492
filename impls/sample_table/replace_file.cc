#include "impls/sample_table/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace sample_table {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const fs::path& path, std::string_view what) {
  return absl::ErrnoToStatus(errno, path.string() + ": " + std::string(what));
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Without it the machine's crash may undo the rename, which leaves the old file: no reason to fail.
void SyncDirectory(const fs::path& directory) {
  const int file = open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  fsync(file);
  close(file);
}

}  // namespace

absl::Status ReplaceFile(const fs::path& path, std::string_view bytes, mode_t mode) {
  std::string temporary = path.string() + ".XXXXXX";
  const int file = mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return Failed(path, "cannot be written: no file can be created beside it");
  absl::Status status;
  if (!WriteAll(file, bytes) || fchmod(file, mode) != 0 || fsync(file) != 0) status = Failed(path, "cannot be written");
  if (close(file) != 0 && status.ok()) status = Failed(path, "cannot be written");
  if (status.ok() && rename(temporary.c_str(), path.c_str()) != 0) status = Failed(path, "cannot be replaced");
  if (!status.ok()) {
    unlink(temporary.c_str());
    return status;
  }
  SyncDirectory(path.parent_path());
  return absl::OkStatus();
}

}  // namespace sample_table

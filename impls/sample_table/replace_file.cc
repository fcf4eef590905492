#include "impls/sample_table/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "impls/sample_table/file_error.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written == 0) errno = EIO;  // nothing, and no reason: asked again, it might say so for ever
    if (written == 0 || (written < 0 && errno != EINTR)) return false;
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

absl::Status ReplaceFile(const fs::path& path, std::string_view bytes, mode_t mode, gid_t group) {
  std::string temporary = path.string() + ".XXXXXX";
  const fs::path directory = path.parent_path();
  const int file = mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return FileError(path, "cannot be written: no file can be created beside it");
  // From here on nothing allocates before all is put away, so that no exception can leave the file behind.
  const char* failed = nullptr;
  int error = 0;
  const auto check = [&](bool ok, const char* what) {
    if (ok || failed != nullptr) return;
    failed = what;
    error = errno;
  };
  if (fchown(file, static_cast<uid_t>(-1), group) != 0) mode &= S_IRWXU;  // what others may is meant for that group
  check(WriteAll(file, bytes) && fchmod(file, mode) == 0 && fsync(file) == 0, "cannot be written");
  check(close(file) == 0, "cannot be written");
  if (failed == nullptr) check(rename(temporary.c_str(), path.c_str()) == 0, "cannot be replaced");
  if (failed != nullptr) {
    unlink(temporary.c_str());
    errno = error;
    return FileError(path, failed);
  }
  SyncDirectory(directory);
  return absl::OkStatus();
}

}  // namespace sample_table

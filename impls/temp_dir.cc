#include "impls/temp_dir.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace impls {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const fs::path& path, const char* what, int error_number) {
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      path.native() + ": " + what + ": " + std::generic_category().message(error_number) +
                          ". Check that $TEST_TMPDIR or $TMPDIR is a writable folder with room");
}

absl::Status Write(const fs::path& path, int mode, std::string_view bytes) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0600);
  if (fd < 0) return Failed(path, "cannot create", errno);
  absl::Status status;
  while (!bytes.empty() && status.ok()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      status = Failed(path, "cannot write", errno);
    }
  }
  close(fd);
  return status;
}

}  // namespace

absl::StatusOr<TempDir> TempDir::Make() {
  std::string folder = "/tmp";
  for (const char* variable : {"TMPDIR", "TEST_TMPDIR"}) {
    if (const char* value = std::getenv(variable); value != nullptr && *value != '\0') folder = value;
  }
  std::string pattern = folder + "/pawl.XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return Failed(folder, "cannot create a directory in it", errno);
  return TempDir(pattern);
}

TempDir::~TempDir() {
  std::error_code ignored;  // what cannot be removed is left in a place for temporary files
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

absl::Status WriteFile(const fs::path& path, std::string_view bytes) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) return Failed(path.parent_path(), "cannot create the directory", error.value());
  return Write(path, O_TRUNC, bytes);
}

absl::Status AppendToFile(const fs::path& path, std::string_view bytes) { return Write(path, O_APPEND, bytes); }

}  // namespace impls

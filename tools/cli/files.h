#ifndef PAWL_TOOLS_CLI_FILES_H_
#define PAWL_TOOLS_CLI_FILES_H_

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace pawl {

// The whole file. NotFound if it is not there; every error names the path.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Replaces the file at once: a reader sees the old text or the new, and a failure leaves the old.
absl::Status WriteFile(const std::string& path, const std::string& text);

// A path that a user gave, from where she stands: `bazel run` starts programs elsewhere and says in
// BUILD_WORKING_DIRECTORY where that is. Absolute and empty paths stay as they are.
std::string FromWorkingDirectory(const std::string& path);

// A private folder, removed with everything in it by the destructor; what a killed process could not remove, the next
// Create() does. The owner holds a file lock in it for life, which tells a living folder from a dead one in every
// container that shares /tmp; process numbers would not.
class ScratchFolder {
 public:
  // In /tmp and nowhere else: a benchmark that handles paths allocates by their length, so the folder's must be the
  // same in a test, in a report and on every machine.
  static absl::StatusOr<ScratchFolder> Create();

  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&& other) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  ScratchFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_FILES_H_

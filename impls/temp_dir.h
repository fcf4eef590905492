#ifndef PAWL_IMPLS_TEMP_DIR_H_
#define PAWL_IMPLS_TEMP_DIR_H_

#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Files for tests and benchmarks of components that read some.
namespace impls {

// A private directory below $TEST_TMPDIR, $TMPDIR or /tmp, the first that is set; removed with all that is in it by the
// destructor. An empty path when moved from.
class TempDir {
 public:
  static absl::StatusOr<TempDir> Make();

  TempDir(TempDir&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TempDir& operator=(TempDir&& other) noexcept {
    path_.swap(other.path_);
    return *this;
  }
  ~TempDir();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

// Creates or replaces a file of these bytes, and the directories above it.
absl::Status WriteFile(const std::filesystem::path& path, std::string_view bytes);

// Creates the file if there is none, and adds these bytes to its end.
absl::Status AppendToFile(const std::filesystem::path& path, std::string_view bytes);

}  // namespace impls

#endif  // PAWL_IMPLS_TEMP_DIR_H_

#ifndef PAWL_IMPLS_CHECKSUM_CORPUS_H_
#define PAWL_IMPLS_CHECKSUM_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Files for test and benchmark: the same bytes on every machine and in every run.
namespace checksum::corpus {

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

// Creates or replaces a file of these bytes.
absl::Status WriteFile(const std::filesystem::path& path, std::string_view bytes);

// Creates or replaces a file of pseudo-random bytes. About 1 GB/s; memory does not depend on the size.
absl::Status WriteRandomFile(const std::filesystem::path& path, uint64_t seed, size_t size_bytes);

// Fills the directory `root` with `files` random files, 50 to a subdirectory, of lognormal size (median 4096 bytes,
// sigma 1.2).
absl::Status WriteTree(const std::filesystem::path& root, uint64_t seed, size_t files);

}  // namespace checksum::corpus

#endif  // PAWL_IMPLS_CHECKSUM_CORPUS_H_

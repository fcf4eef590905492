#ifndef PAWL_IMPLS_SAMPLE_TABLE_MOVIE_FILE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_MOVIE_FILE_H_

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/sample_table/cache_format.h"
#include "impls/sample_table/mapped_file.h"

namespace sample_table {

// What a file is recognised by. Times that no 64 bits of nanoseconds hold (before 1677, after 2262) become the first or
// the last that they do.
MovieIdentity IdentityOf(const struct stat& info);

// Whether any change after `now_ns` would show in the movie's time stamps, given that these have steps of up to `step`.
// FAILED_PRECONDITION, with the path and the way out, if not: then one of them is less than `step` before `now_ns`, or
// in the future.
absl::Status CheckIsSettled(const std::filesystem::path& path, const MovieIdentity& movie, int64_t now_ns,
                            std::chrono::nanoseconds step);

// The clock that file systems take time stamps from.
int64_t NowNs();

// A movie that is opened once, so that what is examined before and after its parse is what was parsed, whatever has
// meanwhile been put at its path. For one thread.
class MovieFile {
 public:
  // The errno's canonical code, with the path, where it cannot be opened or examined.
  static absl::StatusOr<MovieFile> Open(const std::filesystem::path& path);

  MovieFile(MovieFile&& other) noexcept;
  MovieFile& operator=(MovieFile&&) = delete;
  ~MovieFile();

  // As it was when it was opened.
  const MovieIdentity& identity() const { return identity_; }
  mode_t mode() const { return mode_; }
  gid_t group() const { return group_; }

  // As MappedFile::Open has it.
  absl::StatusOr<MappedFile> Map() const { return MappedFile::Map(fd_, path_); }

  // Whether it is now what it was, and any change since it was opened would show. ABORTED if it was changed, and the
  // errors of CheckIsSettled, asked of the time before the file was looked at: a clock that is read after a parse of
  // some seconds would find a file settled that was changed during the parse.
  absl::Status CheckUnchanged(std::chrono::nanoseconds step) const;

 private:
  MovieFile(std::filesystem::path path, int fd, int64_t opened_ns);

  std::filesystem::path path_;
  int fd_;
  int64_t opened_ns_;  // before the first look at it
  MovieIdentity identity_;
  mode_t mode_ = 0;
  gid_t group_ = 0;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_MOVIE_FILE_H_

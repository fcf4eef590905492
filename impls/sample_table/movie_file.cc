#include "impls/sample_table/movie_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <limits>
#include <string>
#include <utility>

#include "impls/sample_table/file_error.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

int64_t Nanoseconds(const timespec& time) {
  using Limits = std::numeric_limits<int64_t>;
  int64_t whole = 0, all = 0;
  const bool beyond = __builtin_mul_overflow(int64_t{time.tv_sec}, int64_t{1'000'000'000}, &whole) ||
                      __builtin_add_overflow(whole, int64_t{time.tv_nsec}, &all);
  if (!beyond) return all;
  return time.tv_sec < 0 ? Limits::min() : Limits::max();
}

}  // namespace

MovieIdentity IdentityOf(const struct stat& info) {
  return {static_cast<uint64_t>(info.st_size), Nanoseconds(info.st_mtim), Nanoseconds(info.st_ctim), info.st_dev,
          info.st_ino};
}

int64_t NowNs() {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  return Nanoseconds(now);
}

absl::Status CheckIsSettled(const fs::path& path, const MovieIdentity& movie, int64_t now_ns,
                            std::chrono::nanoseconds step) {
  const int64_t last_ns = std::max(movie.modified_ns, movie.changed_ns);
  if (last_ns > now_ns) {
    return absl::FailedPreconditionError(path.string() +
                                         ": is not cached while its time stamps lie in the future, by " +
                                         std::to_string(last_ns - now_ns) + " ns. Set them with touch");
  }
  if (last_ns <= now_ns - step.count()) return absl::OkStatus();
  return absl::FailedPreconditionError(path.string() + ": was changed " + std::to_string(now_ns - last_ns) +
                                       " ns ago, so that another change might show in no time stamp. Open it again " +
                                       std::to_string(step.count()) + " ns after its last change");
}

absl::StatusOr<MovieFile> MovieFile::Open(const fs::path& path) {
  const int64_t opened_ns = NowNs();
  fs::path copy = path;  // before there is a descriptor that an exception could leak
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block
  if (fd < 0) return FileError(path, "cannot be opened");
  MovieFile movie(std::move(copy), fd, opened_ns);
  struct stat info = {};
  if (fstat(fd, &info) != 0) return FileError(path, "cannot be examined");
  movie.identity_ = IdentityOf(info);
  movie.mode_ = info.st_mode;
  movie.group_ = info.st_gid;
  return movie;
}

MovieFile::MovieFile(fs::path path, int fd, int64_t opened_ns)
    : path_(std::move(path)), fd_(fd), opened_ns_(opened_ns) {}

MovieFile::MovieFile(MovieFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      opened_ns_(other.opened_ns_),
      identity_(other.identity_),
      mode_(other.mode_),
      group_(other.group_) {}

MovieFile::~MovieFile() {
  if (fd_ >= 0) close(fd_);
}

absl::Status MovieFile::CheckUnchanged(std::chrono::nanoseconds step) const {
  struct stat info = {};
  if (fstat(fd_, &info) != 0) return FileError(path_, "cannot be examined");
  if (IdentityOf(info) != identity_) {
    return absl::AbortedError(path_.string() + ": was changed while it was read. Open it again");
  }
  return CheckIsSettled(path_, identity_, opened_ns_, step);
}

}  // namespace sample_table

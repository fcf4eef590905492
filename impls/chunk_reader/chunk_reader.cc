#include "impls/chunk_reader/chunk_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace chunk_reader {
namespace {

// The most that one read() transfers on Linux; more is EINVAL on some systems.
constexpr size_t kMostBytes = 0x7ffff000;

std::string WayOut(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "Check the path";
    case EACCES:
    case EPERM:
      return "Make it readable (chmod u+r) or run as its owner";
    case EMFILE:
    case ENFILE:
      return "Close files or raise the limit (ulimit -n)";
    case EBADF:
      return "Give a descriptor that is open for reading";
    case ECONNRESET:
    case ETIMEDOUT:
      return "The other end is gone before it had sent all: what was read is what arrived. Connect again";
    default:
      return "Check that `cat` can read it; a disk or network file system may be at fault";
  }
}

absl::Status SystemError(const std::string& where, std::string_view what, int error_number,
                         const std::string& way_out) {
  const std::string message = where + ": " + std::string(what) + ": " + std::generic_category().message(error_number) +
                              " (errno " + std::to_string(error_number) + "). " + way_out;
  return absl::Status(absl::ErrnoToStatusCode(error_number), message);
}

}  // namespace

Source& Source::operator=(Source&& other) noexcept {
  fd_ = std::move(other.fd_);
  state_ = std::exchange(other.state_, State::kNone);
  declared_bytes_ = std::exchange(other.declared_bytes_, std::nullopt);
  read_bytes_ = std::exchange(other.read_bytes_, 0);
  system_calls_ = std::exchange(other.system_calls_, 0);
  name_ = std::move(other.name_);
  failure_ = std::move(other.failure_);
  other.fd_.Close();
  return *this;
}

void Source::Begin(std::string_view name) {
  End();
  state_ = State::kNone;
  declared_bytes_.reset();
  read_bytes_ = 0;
  name_ = name;
}

absl::Status Source::Open(const std::filesystem::path& path) {
  Begin(path.native());
  int fd = -1;
  do {
    fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ++system_calls_;
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return SystemError(name_, "cannot open", errno, WayOut(errno));
  fd_ = Fd(fd);
  return LookUp();
}

absl::Status Source::Attach(Fd fd) {
  Begin("descriptor " + std::to_string(fd.get()));
  fd_ = std::move(fd);
  if (absl::Status status = LookUp(); !status.ok()) return status;
  if (!declared_bytes_) return absl::OkStatus();
  const off_t position = lseek(fd_.get(), 0, SEEK_CUR);
  ++system_calls_;
  // Beyond the end there is nothing to read. A regular file that cannot tell its position is read like a pipe.
  if (position < 0) {
    declared_bytes_.reset();
  } else {
    *declared_bytes_ -= std::min(*declared_bytes_, static_cast<uint64_t>(position));
  }
  return absl::OkStatus();
}

absl::Status Source::LookUp() {
  struct stat status = {};
  ++system_calls_;
  if (fstat(fd_.get(), &status) != 0) {
    const int error_number = errno;
    system_calls_ += fd_.Close() ? 1 : 0;
    return SystemError(name_, "cannot look up", error_number, WayOut(error_number));
  }
  if (S_ISDIR(status.st_mode)) return Unreadable("a directory", "Name a file in it");
  if (S_ISSOCK(status.st_mode)) {
    int type = 0;
    socklen_t size = sizeof type;
    ++system_calls_;
    if (getsockopt(fd_.get(), SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type != SOCK_STREAM) {
      return Unreadable("a socket of messages", "Use a stream socket, or receive message by message");
    }
  }
  if (S_ISREG(status.st_mode)) declared_bytes_ = static_cast<uint64_t>(std::max<off_t>(0, status.st_size));
  state_ = State::kOpen;
  return absl::OkStatus();
}

absl::Status Source::Unreadable(const char* what, const char* way_out) {
  system_calls_ += fd_.Close() ? 1 : 0;
  return absl::FailedPreconditionError(name_ + ": is " + what + ", not a stream of bytes. " + way_out);
}

absl::StatusOr<std::string_view> Source::Read(char* data, size_t capacity_bytes) {
  while (state_ == State::kOpen) {
    const ssize_t got = read(fd_.get(), data, std::min(capacity_bytes, kMostBytes));
    ++system_calls_;
    if (got > 0) {
      read_bytes_ += static_cast<uint64_t>(got);
      return std::string_view(data, static_cast<size_t>(got));
    }
    if (got == 0) {
      End();
    } else if (errno != EINTR) {
      if (absl::Status status = ReadFailed(errno); !status.ok()) return status;
    }
  }
  if (state_ == State::kEnded) return std::string_view();
  if (state_ == State::kFailed) return failure_;
  return absl::FailedPreconditionError("nothing to read from: Open() a file or Attach() a descriptor first");
}

absl::StatusOr<std::string_view> Source::ReadToDeclaredEnd(char* data, size_t capacity_bytes) {
  absl::StatusOr<std::string_view> chunk = Read(data, capacity_bytes);
  // A claimed size of 0 says nothing, see the contract. A size was claimed, so this is a regular file, which falls
  // short only at its end or, on some file systems, before what it claims.
  if (chunk.ok() && chunk->size() < capacity_bytes && declared_bytes_.value_or(0) > 0 && remaining_bytes() == 0) End();
  return chunk;
}

absl::Status Source::ReadFailed(int error_number) {
  if (error_number != EAGAIN && error_number != EWOULDBLOCK) {
    return Fail(SystemError(At(), "cannot read", error_number, WayOut(error_number)));
  }
  const absl::StatusOr<bool> waited = WaitUntilReadable();
  if (!waited.ok()) return waited.status();
  if (*waited) return absl::OkStatus();
  return absl::DeadlineExceededError(At() +
                                     ": nothing arrived within the socket's receive timeout. Call Next() again " +
                                     "to wait on, or raise SO_RCVTIMEO");
}

absl::StatusOr<bool> Source::WaitUntilReadable() {
  const int flags = fcntl(fd_.get(), F_GETFL);
  ++system_calls_;
  if (flags >= 0 && (flags & O_NONBLOCK) == 0) return false;
  pollfd readable = {fd_.get(), POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&readable, 1, /*timeout=*/-1);
    ++system_calls_;
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) return Fail(SystemError(At(), "cannot wait for", errno, WayOut(errno)));
  return true;  // or hung up, or broken: the next read() says which
}

void Source::AdviseSequential() {
  if (state_ != State::kOpen || !declared_bytes_) return;
  ++system_calls_;
  posix_fadvise(fd_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
}

absl::Status Source::Fail(absl::Status why) {
  End();
  state_ = State::kFailed;
  return failure_ = std::move(why);
}

void Source::End() {
  system_calls_ += fd_.Close() ? 1 : 0;
  state_ = State::kEnded;
}

std::string Source::At() const { return name_ + ": offset " + std::to_string(read_bytes_); }

}  // namespace chunk_reader

#ifndef PAWL_IMPLS_FD_H_
#define PAWL_IMPLS_FD_H_

#include <unistd.h>

#include <utility>

namespace impls {

// Owns a file descriptor; -1 for none. For what is read, or written without delay: what close() says is not looked at.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { Close(); }

  int get() const { return fd_; }

  // Whose it is now closes it.
  int Release() { return std::exchange(fd_, -1); }

  // Returns whether there was something to close.
  bool Close() {
    if (fd_ < 0) return false;
    close(std::exchange(fd_, -1));  // After EINTR it is closed all the same.
    return true;
  }

 private:
  int fd_;
};

}  // namespace impls

#endif  // PAWL_IMPLS_FD_H_

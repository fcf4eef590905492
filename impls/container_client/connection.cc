#include "impls/container_client/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <system_error>
#include <utility>

namespace container_client {
namespace {

std::chrono::microseconds Left(Clock::time_point deadline) {
  return std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now());
}

absl::Status CannotConnect(const std::string& path, int error_number) {
  const std::string what =
      "cannot connect to the container engine at " + path + ": " + std::generic_category().message(error_number) + ". ";
  switch (error_number) {
    case ENOENT:
    case ECONNREFUSED:
      return absl::UnavailableError(what + "Start the engine (podman system service --time=0 unix://" + path +
                                    ", or dockerd), or give the path of the socket on which it listens");
    case EACCES:
    case EPERM:
      return absl::PermissionDeniedError(what + "Be root, join the group that may use the socket (ls -l " + path +
                                         "), or use the socket of an engine of your own");
    case EAGAIN:
      return absl::DeadlineExceededError(what + "The engine accepted no connection before the time limit");
    default:
      return absl::UnavailableError(what + "Is this the socket on which the engine listens?");
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path, Clock::time_point deadline) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return absl::InvalidArgumentError(
        "the path of the engine's socket, '" + path + "', has " + std::to_string(path.size()) + " bytes: 1 to " +
        std::to_string(sizeof(address.sun_path) - 1) + " can be used. Give a shorter one");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  impls::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return absl::ErrnoToStatus(errno, "cannot make a socket for " + path);
  // Where the queue of connections is full, connect() waits for as long as sending may.
  const auto left = std::max(Left(deadline), std::chrono::microseconds(1));
  const timeval limit = {static_cast<time_t>(left.count() / 1'000'000),
                         static_cast<suseconds_t>(left.count() % 1'000'000)};
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  while (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    if (errno != EINTR) return CannotConnect(path, errno);
  }
  return std::make_unique<Connection>(std::move(fd));
}

bool Connection::IsSilent() const {
  char byte = 0;
  return recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

bool Connection::Await(short what, boost::system::error_code& error) const {
  for (;;) {
    timespec left = {};
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(deadline_ - Clock::now()).count();
    const bool is_endless = deadline_ == Clock::time_point::max();
    if (ns <= 0 && !is_endless) {
      error = boost::asio::error::timed_out;
      return false;
    }
    left.tv_sec = static_cast<time_t>(ns / 1'000'000'000);
    left.tv_nsec = static_cast<long>(ns % 1'000'000'000);
    pollfd socket = {fd_.get(), what, 0};
    const int ready = ppoll(&socket, 1, is_endless ? nullptr : &left, nullptr);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) {
      error.assign(errno, boost::system::system_category());
      return false;
    }
  }
}

size_t Connection::Receive(iovec* parts, size_t count, boost::system::error_code& error) {
  error = {};
  if (count == 0) return 0;
  for (;;) {
    // The answer is hardly ever there yet: asking first would be a call more.
    if (!Await(POLLIN, error)) return 0;
    const ssize_t got = readv(fd_.get(), parts, static_cast<int>(count));
    if (got > 0) {
      received_bytes_ += static_cast<size_t>(got);
      return static_cast<size_t>(got);
    }
    if (got == 0) {
      error = boost::asio::error::eof;
      return 0;
    }
    if (errno == EINTR || errno == EAGAIN) continue;
    was_reset_ = errno == ECONNRESET;
    error.assign(errno, boost::system::system_category());
    return 0;
  }
}

size_t Connection::Send(iovec* parts, size_t count, boost::system::error_code& error) {
  error = {};
  if (count == 0) return 0;
  msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = count;
  for (;;) {
    const ssize_t sent = sendmsg(fd_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      sent_bytes_ += static_cast<size_t>(sent);
      return static_cast<size_t>(sent);
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) {
      error.assign(errno, boost::system::system_category());
      return 0;
    }
    if (!Await(POLLOUT, error)) return 0;
  }
}

}  // namespace container_client

#ifndef PAWL_IMPLS_ENV_SYNC_RAW_SERVER_H_
#define PAWL_IMPLS_ENV_SYNC_RAW_SERVER_H_

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "impls/env_sync/loopback_server.h"

namespace env_sync {

// Answers the first bytes of every connection with the same bytes, whatever they are, and ends it. One connection after
// another. The destructor waits until the client has closed those it has.
class RawServer {
 public:
  explicit RawServer(std::string answer) : answer_(std::move(answer)), listener_(ListenOnLoopback(port_)) {
    thread_ = std::thread([this] {
      for (int fd; (fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) Serve(fd);
    });
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  uint16_t port() const { return port_; }
  int connections() const { return connections_; }
  std::string received() const { return received_; }  // once the client has closed its connections

 private:
  void Serve(int fd) {
    std::array<char, 16384> buffer;
    bool is_first = true;
    // Reads to the end: closing a socket with bytes left would take the answer away from the client.
    for (ssize_t count; (count = recv(fd, buffer.data(), buffer.size(), 0)) > 0; is_first = false) {
      received_.append(buffer.data(), static_cast<size_t>(count));
      if (!is_first) continue;
      for (std::string_view rest = answer_; !rest.empty();) {
        const ssize_t sent = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        rest.remove_prefix(static_cast<size_t>(sent));
      }
      shutdown(fd, SHUT_WR);
    }
    close(fd);
    ++connections_;
  }

  const std::string answer_;
  uint16_t port_ = 0;
  const int listener_;
  std::string received_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_RAW_SERVER_H_

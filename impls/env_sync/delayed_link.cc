#include "impls/env_sync/delayed_link.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <utility>
#include <vector>

#include "impls/env_sync/loopback_server.h"

namespace env_sync {
namespace {

using std::chrono::nanoseconds;

void SendAtOnce(int fd) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

int ConnectToLoopback(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) std::perror("link: connect");
  SendAtOnce(fd);
  return fd;
}

// Of `bytes` from `sent` on, as much as the receiver's buffer takes; counts on in `sent`. True once all are sent, or
// can never be.
bool SendWhatFits(int fd, std::string_view bytes, size_t& sent) {
  while (sent < bytes.size()) {
    const ssize_t count = send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    if (count <= 0) return true;
    sent += static_cast<size_t>(count);
  }
  return true;
}

}  // namespace

DelayedLink::DelayedLink(uint16_t server_port, nanoseconds round_trip)
    : server_port_(server_port), round_trip_(round_trip), listener_(ListenOnLoopback(port_)) {
  if (pipe(stop_pipe_.data()) != 0) std::abort();
  thread_ = std::thread([this] { Run(); });
}

DelayedLink::~DelayedLink() {
  close(stop_pipe_[1]);
  thread_.join();
  close(stop_pipe_[0]);
  close(listener_);
  for (const Pair& pair : pairs_) {
    for (const int fd : pair.fds) close(fd);
  }
}

void DelayedLink::Run() {
  while (true) {
    std::vector<pollfd> polled = {{stop_pipe_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      for (const int side : {0, 1}) {
        const auto events = static_cast<short>((pair.ended[side] ? 0 : POLLIN) | (pair.full[side] ? POLLOUT : 0));
        polled.push_back({events == 0 ? -1 : pair.fds[side], events, 0});
      }
    }
    const nanoseconds wait = UntilNext(Clock::now());
    const timespec limit = {wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
    ppoll(polled.data(), polled.size(), &limit, nullptr);
    if (polled[0].revents != 0) return;
    size_t at = 2;
    for (Pair& pair : pairs_) {
      for (const int side : {0, 1}) {
        const short events = polled[at++].revents;
        if (events == 0) continue;
        pair.full[side] = false;
        if (!pair.ended[side] && (events & ~POLLOUT) != 0) Receive(pair, side);
      }
    }
    if (polled[1].revents != 0) Open();
    for (Pair& pair : pairs_) Deliver(pair, Clock::now());
    pairs_.remove_if([](const Pair& pair) {
      if (!pair.told[0] || !pair.told[1]) return false;
      for (const int fd : pair.fds) close(fd);
      return true;
    });
  }
}

void DelayedLink::Open() {
  const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  SendAtOnce(client);
  Pair& pair = pairs_.emplace_back();
  pair.opened = Clock::now();
  pair.fds = {client, ConnectToLoopback(server_port_)};
}

void DelayedLink::Receive(Pair& pair, int from) {
  std::array<char, 16384> buffer;
  const ssize_t count = recv(pair.fds[from], buffer.data(), buffer.size(), 0);
  const auto now = Clock::now();
  // TCP's handshake is over one round trip after the client began it.
  const auto sent = from == 0 ? std::max(now, pair.opened + round_trip_) : now;
  pair.ended[from] = count <= 0;
  pair.to[1 - from].push_back(
      {sent + round_trip_ / 2, {buffer.data(), static_cast<size_t>(std::max<ssize_t>(count, 0))}, 0});
}

void DelayedLink::Deliver(Pair& pair, Clock::time_point now) {
  for (const int side : {0, 1}) {
    std::deque<Parcel>& parcels = pair.to[side];
    for (; !pair.full[side] && !parcels.empty() && parcels.front().due <= now; parcels.pop_front()) {
      Parcel& parcel = parcels.front();
      pair.full[side] = !SendWhatFits(pair.fds[side], parcel.bytes, parcel.sent);
      if (pair.full[side]) break;
      if (!parcel.bytes.empty()) continue;
      shutdown(pair.fds[side], SHUT_WR);
      pair.told[side] = true;
    }
  }
}

nanoseconds DelayedLink::UntilNext(Clock::time_point now) const {
  nanoseconds wait = std::chrono::seconds(10);
  for (const Pair& pair : pairs_) {
    for (const int side : {0, 1}) {
      if (!pair.to[side].empty() && !pair.full[side])
        wait = std::min<nanoseconds>(wait, pair.to[side].front().due - now);
    }
  }
  return std::max(wait, nanoseconds(0));
}

}  // namespace env_sync

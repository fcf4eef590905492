#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "impls/env_sync/delayed_link.h"
#include "impls/env_sync/loopback_server.h"

namespace env_sync {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A socket that is closed with its owner.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { close(fd_); }

  int fd() const { return fd_; }
  void Send(const std::string& bytes) const {
    EXPECT_EQ(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  // `size` bytes, or fewer at the end of the stream.
  std::string Receive(size_t size) const {
    std::string bytes(size, ' ');
    const ssize_t count = recv(fd_, bytes.data(), size, MSG_WAITALL);
    bytes.resize(static_cast<size_t>(std::max<ssize_t>(count, 0)));
    return bytes;
  }

 private:
  int fd_;
};

int Connect(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  return fd;
}

class Link : public ::testing::Test {
 public:
  ~Link() override { close(listener_); }

 protected:
  int Accept() const {
    pollfd incoming = {listener_, POLLIN, 0};
    return poll(&incoming, 1, 60'000) == 1 ? accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC) : -1;
  }

  uint16_t server_port_ = 0;
  int listener_ = ListenOnLoopback(server_port_);
};

// Lower limits only: a busy machine may add anything.
TEST_F(Link, TakesHalfARoundTripEachWayAndOneMoreAtFirst) {
  constexpr milliseconds kRoundTrip{100};
  const DelayedLink link(server_port_, kRoundTrip);
  const auto begin = Clock::now();
  const Socket client(Connect(link.port()));
  client.Send("first");
  const Socket server(Accept());
  EXPECT_EQ(server.Receive(5), "first");
  const auto came = Clock::now();
  EXPECT_GE(came - begin, kRoundTrip + kRoundTrip / 2);
  server.Send("reply");
  EXPECT_EQ(client.Receive(5), "reply");
  EXPECT_GE(Clock::now() - came, kRoundTrip / 2);
  const auto again = Clock::now();
  client.Send("next");
  EXPECT_EQ(server.Receive(4), "next");
  EXPECT_GE(Clock::now() - again, kRoundTrip / 2);
}

TEST_F(Link, KeepsOrderAndTellsOfTheEnd) {
  const DelayedLink link(server_port_, milliseconds(1));
  const Socket client(Connect(link.port()));
  const Socket server(Accept());
  std::string all;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = std::to_string(i) + ",";
    client.Send(text);
    all += text;
  }
  shutdown(client.fd(), SHUT_WR);
  EXPECT_EQ(server.Receive(all.size() + 1), all);
  server.Send("done");
  shutdown(server.fd(), SHUT_WR);
  EXPECT_EQ(client.Receive(9), "done");
}

// The server sends more than all buffers on the way take and the client does not read: what the client sends arrives
// nevertheless, on this connection and on another.
TEST_F(Link, IsNotBlockedByAReceiverThatDoesNotRead) {
  constexpr size_t kMuch = 32 << 20;
  const DelayedLink link(server_port_, milliseconds(1));
  const Socket client(Connect(link.port()));
  const Socket server(Accept());
  std::thread flood([&server] {
    const std::string much(kMuch, 'x');
    std::string_view rest = much;
    while (!rest.empty()) {
      const ssize_t count = send(server.fd(), rest.data(), rest.size(), MSG_NOSIGNAL);
      ASSERT_GT(count, 0);
      rest.remove_prefix(static_cast<size_t>(count));
    }
  });
  // The flood has begun to arrive.
  pollfd readable = {client.fd(), POLLIN, 0};
  EXPECT_EQ(poll(&readable, 1, 60'000), 1);
  // Much more than would pass before the link notices that the client does not read.
  flood.join();
  client.Send("against the stream");
  EXPECT_EQ(server.Receive(18), "against the stream");
  const Socket other(Connect(link.port()));
  const Socket other_server(Accept());
  other.Send("beside it");
  EXPECT_EQ(other_server.Receive(9), "beside it");
  const std::string got = client.Receive(kMuch);
  EXPECT_EQ(got.size(), kMuch);
  EXPECT_EQ(got.find_first_not_of('x'), std::string::npos);
}

// In the middle of everything, with bytes under way and peers that do not read.
TEST_F(Link, EndsWithItsOwner) {
  auto link = std::make_unique<DelayedLink>(server_port_, std::chrono::minutes(10));
  const Socket client(Connect(link->port()));
  const Socket server(Accept());
  client.Send(std::string(100'000, 'x'));
  link.reset();
  EXPECT_EQ(server.Receive(1), "");
  EXPECT_EQ(client.Receive(1), "");
}

TEST_F(Link, ToAServerThatIsGoneEndsTheConnection) {
  uint16_t gone = 0;
  close(ListenOnLoopback(gone));
  const DelayedLink link(gone, milliseconds(1));
  const Socket client(Connect(link.port()));
  EXPECT_EQ(client.Receive(1), "");
}

}  // namespace
}  // namespace env_sync

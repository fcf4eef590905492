#ifndef PAWL_IMPLS_ENV_SYNC_DELAYED_LINK_H_
#define PAWL_IMPLS_ENV_SYNC_DELAYED_LINK_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <thread>

namespace env_sync {

// A way to a server on this machine that takes time: whatever is sent arrives half a round trip later, in order, and
// the first bytes of a new connection one round trip later still, which is what TCP's handshake costs where it is not
// within one kernel. Unlimited in bandwidth, and in what it keeps for a receiver that does not read, who holds up
// nobody else. One thread; ends with its owner, and all connections through it.
class DelayedLink {
 public:
  DelayedLink(uint16_t server_port, std::chrono::nanoseconds round_trip);
  DelayedLink(const DelayedLink&) = delete;
  DelayedLink& operator=(const DelayedLink&) = delete;
  ~DelayedLink();

  uint16_t port() const { return port_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct Parcel {
    Clock::time_point due;
    std::string bytes;  // empty for the end of the stream
    size_t sent = 0;    // of them
  };
  struct Pair {
    std::array<int, 2> fds;  // client, server
    Clock::time_point opened;
    std::array<std::deque<Parcel>, 2> to;  // what is under way to each
    std::array<bool, 2> ended = {};        // each said its last
    std::array<bool, 2> told = {};         // each heard of the other's last
    std::array<bool, 2> full = {};         // each one's buffer takes no more for now
  };

  void Run();
  void Open();
  void Receive(Pair& pair, int from);
  static void Deliver(Pair& pair, Clock::time_point now);
  std::chrono::nanoseconds UntilNext(Clock::time_point now) const;

  const uint16_t server_port_;
  const std::chrono::nanoseconds round_trip_;
  uint16_t port_ = 0;  // before listener_, which sets it
  int listener_ = -1;
  std::array<int, 2> stop_pipe_ = {-1, -1};
  std::list<Pair> pairs_;
  std::thread thread_;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_DELAYED_LINK_H_

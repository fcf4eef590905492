#ifndef PAWL_IMPLS_CONTAINER_CLIENT_EVENT_WATCH_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_EVENT_WATCH_H_

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "impls/container_client/container_client.h"
#include "impls/container_client/event_stream.h"

namespace container_client {

// Keeps a stream of the engine's events open, so that answers may be kept meanwhile, and opens another one when it is
// lost. A thread of its own.
class EventWatch {
 public:
  // `on_event` is called for each event, null when some may have been missed: with `mutex` held, by any thread.
  EventWatch(const Options& options, std::mutex& mutex, std::function<void(const Event*)> on_event);
  EventWatch(const EventWatch&) = delete;
  EventWatch& operator=(const EventWatch&) = delete;
  ~EventWatch() = default;

  // Hands over what the engine has delivered until now. Returns whether nothing is missed: the stream stands, and no
  // event is half there. A system call. REQUIRES: `mutex` is held.
  bool CatchUp();

 private:
  void Run(const std::stop_token& stop);
  void Follow(const EventStream& stream, const std::stop_token& stop);
  void Lose();

  const Options& options_;
  std::mutex& mutex_;  // guards what follows
  const std::function<void(const Event*)> on_event_;
  std::unique_ptr<EventStream> stream_;  // reset by the thread only
  bool is_live_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_EVENT_WATCH_H_

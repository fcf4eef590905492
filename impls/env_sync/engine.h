#ifndef PAWL_IMPLS_ENV_SYNC_ENGINE_H_
#define PAWL_IMPLS_ENV_SYNC_ENGINE_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include "impls/env_sync/calls.h"
#include "impls/env_sync/curl_handles.h"
#include "impls/env_sync/options.h"
#include "impls/env_sync/transfer.h"

namespace env_sync {

// Drives calls concurrently over connections that it keeps. Used by one thread at a time, and not from within its own
// Drive(). Memory: per request under way an easy handle, a request and an answer.
class Engine {
 public:
  explicit Engine(const Options& options);  // borrowed
  ~Engine() { Abandon(); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Makes the next call; null when there are no more.
  using Feed = std::function<std::unique_ptr<Call>()>;

  // Returns when all calls are over, one said kEnd, or a stop was requested; then `abandons` says whether requests
  // under way are abandoned or waited for. What a call throws leaves; nothing is under way then.
  void Drive(const Feed& feed, const std::stop_token& stop, bool abandons);

 private:
  using Clock = std::chrono::steady_clock;

  struct Slot {
    explicit Slot(const Options& options) : transfer(options) {}
    Transfer transfer;
    std::unique_ptr<Call> call;  // null if it is free
    Clock::time_point deadline;
  };
  struct Waiting {
    Timing::Clock::time_point due;
    std::unique_ptr<Call> call;
  };

  void Begin(std::unique_ptr<Call> call);
  void BeginAll(const Feed& feed);
  void Await();
  void OnEnd(Slot& slot, CURLcode code);
  void EndOverdue();
  void Abandon();
  void DropWaiting();
  Slot& FreeSlot();

  const Options& options_;
  CurlMulti multi_;
  std::vector<std::unique_ptr<Slot>> slots_;  // after multi_: handles are removed before either goes
  std::vector<Waiting> waiting_;
  size_t running_ = 0;
  Pacer pacer_;
  bool fed_ = true;     // the feed may have more
  bool ended_ = false;  // a call said kEnd
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_ENGINE_H_

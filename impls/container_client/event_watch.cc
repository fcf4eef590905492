#include "impls/container_client/event_watch.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <utility>

namespace container_client {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMostPause{1'000};
// An engine that is up accepts at once; the limit is for how long this may hold up the client's end.
constexpr milliseconds kOpenTime{1'000};
// Since when events are asked for: an engine may say that they follow before it looks for them. Old ones do no harm.
constexpr std::chrono::seconds kOverlap{2};

int64_t Since() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now - kOverlap).count();
}

}  // namespace

EventWatch::EventWatch(const Options& options, std::mutex& mutex, std::function<void(const Event*)> on_event)
    : options_(options),
      mutex_(mutex),
      on_event_(std::move(on_event)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void EventWatch::Lose() {
  stream_->End();  // the thread opens another one
  is_live_ = false;
  on_event_(nullptr);
}

bool EventWatch::CatchUp() {
  if (!is_live_) return false;
  if (stream_->IsQuiet()) return true;
  const absl::Status read = stream_->Read([this](const Event& event) {
    on_event_(&event);
    return absl::OkStatus();
  });
  if (!read.ok()) Lose();
  return is_live_ && stream_->IsQuiet();
}

void EventWatch::Run(const std::stop_token& stop) {
  std::mutex pausing;
  std::condition_variable_any paused;
  for (milliseconds pause{10}; !stop.stop_requested(); pause = std::min(2 * pause, kMostPause)) {
    auto opened =
        EventStream::Open(options_, Since(), Clock::now() + std::min(kOpenTime, options_.request_timeout), stop);
    if (opened.ok()) {
      {
        const std::lock_guard lock(mutex_);
        on_event_(nullptr);  // what was asked for before this stream is not watched by it
        stream_ = *std::move(opened);
        is_live_ = true;
      }
      Follow(*stream_, stop);
      const std::lock_guard lock(mutex_);
      stream_.reset();
      pause = milliseconds(10);
    }
    std::unique_lock lock(pausing);
    paused.wait_for(lock, stop, pause, [] { return false; });
  }
}

void EventWatch::Follow(const EventStream& stream, const std::stop_token& stop) {
  while (true) {
    stream.Await(Clock::time_point::max());
    const std::lock_guard lock(mutex_);
    CatchUp();
    if (stop.stop_requested() && is_live_) Lose();
    if (!is_live_) return;
  }
}

}  // namespace container_client

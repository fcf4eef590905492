#ifndef PAWL_IMPLS_CONTAINER_CLIENT_SHARED_ANSWERS_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_SHARED_ANSWERS_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"
#include "impls/container_client/connection.h"
#include "impls/container_client/container_client.h"

namespace container_client {

// Lets calls that ask the same share one request, without ever handing out an answer that is older than the contract
// allows:
//   * A request under way may have been executed before a call began, so the call does not join it, unless events tell
//     that nothing has changed since it was asked for. It waits for the request after that, which all share that come
//     until it is sent. So there are at most two of a kind at once, and a call waits for two at most.
//   * While events are watched, the last answer is kept, until one that may concern it, or `max_age`.
// A lookup of a kept answer allocates nothing.
template <typename T>
class SharedAnswers {
 public:
  // `mutex` guards all of this; `catch_up` is called with it held, and says whether events tell all changes until
  // now.
  SharedAnswers(std::mutex& mutex, std::function<bool()> catch_up, std::chrono::milliseconds max_age)
      : mutex_(mutex), catch_up_(std::move(catch_up)), max_age_(max_age) {}

  // The answer to what `key` stands for. `ask(T&)` -> absl::Status asks the engine; its errors are shared, too, but
  // for DEADLINE_EXCEEDED, after which those who have time left ask again.
  template <typename Ask>
  Answer<T> Get(std::string_view key, Clock::time_point deadline, Ask&& ask) {
    std::unique_lock lock(mutex_);
    for (;;) {
      const bool is_watched = catch_up_();
      Entry& entry = Find(key);
      if (entry.answer != nullptr) {
        if (is_watched && IsYoung(entry.asked_at)) {
          ++cached_;
          return entry.answer;
        }
        entry.answer = nullptr;
      }
      const bool may_join =
          entry.flying != nullptr && is_watched && !entry.flying->is_outdated && IsYoung(entry.flying->asked_at);
      const std::shared_ptr<Flight> flight = may_join ? entry.flying : entry.waiting;
      if (flight == nullptr) return Lead(lock, std::string(key), entry, is_watched, deadline, ask);
      if (!flight->ended.wait_until(lock, deadline, [&] { return flight->is_over; })) return TooLate();
      if (flight->answer.ok() || flight->answer.status().code() != absl::StatusCode::kDeadlineExceeded) {
        ++joined_;
        return CopyOf(flight->answer);
      }
    }
  }

  // The kept answer, if there is one. REQUIRES: the mutex is held and catch_up() said true.
  std::shared_ptr<const T> Kept(std::string_view key) const {
    const auto found = entries_.find(key);
    return found != entries_.end() && IsYoung(found->second.asked_at) ? found->second.answer : nullptr;
  }

  // Drops what `concerns(key, T* answer)` is true of; `answer` is null where none is there yet. REQUIRES: the mutex is
  // held.
  template <typename Concerns>
  void Drop(Concerns&& concerns) {
    for (auto it = entries_.begin(); it != entries_.end();) {
      Entry& entry = it->second;
      const std::string_view key = it->first;
      if (entry.answer != nullptr && concerns(key, entry.answer.get())) entry.answer = nullptr;
      if (entry.flying != nullptr && concerns(key, static_cast<const T*>(nullptr))) entry.flying->is_outdated = true;
      it = IsEmpty(entry) ? entries_.erase(it) : std::next(it);
    }
  }

  // REQUIRES: the mutex is held.
  void CountInto(Stats& stats) const {
    stats.joined += joined_;
    stats.cached += cached_;
  }

 private:
  // A bound for memory: the kept answers are dropped when there are as many.
  static constexpr size_t kMostEntries = 4096;

  struct Flight {
    bool is_over = false;
    bool is_outdated = false;  // something may have changed since it was asked for, or nobody watches
    Clock::time_point asked_at;
    Answer<T> answer;
    std::condition_variable ended;
  };
  struct Entry {
    std::shared_ptr<const T> answer;  // if it is kept
    Clock::time_point asked_at;
    std::shared_ptr<Flight> flying;   // sent
    std::shared_ptr<Flight> waiting;  // sent when that is over
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
  };

  static bool IsEmpty(const Entry& entry) {
    return entry.answer == nullptr && entry.flying == nullptr && entry.waiting == nullptr;
  }
  // With an error of its own: ThreadSanitizer does not see how Debian's abseil counts who shares one.
  static Answer<T> CopyOf(const Answer<T>& answer) {
    if (answer.ok()) return answer;
    return absl::Status(answer.status().code(), answer.status().message());
  }
  static absl::Status TooLate() {
    return absl::DeadlineExceededError("the time limit came while another call's request for the same was under way");
  }

  bool IsYoung(Clock::time_point asked_at) const { return Clock::now() - asked_at <= max_age_; }

  Entry& Find(std::string_view key) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) return found->second;
    if (entries_.size() >= kMostEntries) {
      Drop([](std::string_view, const T*) { return true; });
    }
    return entries_[std::string(key)];
  }

  void End(Flight& flight, Answer<T> answer) {
    flight.answer = std::move(answer);
    flight.is_over = true;
    flight.ended.notify_all();
  }

  template <typename Ask>
  Answer<T> Lead(std::unique_lock<std::mutex>& lock, const std::string& key, Entry& entry, bool is_watched,
                 Clock::time_point deadline, Ask&& ask) {
    const auto flight = std::make_shared<Flight>();
    if (entry.flying != nullptr) {
      entry.waiting = flight;
      const std::shared_ptr<Flight> ahead = entry.flying;
      const bool is_in_time = ahead->ended.wait_until(lock, deadline, [&] { return ahead->is_over; });
      entry.waiting = nullptr;
      if (!is_in_time) {
        End(*flight, TooLate());
        return TooLate();
      }
      entry.flying = flight;  // an entry with a flight stays where it is, whatever the next call drops
      is_watched = catch_up_();
    }
    entry.flying = flight;
    flight->is_outdated = !is_watched;
    flight->asked_at = Clock::now();
    lock.unlock();
    auto value = std::make_shared<T>();
    absl::Status status;
    try {
      status = ask(*value);
    } catch (const std::bad_alloc&) {  // others wait for the end of this
      status = absl::ResourceExhaustedError("there is no memory for the answer");
    }
    lock.lock();
    catch_up_();  // events that came before the answer
    entry.flying = nullptr;
    if (status.ok()) {
      if (!flight->is_outdated) {
        entry.answer = value;
        entry.asked_at = flight->asked_at;
      }
      End(*flight, std::shared_ptr<const T>(std::move(value)));
    } else {
      End(*flight, absl::Status(status.code(), status.message()));
    }
    if (IsEmpty(entry)) entries_.erase(entries_.find(key));
    return CopyOf(flight->answer);
  }

  std::mutex& mutex_;
  const std::function<bool()> catch_up_;
  const std::chrono::milliseconds max_age_;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  int64_t joined_ = 0;
  int64_t cached_ = 0;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_SHARED_ANSWERS_H_

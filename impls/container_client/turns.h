#ifndef PAWL_IMPLS_CONTAINER_CLIENT_TURNS_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_TURNS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace container_client {

// A semaphore of so many turns at once. std::counting_semaphore's waits with a deadline spin in gcc 12.
class Turns {
 public:
  explicit Turns(size_t count) : left_(count) {}

  // Returns false if there was none until then.
  bool Take(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_until(lock, deadline, [this] { return left_ > 0; })) return false;
    --left_;
    return true;
  }
  void Return() {
    {
      const std::lock_guard lock(mutex_);
      ++left_;
    }
    freed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  size_t left_;
};

// Returns a turn that was taken.
class TurnReturner {
 public:
  explicit TurnReturner(Turns& turns) : turns_(turns) {}
  TurnReturner(const TurnReturner&) = delete;
  TurnReturner& operator=(const TurnReturner&) = delete;
  ~TurnReturner() { turns_.Return(); }

 private:
  Turns& turns_;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_TURNS_H_

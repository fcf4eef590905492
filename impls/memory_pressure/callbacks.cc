#include "impls/memory_pressure/callbacks.h"

#include <utility>

namespace memory_pressure {

Callbacks::Id Callbacks::Add(Callback callback) {
  const std::lock_guard lock(mutex_);
  callbacks_[next_id_] = std::make_shared<Callback>(std::move(callback));
  return next_id_++;
}

void Callbacks::Remove(Id id) {
  std::shared_ptr<Callback> removed;  // destroyed after the lock: what it captured may call back here
  std::unique_lock lock(mutex_);
  const auto found = callbacks_.find(id);
  if (found != callbacks_.end()) {
    removed = std::move(found->second);
    callbacks_.erase(found);
  }
  // Also when it was not found: it may have removed itself, and still be running.
  if (deliverer_ != std::this_thread::get_id()) returned_.wait(lock, [this, id] { return running_ != id || id == 0; });
  lock.unlock();
}

void Callbacks::Queue(Level before, Level now) {
  const std::lock_guard lock(mutex_);
  changes_.push_back({before, now, next_id_});
}

void Callbacks::Deliver() {
  std::unique_lock lock(mutex_);
  if (deliverer_ != std::thread::id()) return;  // that thread looks at the queue again before it stops
  deliverer_ = std::this_thread::get_id();
  while (!changes_.empty()) {
    const Change change = changes_.front();
    changes_.pop_front();
    // By id and not by iterator: the callbacks may add and remove.
    for (auto next = callbacks_.begin(); next != callbacks_.end() && next->first < change.end;) {
      const Id id = running_ = next->first;
      std::shared_ptr<Callback> callback = next->second;
      lock.unlock();
      (*callback)(change.before, change.now);
      callback.reset();  // if it removed itself, destroyed here, without the lock
      lock.lock();
      running_ = 0;
      returned_.notify_all();
      next = callbacks_.upper_bound(id);
    }
  }
  deliverer_ = std::thread::id();
}

}  // namespace memory_pressure

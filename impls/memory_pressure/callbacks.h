#ifndef PAWL_IMPLS_MEMORY_PRESSURE_CALLBACKS_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_CALLBACKS_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "impls/memory_pressure/level.h"

namespace memory_pressure {

// Tells everybody who asked of changes, one after the other and each in the order in which it happened, without holding
// a lock. Any member may be called by any thread at any time, from within a callback, too.
//
// One thread delivers at a time. Who announces a change meanwhile, another thread or a callback, only leaves it in the
// queue, and the one that delivers takes it from there: nobody waits for a callback, and none is entered twice.
class Callbacks {
 public:
  using Callback = std::function<void(Level before, Level now)>;  // must not throw
  using Id = uint64_t;

  // Called for every change that is announced from now on.
  Id Add(Callback callback);

  // Afterwards the callback is not called any more, and does not run, so that what it refers to may be destroyed. If
  // another thread is just running it, waits for its end: a callback must therefore not wait for a thread that removes
  // it. From within a callback nothing waits, and one may remove itself; it is destroyed when it returns. An id that is
  // gone, or never was, is nothing to remove.
  void Remove(Id id);

  // A change is announced by both: Queue() under the caller's lock, if there is one that orders the changes, and
  // Deliver() after it, which delivers the queue unless somebody is doing so.
  void Queue(Level before, Level now);
  void Deliver();

 private:
  struct Change {
    Level before, now;
    Id end;  // callbacks from this id on were added later
  };

  std::mutex mutex_;
  std::condition_variable returned_;
  std::map<Id, std::shared_ptr<Callback>> callbacks_;
  std::deque<Change> changes_;
  Id next_id_ = 1;
  Id running_ = 0;             // the callback that is being run, 0 for none
  std::thread::id deliverer_;  // nobody's while nobody delivers
};

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_CALLBACKS_H_

#ifndef PAWL_IMPLS_WORKER_POOL_HELPERS_H_
#define PAWL_IMPLS_WORKER_POOL_HELPERS_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace worker_pool {

// Threads that help whoever has begun some work. They decide who works where; what the work is and how it is divided is
// the work's affair. Nobody ever waits for a helper to come, only for those inside to leave; so work may be begun
// inside of work on the same helpers, to any depth, and cannot deadlock.
//
// Cost of Run(): two uncontended locks, and a wake-up (some microseconds) if helpers sleep. Nothing per item.
class Helpers {
 public:
  // Work that several threads can do at once. Lives where Run() was called.
  class Work {
   public:
    virtual ~Work() = default;

    // Does whatever there is to do, and returns when there is nothing left that nobody else has begun. `place` is 0 for
    // the thread that called Run() and 1 to threads() for helpers: no two threads are at one place at once.
    virtual void Help(size_t place) noexcept = 0;

    // Whether Help() would find something to do. If it would not now but may later, whoever makes it so must call
    // Helpers::Wake() afterwards; that somebody asked in vain must not be overlooked. Called under the helpers' lock.
    virtual bool Ask() noexcept = 0;

   private:
    friend class Helpers;
    size_t inside_ = 0;  // helpers in Help(); under the lock
  };

  explicit Helpers(size_t threads);  // Throws std::system_error if there are no more threads to be had.
  ~Helpers();                        // REQUIRES: no Run() is under way.
  Helpers(const Helpers&) = delete;
  Helpers& operator=(const Helpers&) = delete;

  size_t threads() const { return threads_.size(); }

  // Returns when `work` has nothing left to do and nobody is in its Help().
  void Run(Work& work);

  // There may be something to do again in work that is under way. Not for every item: it takes the lock.
  void Wake();

 private:
  void Loop(size_t place);
  void End();
  Work* FindWork();                  // Under the lock: the most recent work that wants help, or null.
  void Announce();                   // Under the lock: something changed for those who sleep or spin.
  bool SpinWhile(uint64_t changes);  // False if nothing changed for as long as spinning pays.

  const int spins_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<uint64_t> changes_ = 0;  // counts Announce(); written under the lock
  std::vector<Work*> works_;           // under way, oldest first
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_HELPERS_H_

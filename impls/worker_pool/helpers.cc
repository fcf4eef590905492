#include "impls/worker_pool/helpers.h"

#include <algorithm>

namespace worker_pool {
namespace {

// About 20 us: as long as it takes to fall asleep and be woken, so that spinning at most doubles a wait's cost. A
// benchmark's warm-up outlasts it.
constexpr int kSpins = 1000;

inline void Pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

// Where threads share CPUs, one that spins keeps from running what it waits for.
Helpers::Helpers(size_t threads) : spins_(threads < std::thread::hardware_concurrency() ? kSpins : 0) {
  threads_.reserve(threads);
  try {
    for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this, i] { Loop(i + 1); });
  } catch (...) {
    End();
    throw;
  }
}

Helpers::~Helpers() { End(); }

void Helpers::End() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    Announce();
  }
  for (std::thread& thread : threads_) thread.join();
}

void Helpers::Announce() {
  changes_.fetch_add(1, std::memory_order_release);
  changed_.notify_all();
}

void Helpers::Wake() {
  const std::lock_guard lock(mutex_);
  Announce();
}

bool Helpers::SpinWhile(uint64_t changes) {
  for (int i = 0; i < spins_; ++i) {
    if (changes_.load(std::memory_order_acquire) != changes) return true;
    Pause();
  }
  return false;
}

// The most recent first: whoever began it may be inside older work, which is held up as long as he is.
Helpers::Work* Helpers::FindWork() {
  const auto found = std::find_if(works_.rbegin(), works_.rend(), [](Work* work) { return work->Ask(); });
  return found == works_.rend() ? nullptr : *found;
}

void Helpers::Run(Work& work) {
  if (threads_.empty()) {
    while (work.Ask()) work.Help(0);
    return;
  }
  std::unique_lock lock(mutex_);
  works_.push_back(&work);
  Announce();
  bool spun = false;
  for (;;) {
    if (work.Ask()) {
      lock.unlock();
      work.Help(0);
      lock.lock();
      spun = false;
      continue;
    }
    if (work.inside_ == 0) break;
    const uint64_t changes = changes_.load(std::memory_order_relaxed);
    if (!spun) {
      lock.unlock();
      spun = !SpinWhile(changes);
      lock.lock();
    } else {
      changed_.wait(lock, [&] { return changes_.load(std::memory_order_relaxed) != changes; });
    }
  }
  works_.erase(std::find(works_.begin(), works_.end(), &work));
}

void Helpers::Loop(size_t place) {
  std::unique_lock lock(mutex_);
  bool spun = false;
  while (!ending_) {
    if (Work* const work = FindWork()) {
      ++work->inside_;
      lock.unlock();
      work->Help(place);
      lock.lock();
      // The last touch of `work`: its owner leaves under this lock.
      --work->inside_;
      Announce();
      spun = false;
      continue;
    }
    const uint64_t changes = changes_.load(std::memory_order_relaxed);
    if (!spun) {
      lock.unlock();
      spun = !SpinWhile(changes);
      lock.lock();
    } else {
      changed_.wait(lock, [&] { return changes_.load(std::memory_order_relaxed) != changes; });
    }
  }
}

}  // namespace worker_pool

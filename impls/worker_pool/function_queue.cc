#include "impls/worker_pool/function_queue.h"

#include <queue>
#include <vector>

namespace worker_pool {

void FunctionQueue::Queue::Help(size_t /*place*/) noexcept {
  for (;;) {
    std::function<void()> task;
    {
      const std::lock_guard lock(mutex_);
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

bool FunctionQueue::Queue::Ask() noexcept {
  const std::lock_guard lock(mutex_);
  return !tasks_.empty();
}

uint64_t FunctionQueue::Makespan(std::span<const uint32_t> costs, size_t workers, bool /*hinted*/) {
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> free_at;
  for (size_t i = 0; i < workers; ++i) free_at.push(0);
  uint64_t last = 0;
  for (const uint32_t cost : costs) {
    const uint64_t end = free_at.top() + cost;
    free_at.pop();
    free_at.push(end);
    last = std::max(last, end);
  }
  return last;
}

}  // namespace worker_pool

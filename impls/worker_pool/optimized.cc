#include "impls/worker_pool/optimized.h"

#include <algorithm>
#include <vector>

#include "impls/worker_pool/giants.h"
#include "impls/worker_pool/shares.h"

namespace worker_pool {
namespace {

struct Worker {
  uint64_t time = 0;
  uint32_t next = 0;  // of its chunk, which ends at `end`
  uint32_t end = 0;
  bool idle = false;
};

// MapSlab's decisions, with one thread in the part of all.
class Replay {
 public:
  Replay(std::span<const uint32_t> costs, size_t workers, bool hinted)
      : costs_(costs),
        shares_(static_cast<uint32_t>(costs.size()), workers),
        giants_(hinted ? costs : std::span<const uint32_t>(), workers),
        workers_(workers) {}

  uint64_t Run() {
    uint64_t last = 0;
    for (;;) {
      const auto first = std::min_element(workers_.begin(), workers_.end(), [](const Worker& a, const Worker& b) {
        return a.idle != b.idle ? b.idle : a.time < b.time;
      });
      if (first->idle) return last;
      Step(static_cast<size_t>(first - workers_.begin()));
      last = std::max(last, first->time);
    }
  }

 private:
  void Step(size_t place) {
    Worker& worker = workers_[place];
    if (uint32_t giant = 0; giants_.Take(giant)) {
      worker.time += costs_[giant];
      return;
    }
    if (worker.next == worker.end) {
      Shares::Chunk chunk;
      worker.idle = !shares_.Take(place, chunk);
      wanted_ |= worker.idle;
      worker.next = chunk.begin;
      worker.end = chunk.end;
      return;
    }
    if (wanted_) GiveAway(place);
    const uint32_t item = worker.next++;
    if (!giants_.Any() || !giants_.Has(item)) worker.time += costs_[item];
  }

  void GiveAway(size_t place) {
    Worker& worker = workers_[place];
    if (worker.next + 1 < worker.end) shares_.GiveBack(place, worker.next + 1);
    worker.end = worker.next + 1;
    if (shares_.IsEmpty(place)) return;
    wanted_ = false;
    for (Worker& other : workers_) {
      if (other.idle) other.time = std::max(other.time, worker.time);
      other.idle = false;
    }
  }

  const std::span<const uint32_t> costs_;
  Shares shares_;
  Giants giants_;
  std::vector<Worker> workers_;
  bool wanted_ = false;
};

}  // namespace

uint64_t Optimized::Makespan(std::span<const uint32_t> costs, size_t workers, bool hinted) {
  return Replay(costs, workers, hinted).Run();
}

}  // namespace worker_pool

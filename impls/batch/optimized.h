#ifndef PAWL_IMPLS_BATCH_OPTIMIZED_H_
#define PAWL_IMPLS_BATCH_OPTIMIZED_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "impls/batch/batch.h"
#include "impls/worker_pool/chunk_size.h"
#include "impls/worker_pool/optimized.h"

namespace batch {

// Workers that fetch their batches themselves, in order of the jobs, from one counter: nobody waits for anybody before
// the end. Each worker sizes its batches by how long the last ones took, 1 to 1024 jobs, so that a batch takes 5 to
// 20 us: dear jobs go one by one, and cheap ones share the cost of fetching (about 0.1 us with the clock).
//
// Towards the end a batch is at most half of a worker's part of what is left. A batch is not divided once it is
// fetched: a run of dear jobs behind very many that cost nothing is held by one worker, for one batch.
//
// progress is called at most every 50 ms. One allocation for each run, of a byte for each worker, and what the pool
// needs.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";
  static constexpr size_t kMostJobs = 1024;

  explicit Optimized(size_t workers) : workers_(std::max<size_t>(workers, 1)), pool_(workers_) {}

  template <Runnable Job>
  Report Run(size_t jobs, Job&& job, const Options& options = {}) {
    Books books(jobs, options, std::chrono::milliseconds(50));
    const std::stop_callback on_stop(options.stop, [&] { books.Stop(); });
    Queue queue{options.batch_size, workers_};
    std::vector<uint8_t> seats(std::min(workers_, jobs));
    RethrowFrom(pool_.Map(std::span(seats), [&](size_t) -> uint8_t {
      RunPart([&] { Work(queue, job, books); }, books);
      return 0;
    }));
    if (const size_t next = queue.next.load(std::memory_order_relaxed); next < jobs) books.Skip(next);
    return books.Close();
  }

 private:
  using ChunkSize = worker_pool::ChunkSize;

  struct Queue {
    const size_t batch_size;  // 0: adaptive
    const size_t workers;
    std::atomic<size_t> next = 0;  // the first job that nobody has fetched
  };

  // Fetches jobs [begin, end); false if there are none to be run any more.
  static bool Fetch(Queue& queue, size_t most_jobs, const Books& books, size_t& begin, size_t& end) {
    begin = queue.next.load(std::memory_order_relaxed);
    do {
      if (begin >= books.limit()) return false;
      const size_t left = books.jobs() - begin;
      const size_t part = queue.batch_size == 0 ? std::max<size_t>(left / (2 * queue.workers), 1) : left;
      end = begin + std::min({most_jobs, part, left});
    } while (!queue.next.compare_exchange_weak(begin, end, std::memory_order_relaxed));
    return true;
  }

  template <typename Job>
  static void Work(Queue& queue, Job& job, Books& books) {
    const bool adaptive = queue.batch_size == 0;
    ChunkSize batch_size(1, kMostJobs);
    for (size_t begin, end; Fetch(queue, adaptive ? batch_size.items() : queue.batch_size, books, begin, end);) {
      const auto start = adaptive ? ChunkSize::Clock::now() : ChunkSize::Clock::time_point();
      const size_t ran = RunBatch(job, begin, end, books);
      if (adaptive) batch_size.Took(ran, ChunkSize::Clock::now() - start);
      books.Ran(ran);
    }
  }

  // Returns how many of them ran.
  template <typename Job>
  static size_t RunBatch(Job& job, size_t begin, size_t end, Books& books) {
    for (size_t i = begin; i < end; ++i) {
      if (i >= books.limit()) [[unlikely]] {
        books.Skip(i);
        return i - begin;
      }
      RunJob(job, i, books);
    }
    return end - begin;
  }

  size_t workers_;
  worker_pool::Optimized pool_;
};

}  // namespace batch

#endif  // PAWL_IMPLS_BATCH_OPTIMIZED_H_

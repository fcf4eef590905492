#ifndef PAWL_IMPLS_BATCH_BASELINE_H_
#define PAWL_IMPLS_BATCH_BASELINE_H_

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "impls/batch/batch.h"
#include "impls/worker_pool/function_queue.h"

namespace batch {

// One batch after the other, as the project behind seed 002 does: each is queued job by job, the workers empty the
// queue, and the next begins when the last of them is done. Batches are of 50 jobs unless the options say otherwise.
//
// So the workers wait for the slowest job of every batch. The queue is worker_pool's of std::function, over threads
// that stay: starting them for every batch, as is cheap in the seed's language, would measure little else here.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";
  static constexpr size_t kBatchSize = 50;

  explicit Baseline(size_t workers) : pool_(workers) {}

  template <Runnable Job>
  Report Run(size_t jobs, Job&& job, const Options& options = {}) {
    Books books(jobs, options, std::chrono::nanoseconds(0));
    const std::stop_callback on_stop(options.stop, [&] { books.Stop(); });
    const size_t batch_size = std::min(options.batch_size == 0 ? kBatchSize : options.batch_size, jobs);
    std::vector<uint8_t> ran(batch_size);
    for (size_t begin = 0; begin < jobs; begin += batch_size) {
      if (begin >= books.limit()) {
        books.Skip(begin);
        break;
      }
      const size_t size = std::min(batch_size, jobs - begin);
      RethrowFrom(pool_.Map(std::span(ran).first(size), [&](size_t i) -> uint8_t {
        if (begin + i >= books.limit()) {
          books.Skip(begin + i);
          return 0;
        }
        RunPart([&] { RunJob(job, begin + i, books); }, books);
        return 1;
      }));
      books.Ran(static_cast<size_t>(std::count(ran.begin(), ran.begin() + static_cast<ptrdiff_t>(size), 1)));
    }
    return books.Close();
  }

 private:
  worker_pool::FunctionQueue pool_;
};

}  // namespace batch

#endif  // PAWL_IMPLS_BATCH_BASELINE_H_

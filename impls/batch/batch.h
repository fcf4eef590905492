#ifndef PAWL_IMPLS_BATCH_BATCH_H_
#define PAWL_IMPLS_BATCH_BATCH_H_

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "impls/worker_pool/worker_pool.h"

// Runs many jobs, in batches, over a few workers, and says which of them failed.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * Run(jobs, job) calls job(i) once for every i < jobs, on the calling thread and up to workers - 1 others. A job
//     fails by returning a Status that is not OK or by throwing, which counts as INTERNAL, std::bad_alloc as
//     RESOURCE_EXHAUSTED.
//   * With OnFailure::kCollect every job runs, and the report has the errors of those that failed, lowest job first,
//     but no more than most_errors of them: the lowest. With kStop no job is begun once one has failed, except those
//     below it, and the report has one error, of the lowest job that failed: what a loop would have stopped at.
//   * A requested stop keeps jobs from being begun; those that run are waited for. If it kept any back that would have
//     had to run, the report is CANCELLED.
//   * progress is called after batches, by any of the threads, never by two at once, and with more jobs done each time;
//     the last call, before Run() returns, has all that ran. How often is the implementation's choice.
//   * Memory is bounded: it grows with workers and most_errors, never with jobs.
//   * What progress throws, and the std::bad_alloc of a processor without memory, even for an error, leave Run() as
//     they are: no job is begun any more, and there is no report. Nothing else leaves as an exception.
//   * Jobs may call Run() of the same processor, to any depth, and several threads may call at once.
// Correct without: more than one thread, or batches of more than one job.
namespace batch {

enum class OnFailure { kStop, kCollect };

struct Progress {
  size_t done = 0;    // jobs that ran, failed ones included
  size_t failed = 0;  // of those
  size_t jobs = 0;
};

struct Options {
  OnFailure on_failure = OnFailure::kStop;

  // Jobs that a worker takes at once; 0 leaves it to the implementation.
  size_t batch_size = 0;

  // With kCollect: errors that are kept.
  size_t most_errors = 1000;

  // Who holds the stop_source may end the run early, from any thread, jobs and progress included.
  std::stop_token stop;

  // Empty, or told how far the run is.
  std::function<void(const Progress&)> progress;
};

struct JobError {
  size_t job = 0;
  absl::Status status;  // as the job returned it
};

struct Report {
  // OK if every job ran and none failed; CANCELLED; or the code of the lowest error, its message with "job <i>: "
  // before it and, with kCollect, how many failed.
  absl::Status status;

  size_t completed = 0;  // jobs [0, completed) ran; with kStop and a failure, its job
  size_t failed = 0;     // jobs that failed; with kStop 0 or 1
  std::vector<JobError> errors;

  bool ok() const { return status.ok(); }
};

// job(i) -> absl::Status or void.
template <typename Job>
concept Runnable = std::invocable<Job&, size_t> && (std::is_void_v<std::invoke_result_t<Job&, size_t>> ||
                                                    std::same_as<std::invoke_result_t<Job&, size_t>, absl::Status>);

template <typename T>
concept Processor = requires(T processor, absl::Status (*job)(size_t), const Options& options) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T(size_t{4});  // Workers, the calling thread being one of them; 0 counts as 1.
  { processor.Run(size_t{1}, job, options) } -> std::same_as<Report>;
};

// What follows is shared by the implementations.

// Keeps the contract's books of one run. Safe to use from several threads.
class Books {
 public:
  // Calls options.progress at most once in each `interval`. `options` must outlive the books.
  Books(size_t jobs, const Options& options, std::chrono::nanoseconds interval);

  size_t jobs() const { return ledger_.count(); }

  // Jobs from here on need not run. Only ever falls.
  size_t limit() const { return ledger_.limit(); }

  // A stop was requested.
  void Stop() { ledger_.Stop(); }

  // Job `job` was not run because of the limit.
  void Skip(size_t job) { ledger_.Skip(job); }

  void Fail(size_t job, const absl::Status& why);

  // Of the exception that is being handled.
  void FailByException(size_t job);

  // So many more have run, failed ones included.
  void Ran(size_t jobs);

  // Once nothing runs any more.
  Report Close();

 private:
  void Tell();  // Under progress_mutex_.

  const Options& options_;
  const std::chrono::nanoseconds interval_;
  worker_pool::Ledger ledger_;
  std::atomic<size_t> ran_ = 0;
  std::atomic<size_t> failed_ = 0;
  std::mutex progress_mutex_;  // held while progress runs; guards what follows
  size_t told_ = 0;
  std::chrono::steady_clock::time_point told_at_;
  std::mutex errors_mutex_;  // guards errors_
  const size_t most_errors_;
  std::vector<JobError> errors_;  // a heap, the highest job in front
};

// Runs one job. False if it failed, which `books` then knows.
template <typename Job>
inline bool RunJob(Job& job, size_t i, Books& books) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Job&, size_t>>) {
      job(i);
    } else if (const absl::Status status = job(i); !status.ok()) {
      books.Fail(i, status);
      return false;
    }
    return true;
  } catch (...) {
    books.FailByException(i);
    return false;
  }
}

// Runs `part`, of one thread's share in the run. What leaves it (of progress, or for want of memory) keeps the others
// from beginning more jobs; the pool then has it as the outcome's `thrown`.
template <typename Part>
inline void RunPart(const Part& part, Books& books) {
  try {
    part();
  } catch (...) {
    books.Stop();
    throw;
  }
}

// On the calling thread, once nothing runs any more.
inline void RethrowFrom(const worker_pool::Outcome& outcome) {
  if (outcome.thrown != nullptr) std::rethrow_exception(outcome.thrown);
}

}  // namespace batch

#endif  // PAWL_IMPLS_BATCH_BATCH_H_

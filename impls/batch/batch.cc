#include "impls/batch/batch.h"

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <utility>

namespace batch {
namespace {

bool IsLower(const JobError& a, const JobError& b) { return a.job < b.job; }

std::string Text(const JobError& error) {
  return "job " + std::to_string(error.job) + ": " + std::string(error.status.message());
}

}  // namespace

Books::Books(size_t jobs, const Options& options, std::chrono::nanoseconds interval)
    : options_(options),
      interval_(interval),
      ledger_(jobs),
      told_at_(std::chrono::steady_clock::now()),
      most_errors_(options.on_failure == OnFailure::kStop ? 1 : options.most_errors) {}

void Books::Fail(size_t job, const absl::Status& why) {
  failed_.fetch_add(1, std::memory_order_relaxed);
  if (options_.on_failure == OnFailure::kStop) ledger_.Fail(job, why);
  const std::lock_guard lock(errors_mutex_);
  if (errors_.size() == most_errors_) {
    if (errors_.empty() || job > errors_.front().job) return;
    std::pop_heap(errors_.begin(), errors_.end(), IsLower);
    errors_.pop_back();
  }
  errors_.push_back({job, why});
  std::push_heap(errors_.begin(), errors_.end(), IsLower);
}

void Books::FailByException(size_t job) {
  try {
    throw;
  } catch (const std::bad_alloc& error) {
    Fail(job, absl::ResourceExhaustedError(error.what()));
  } catch (const std::exception& error) {
    Fail(job, absl::InternalError(error.what()));
  } catch (...) {
    Fail(job, absl::InternalError("an exception that is not a std::exception"));
  }
}

void Books::Ran(size_t jobs) {
  ran_.fetch_add(jobs, std::memory_order_relaxed);
  if (!options_.progress) return;
  // Whoever finds another at it does not wait: that one, or the next, or Close() says the same.
  const std::unique_lock lock(progress_mutex_, std::try_to_lock);
  if (lock.owns_lock() && std::chrono::steady_clock::now() - told_at_ >= interval_) Tell();
}

void Books::Tell() {
  const size_t ran = ran_.load(std::memory_order_relaxed);
  if (ran == told_) return;
  // A job counts as failed a moment before it counts as done.
  options_.progress({ran, std::min(failed_.load(std::memory_order_relaxed), ran), jobs()});
  told_ = ran;
  told_at_ = std::chrono::steady_clock::now();
}

Report Books::Close() {
  if (options_.progress) {
    const std::lock_guard lock(progress_mutex_);
    Tell();
  }
  const worker_pool::Outcome outcome = ledger_.Close();
  const std::lock_guard lock(errors_mutex_);
  Report report;
  report.completed = outcome.completed;
  std::sort(errors_.begin(), errors_.end(), IsLower);
  // A job's own error may be CANCELLED, too.
  if (absl::IsCancelled(outcome.status) && (errors_.empty() || errors_[0].job != outcome.completed)) {
    report.status = absl::CancelledError("a stop was requested: of " + std::to_string(jobs()) + " jobs the first " +
                                         std::to_string(report.completed) + " have run. Begin there to go on");
    // With kStop, a failure beyond what was kept back is not what a loop would have seen.
    if (options_.on_failure == OnFailure::kStop) errors_.clear();
  } else if (options_.on_failure == OnFailure::kStop && !errors_.empty()) {
    report.status = absl::Status(errors_[0].status.code(), Text(errors_[0]));
  } else if (const size_t failed = failed_.load(std::memory_order_relaxed); failed > 0) {
    const std::string count = std::to_string(failed) + " of " + std::to_string(jobs()) + " jobs failed";
    report.status = errors_.empty() ? absl::UnknownError(count)
                                    : absl::Status(errors_[0].status.code(), count + ", first " + Text(errors_[0]));
  }
  report.failed = options_.on_failure == OnFailure::kStop ? errors_.size() : failed_.load(std::memory_order_relaxed);
  report.errors = std::move(errors_);
  return report;
}

}  // namespace batch

#include "impls/worker_pool/worker_pool.h"

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace worker_pool {
namespace {

void LowerTo(std::atomic<size_t>& value, size_t to) {
  size_t now = value.load(std::memory_order_relaxed);
  while (to < now && !value.compare_exchange_weak(now, to, std::memory_order_relaxed)) {
  }
}

}  // namespace

void Ledger::LowerLimit(size_t to) { LowerTo(limit_, to); }

void Ledger::Skip(size_t item) { LowerTo(first_skipped_, item); }

void Ledger::Record(size_t item, const absl::Status& why, std::exception_ptr thrown) {
  {
    const std::lock_guard lock(mutex_);
    if (item >= failed_) return;
    failed_ = item;
    why_ = why;
    thrown_ = std::move(thrown);
  }
  LowerLimit(item);
}

absl::Status Ledger::StatusOfFailure() const {
  const std::string item = "item " + std::to_string(failed_) + ": ";
  if (thrown_ == nullptr) return absl::Status(why_.code(), item + std::string(why_.message()));
  try {
    std::rethrow_exception(thrown_);
  } catch (const std::bad_alloc& error) {
    return absl::ResourceExhaustedError("exception in " + item + error.what());
  } catch (const std::exception& error) {
    return absl::InternalError("exception in " + item + error.what());
  } catch (...) {
    return absl::InternalError("exception in " + item + "not a std::exception");
  }
}

Outcome Ledger::CloseAt(size_t handed_out) {
  const std::lock_guard lock(mutex_);
  Outcome outcome;
  outcome.completed = std::min({handed_out, failed_, count_});
  if (outcome.completed == failed_) {
    outcome.status = StatusOfFailure();
    outcome.thrown = thrown_;
  } else if (outcome.completed < count_) {
    outcome.status = absl::CancelledError("a stop was requested: of " + std::to_string(count_) + " items the first " +
                                          std::to_string(outcome.completed) + " are done. Begin there to go on");
  }
  return outcome;
}

uint64_t IdealMakespan(std::span<const uint32_t> costs, size_t workers) {
  uint64_t sum = 0, longest = 0;
  for (const uint32_t cost : costs) {
    sum += cost;
    longest = std::max<uint64_t>(longest, cost);
  }
  return std::max((sum + workers - 1) / workers, longest);
}

}  // namespace worker_pool

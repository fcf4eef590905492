#include "impls/env_sync/optimized.h"

#include "impls/env_sync/calls.h"

namespace env_sync {

Optimized::Lease::Lease(Optimized& owner) : owner_(owner) {
  {
    const std::lock_guard lock(owner.mutex_);
    if (!owner.idle_.empty()) {
      engine_ = std::move(owner.idle_.back());
      owner.idle_.pop_back();
    }
  }
  if (engine_ == nullptr) engine_ = std::make_unique<Engine>(owner.options_);
}

Optimized::Lease::~Lease() {
  const std::lock_guard lock(owner_.mutex_);
  owner_.idle_.push_back(std::move(engine_));
}

PushResult Optimized::Push(std::string_view path, std::span<const Entry> entries, const std::stop_token& stop) {
  PushResult result = CheckEntries(path, entries, options_);
  if (!result.status.ok()) return result;
  Backoff backoff(options_);
  size_t next = 0;
  const Lease engine(*this);
  engine->Drive(
      [&]() -> std::unique_ptr<Call> {
        if (next == entries.size()) return nullptr;
        const size_t i = next++;
        return std::make_unique<PutCall>(path, entries[i], options_, backoff, result.reports[i]);
      },
      stop, /*abandons=*/false);
  Conclude(result, stop);
  return result;
}

absl::Status Optimized::Pull(std::span<const std::string> paths, const Sink& sink, const std::stop_token& stop) {
  absl::Status status = CheckOptions(options_);
  for (const std::string& path : paths) status.Update(CheckPath(path));
  if (!status.ok()) return status;
  Backoff backoff(options_);
  size_t next = 0;
  const Lease engine(*this);
  engine->Drive(
      [&]() -> std::unique_ptr<Call> {
        if (next == paths.size()) return nullptr;
        const size_t i = next++;
        return std::make_unique<PagesCall>(i, paths[i], options_, backoff, sink, stop, status);
      },
      stop, /*abandons=*/true);
  const bool all = status.ok() && next == paths.size();
  if (status.ok() && stop.stop_requested() && !all) status = Cancelled();
  return status;
}

}  // namespace env_sync

#include "impls/memory_pressure/memory_pressure.h"

#include <algorithm>

#include "absl/status/status.h"

namespace memory_pressure {
namespace {

double Share(uint64_t used_bytes, uint64_t planned_bytes, uint64_t limit_bytes) {
  const double bytes = static_cast<double>(used_bytes) + static_cast<double>(planned_bytes);
  return bytes / static_cast<double>(std::max<uint64_t>(1, limit_bytes));  // a limit of 0 is one that is exceeded
}

absl::Status BadThresholds(const char* option) {
  return absl::InvalidArgumentError(std::string("memory_pressure::Options::") + option +
                                    ": each level must end below where it begins, and High begin and end no higher "
                                    "than Critical: 0 < high_leave < high_enter <= critical_enter, and high_leave <= "
                                    "critical_leave < critical_enter. Correct the four shares, or leave them out");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Monitor>> Monitor::Make(const Options& options) {
  if (!options.usage.Valid()) return BadThresholds("usage");
  if (!options.stall.Valid()) return BadThresholds("stall");
  if (options.streams == 0 || options.overshoot_bytes == 0) {
    return absl::InvalidArgumentError(
        "memory_pressure::Options: streams and overshoot_bytes must not be 0. Say how many streams check at once; to "
        "allow no overshoot, use the checker that samples at every chunk");
  }
  return std::unique_ptr<Monitor>(new Monitor(options));
}

Monitor::Monitor(const Options& options) : options_(options), files_(options.root) {}

void Monitor::RefreshIfStale() {
  const auto now = std::chrono::steady_clock::now();
  if (refreshed_ && now - *refreshed_ < options_.refresh) return;
  refreshed_ = now;
  files_.RereadLimits();
  const Stall stall = files_.MemoryStall();
  reading_.stall = stall.found == Found::kValue ? std::optional(stall.some) : std::nullopt;
  stall_level_ = NextLevel(stall_level_, reading_.stall.value_or(0), options_.stall);
}

double Monitor::ReadUsage(uint64_t planned_bytes) {
  double share = 0;
  // Below the lowest threshold, what the kernel could drop of memory.current changes nothing.
  reading_.group = files_.NearestGroup(planned_bytes, options_.usage.high_leave);
  if (reading_.group) share = Share(reading_.group->used_bytes, planned_bytes, reading_.group->limit_bytes);
  if (!options_.process_limit_bytes) return share;
  const Number resident = files_.ResidentBytes();
  reading_.process_bytes = resident.found == Found::kValue ? std::optional(resident.value) : std::nullopt;
  if (!reading_.process_bytes) return share;
  return std::max(share, Share(*reading_.process_bytes, planned_bytes, *options_.process_limit_bytes));
}

Level Monitor::NextTrackedLevel(Level before, uint64_t planned_bytes) const {
  if (!options_.tracked_limit_bytes) return Level::kNormal;
  return NextLevel(before, Share(tracker_.TotalBytes(), planned_bytes, *options_.tracked_limit_bytes), options_.usage);
}

Level Monitor::Sample(uint64_t planned_bytes) {
  Level level = Level::kNormal;
  {
    const std::lock_guard lock(mutex_);
    RefreshIfStale();
    usage_level_ = NextLevel(usage_level_, ReadUsage(planned_bytes), options_.usage);
    tracked_level_ = NextTrackedLevel(tracked_level_, planned_bytes);
    ++reading_.samples;
    level = Publish();
  }
  callbacks_.Deliver();
  return level;
}

Level Monitor::CheckTracked(uint64_t planned_bytes) {
  const Level before = tracked_level_.load(std::memory_order_relaxed);
  if (NextTrackedLevel(before, planned_bytes) == before) return level();
  Level level = Level::kNormal;
  {
    const std::lock_guard lock(mutex_);
    tracked_level_ = NextTrackedLevel(tracked_level_, planned_bytes);
    level = Publish();
  }
  callbacks_.Deliver();
  return level;
}

Level Monitor::Publish() {
  const Level before = level_.load(std::memory_order_relaxed);
  const Level now = std::max({usage_level_, stall_level_, tracked_level_.load(std::memory_order_relaxed)});
  if (now != before) {
    level_.store(now, std::memory_order_relaxed);
    callbacks_.Queue(before, now);  // under the same lock: changes are queued in their order
  }
  return now;
}

Reading Monitor::reading() const {
  const std::lock_guard lock(mutex_);
  Reading reading = reading_;
  reading.level = level();
  if (options_.tracked_limit_bytes) reading.tracked_bytes = tracker_.TotalBytes();
  reading.damaged_files = files_.damaged();
  return reading;
}

uint64_t Monitor::JoinStreams() {
  const std::lock_guard lock(mutex_);
  if (streams_ == options_.streams) return 0;
  ++streams_;
  // Of T streams, each may have let its share pass unseen, and all but the one that samples may have a chunk in hand
  // that was judged but not yet taken: 2 T - 1 shares in all.
  return options_.overshoot_bytes / (2 * uint64_t{options_.streams} - 1);
}

void Monitor::LeaveStreams(uint64_t share_bytes) {
  const std::lock_guard lock(mutex_);
  if (share_bytes > 0) --streams_;
}

}  // namespace memory_pressure

#include "impls/memory_pressure/memory_pressure.h"

#include <algorithm>

#include "absl/status/status.h"

namespace memory_pressure {
namespace {

// 4 PiB, more than any machine has; sums of a thousand such numbers still fit.
constexpr uint64_t kMostBytes = uint64_t{1} << 52;

double ShareOf(const GroupUsage& usage, uint64_t more_bytes) {
  const double bytes = static_cast<double>(usage.used_bytes) + static_cast<double>(more_bytes);
  return bytes / static_cast<double>(std::max<uint64_t>(1, usage.limit_bytes));  // a limit of 0 is one that is exceeded
}

// So that no sum overflows.
Options Clamped(Options options) {
  options.overshoot_bytes = std::min(options.overshoot_bytes, kMostBytes);
  options.stride_bytes = std::min(options.stride_bytes, kMostBytes);
  return options;
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
  return std::unique_ptr<Monitor>(new Monitor(options));
}

Monitor::Monitor(const Options& options) : options_(Clamped(options)), files_(options.root) {}

void Monitor::RefreshIfStale() {
  const auto now = std::chrono::steady_clock::now();
  if (refreshed_ && now - *refreshed_ < options_.refresh) return;
  refreshed_ = now;
  files_.RereadLimits();
  const Stall stall = files_.MemoryStall();
  reading_.stall = stall.found == Found::kValue ? std::optional(stall.some) : std::nullopt;
  stall_level_ = NextLevel(stall_level_, reading_.stall.value_or(0), options_.stall);
}

void Monitor::ReadUsage(uint64_t more_bytes) {
  // Below the lowest threshold, what the kernel could drop of memory.current changes nothing.
  limits_ = files_.ReadGroups(more_bytes, options_.usage.high_leave);
  const auto nearest = std::ranges::max_element(
      limits_, {}, [more_bytes](const GroupUsage& group) { return ShareOf(group, more_bytes); });
  reading_.group = nearest == limits_.end() ? std::nullopt : std::optional(*nearest);
  reading_.process_bytes.reset();
  if (!options_.process_limit_bytes) return;
  const Number resident = files_.ResidentBytes();
  if (resident.found != Found::kValue) return;
  reading_.process_bytes = resident.value;
  limits_.push_back({resident.value, *options_.process_limit_bytes});
}

Level Monitor::Judge(uint64_t planned_bytes, uint64_t others_bytes) {
  RefreshIfStale();
  const uint64_t more_bytes = planned_bytes + others_bytes - std::min(others_bytes, options_.overshoot_bytes);
  ReadUsage(more_bytes);
  double share = 0;
  for (const GroupUsage& limit : limits_) share = std::max(share, ShareOf(limit, more_bytes));
  usage_level_ = NextLevel(usage_level_, share, options_.usage);
  tracked_level_ = NextTrackedLevel(tracked_level_, planned_bytes);
  ++reading_.samples;
  return Publish();
}

uint64_t Monitor::UnseenBytes(uint64_t planned_bytes, uint64_t others_bytes) const {
  const bool is_high = usage_level_ == Level::kHigh;
  // As many bytes as may be taken until the next threshold. From Critical on there is none to miss, but an end to
  // notice.
  double distance_bytes = usage_level_ == Level::kCritical ? 0 : static_cast<double>(kMostBytes);
  for (const GroupUsage& limit : limits_) {
    const double share = is_high ? options_.usage.critical_enter : options_.usage.high_enter;
    const double threshold_bytes = share * static_cast<double>(limit.limit_bytes);
    const double used_bytes = static_cast<double>(limit.used_bytes) + static_cast<double>(planned_bytes);
    distance_bytes = std::min(distance_bytes, std::max(0.0, threshold_bytes - used_bytes));
  }
  const uint64_t free_bytes = static_cast<uint64_t>(distance_bytes) + options_.overshoot_bytes;
  // Half, so that something is left for who comes next.
  return (free_bytes - std::min(free_bytes, others_bytes)) / 2;
}

Level Monitor::NextTrackedLevel(Level before, uint64_t planned_bytes) const {
  if (!options_.tracked_limit_bytes) return Level::kNormal;
  const GroupUsage tracked = {tracker_.TotalBytes(), *options_.tracked_limit_bytes};
  return NextLevel(before, ShareOf(tracked, planned_bytes), options_.usage);
}

Level Monitor::Sample(uint64_t planned_bytes) {
  Reservation for_now;
  const Level level = Sample(planned_bytes, for_now, /*most_bytes=*/0);
  GiveBack(for_now);
  return level;
}

Level Monitor::Sample(uint64_t planned_bytes, Reservation& reservation, uint64_t most_bytes) {
  planned_bytes = std::min(planned_bytes, kMostBytes);
  Level before = Level::kNormal, now = Level::kNormal;
  {
    const std::lock_guard lock(mutex_);
    before = level();
    reserved_bytes_ -= reservation.planned_bytes + reservation.unseen_bytes;
    now = Judge(planned_bytes, reserved_bytes_);
    // All that streams may take now is below the next threshold or within the overshoot: usage and what all streams
    // have reserved together are at most the threshold and the overshoot. So it stays until the next sample of whatever
    // stream, since what is taken moves from the one to the other.
    reservation = {planned_bytes, std::min(most_bytes, UnseenBytes(planned_bytes, reserved_bytes_))};
    reserved_bytes_ += reservation.planned_bytes + reservation.unseen_bytes;
  }
  if (now != before) callbacks_.Deliver();
  return now;
}

void Monitor::GiveBack(Reservation& reservation) {
  const std::lock_guard lock(mutex_);
  reserved_bytes_ -= reservation.planned_bytes + reservation.unseen_bytes;
  reservation = {};
}

Level Monitor::CheckTracked(uint64_t planned_bytes) {
  const Level tracked = tracked_level_.load(std::memory_order_relaxed);
  if (NextTrackedLevel(tracked, planned_bytes) == tracked) return level();
  Level before = Level::kNormal, now = Level::kNormal;
  {
    const std::lock_guard lock(mutex_);
    before = level();
    tracked_level_ = NextTrackedLevel(tracked_level_, planned_bytes);
    now = Publish();
  }
  if (now != before) callbacks_.Deliver();
  return now;
}

Level Monitor::Publish() {
  const Level before = level();
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

}  // namespace memory_pressure

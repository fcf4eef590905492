#ifndef PAWL_IMPLS_MEMORY_PRESSURE_MEMORY_PRESSURE_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_MEMORY_PRESSURE_H_

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/memory_pressure/callbacks.h"
#include "impls/memory_pressure/level.h"
#include "impls/memory_pressure/memory_files.h"
#include "impls/memory_pressure/tracker.h"

// Tells streams of chunks when memory gets scarce: Normal, High (hold less), Critical (take nothing more).
//
// One Monitor per process knows how much is used and how much may be; one checker per stream asks it, as often as it
// finds necessary, which is where the implementations differ.
//
// Contract of a checker, kept by every class in impls.h and checked by contract.h:
//   * OnChunk(bytes) is called before the stream takes `bytes` more, by malloc or by first touching what it had. It
//     returns the level that memory then is at, to the checker's knowledge; the caller decides what to do.
//   * No overshoot beyond a stated amount: as long as memory grows only by chunks that were announced, by however many
//     checkers and of whatever size, it is at most `overshoot_bytes` (4 MiB) above the threshold of a level before
//     OnChunk, called for what would take it there, returns that level or a higher one. For that, what other streams
//     may still take unseen counts as used where it exceeds the overshoot: with several streams a level may come early.
//   * What the tracker's users hold beyond its limit is noticed within 10 chunks.
//   * A level that is past is noticed late, too: not before the next sample.
//   * A checker is used by one thread at a time; it is as good on another thread later. The monitor outlives it.
// Correct without: any state of the checker. One that samples at every chunk is a valid checker.
namespace memory_pressure {

struct Options {
  std::filesystem::path root = "/";  // of proc/ and sys/; a test makes up another
  uint64_t overshoot_bytes = uint64_t{4} << 20;
  // The most that a stream takes between two samples while all thresholds are far; near one it is what the overshoot
  // allows. What else happens to memory is noticed that late: after 50 ms in a stream of 1.3 GB/s. A stream that stands
  // still holds it, so where many do, less makes them raise levels less early.
  uint64_t stride_bytes = uint64_t{64} << 20;

  // Limits besides those of the control groups, which are always found; nullopt for none.
  std::optional<uint64_t> process_limit_bytes;  // on what this process has in memory
  std::optional<uint64_t> tracked_limit_bytes;  // on what the users of tracker() hold

  Thresholds usage;  // of each limit
  // Of waiting for memory: the share of the last 10 s in which some task did (PSI). A machine that makes its tasks wait
  // for a tenth of their time is short of memory whatever its limits say; the values are judgement, not measurement.
  Thresholds stall = {0.10, 0.05, 0.40, 0.20};
  // Limits and PSI, which the kernel itself renews every 2 s, are read again when they are older than this.
  std::chrono::nanoseconds refresh = std::chrono::milliseconds(100);
};

// What was found when a level was last determined. nullopt for what is absent, unlimited or damaged.
struct Reading {
  Level level = Level::kNormal;
  std::optional<GroupUsage> group;         // the control group that is nearest to its limit
  std::optional<uint64_t> process_bytes;   // only looked for if it has a limit
  std::optional<uint64_t> tracked_bytes;   // likewise
  std::optional<double> stall;             // the share of Options::stall
  std::vector<std::string> damaged_files;  // that cannot be understood: the level is determined without them
  uint64_t samples = 0;                    // so far
};

// What is used, what may be, and who wants to know. Any member may be called by any thread at any time.
//
// Where a source is absent (no control group, no PSI) the level is that of the others; without any it is Normal.
class Monitor {
 public:
  // INVALID_ARGUMENT for thresholds in the wrong order; names the option and the way out.
  static absl::StatusOr<std::unique_ptr<Monitor>> Make(const Options& options);

  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // As last determined, by whatever thread. One load.
  Level level() const { return level_.load(std::memory_order_relaxed); }

  // Reads all sources now, as if `planned_bytes` more were used, and returns the level; calls callbacks if it changed.
  // Some microseconds: one pread for each limited control group, one if the process has a limit. Allocates nothing but
  // in the first samples, and where a file is found damaged.
  Level Sample(uint64_t planned_bytes = 0);

  // The same for what the tracker's users hold, only: no system call, and no lock unless the level changes.
  Level CheckTracked(uint64_t planned_bytes = 0);

  Reading reading() const;

  Tracker& tracker() { return tracker_; }

  // Callbacks run on the thread that noticed the change, or on one that was just delivering another, while no lock is
  // held: see Callbacks. They are called for every change of level(), in order.
  Callbacks& callbacks() { return callbacks_; }

  bool limits_tracked() const { return options_.tracked_limit_bytes.has_value(); }

  // For checkers, each of which has one: what its stream may take until its next sample.
  struct Reservation {
    uint64_t planned_bytes = 0;  // the chunk in hand
    uint64_t unseen_bytes = 0;   // chunks after it
  };

  // Sample(planned_bytes) for a stream, whose reservation is replaced: by that chunk, and by as much unseen as the
  // nearest threshold, the overshoot and other streams' reservations allow, `most_bytes` at most.
  Level Sample(uint64_t planned_bytes, Reservation& reservation, uint64_t most_bytes);
  void GiveBack(Reservation& reservation);

  uint64_t stride_bytes() const { return options_.stride_bytes; }

 private:
  explicit Monitor(const Options& options);

  Level NextTrackedLevel(Level before, uint64_t planned_bytes) const;
  // Under mutex_:
  void RefreshIfStale();
  void ReadUsage(uint64_t more_bytes);  // into limits_ and reading_
  Level Judge(uint64_t planned_bytes, uint64_t others_bytes);
  uint64_t UnseenBytes(uint64_t planned_bytes, uint64_t others_bytes) const;  // what may be reserved, by limits_
  Level Publish();  // sets the level, and queues the change if it is one

  const Options options_;
  Tracker tracker_;
  Callbacks callbacks_;
  std::atomic<Level> level_ = Level::kNormal;
  std::atomic<Level> tracked_level_ = Level::kNormal;  // written under mutex_

  mutable std::mutex mutex_;  // of what follows; not held while a callback runs
  MemoryFiles files_;
  std::optional<std::chrono::steady_clock::time_point> refreshed_;
  Level usage_level_ = Level::kNormal;
  Level stall_level_ = Level::kNormal;
  Reading reading_;
  std::vector<GroupUsage> limits_;  // of the groups and the process, as last read
  uint64_t reserved_bytes_ = 0;     // by all streams, as far as it fits
};

// One implementation.
template <typename T>
concept Checker = requires(T checker, Monitor& monitor, uint64_t bytes) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T(monitor);  // Borrows it.
  { checker.OnChunk(bytes) } -> std::same_as<Level>;
};

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_MEMORY_PRESSURE_H_

#ifndef PAWL_IMPLS_STRUCT_LAYOUT_STRUCT_LAYOUT_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_STRUCT_LAYOUT_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// The records that a container-build engine keeps in memory, and the questions it asks of all of them: builds, log
// entries, containers and images (seed 004, task 7).
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * A store holds copies of the records that it was made from, and borrows nothing.
//   * Load() gives them back: every field of every record, in order.
//   * The scans answer what the comments of their results say. They read every record once and allocate nothing.
//   * Records are plausible: a time that a scan reads is 0 (never) or positive and below 2^62, and sums of bytes fit 64
//     bits.
//     LogEntry::source is below kSources. This is not looked at again here, because this is the measured path.
//   * Const members may be called from several threads at once.
// Correct without: any layout of its own. A vector of each struct, as declared below, is a valid store.
//
// Times are nanoseconds since 1970. Text is interned: a record holds a 32-bit number in its place.
namespace struct_layout {

enum class BuildStatus : uint8_t { kQueued, kRunning, kSucceeded, kFailed, kCancelled };
inline constexpr std::array kBuildStatuses = {BuildStatus::kQueued, BuildStatus::kRunning, BuildStatus::kSucceeded,
                                              BuildStatus::kFailed, BuildStatus::kCancelled};

enum class BuildKind : uint8_t { kService, kSpecialised, kImage };

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };  // rising
inline constexpr std::array kLogLevels = {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError};
inline constexpr size_t kSources = 64;  // that write to one log: steps of builds, services and the engine itself

enum class LogStream : uint8_t { kOutput, kError };

enum class ContainerState : uint8_t { kCreated, kRunning, kPaused, kExited };
inline constexpr std::array kContainerStates = {ContainerState::kCreated, ContainerState::kRunning,
                                                ContainerState::kPaused, ContainerState::kExited};

enum class RestartPolicy : uint8_t { kNever, kOnFailure, kAlways };
enum class Architecture : uint8_t { kAmd64, kArm64, kRiscv64 };
enum class OperatingSystem : uint8_t { kLinux, kWindows };

// The structs in declared order: by topic, as they grew. Each flag and small number before a wider member costs a hole.

struct Build {
  uint64_t id = 0;
  BuildStatus status = {};
  int64_t queued_at_ns = 0;
  bool no_cache = false;
  int64_t started_at_ns = 0;
  bool pull = false;
  int64_t finished_at_ns = 0;
  int32_t exit_code = 0;
  uint32_t app = 0;
  bool verbose = false;
  uint64_t context_bytes = 0;
  BuildKind kind = {};
  uint32_t file = 0;  // what to build from, such as a Dockerfile
  uint32_t image = 0;
  uint16_t steps = 0;
  bool pushed = false;

  friend bool operator==(const Build&, const Build&) = default;
};

struct LogEntry {
  LogLevel level = {};
  int64_t time_ns = 0;
  LogStream stream = {};
  uint32_t source = 0;
  uint64_t text_offset = 0;  // in the text of all entries
  bool truncated = false;
  uint32_t text_bytes = 0;
  uint16_t step = 0;  // of the build
  uint64_t sequence = 0;
  bool structured = false;

  friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

struct Container {
  uint64_t id = 0;
  ContainerState state = {};
  int64_t created_at_ns = 0;
  bool privileged = false;
  int64_t started_at_ns = 0;
  int32_t exit_code = 0;
  int64_t finished_at_ns = 0;
  bool oom_killed = false;
  uint32_t image = 0;
  uint64_t writable_bytes = 0;  // beyond its image's layers
  uint16_t restarts = 0;
  uint32_t name = 0;
  RestartPolicy restart_policy = {};
  uint32_t memory_limit_mib = 0;
  bool auto_remove = false;

  friend bool operator==(const Container&, const Container&) = default;
};

struct Image {
  uint64_t id = 0;
  bool pinned = false;
  int64_t created_at_ns = 0;
  Architecture architecture = {};
  uint32_t repository = 0;
  uint64_t size_bytes = 0;
  OperatingSystem operating_system = {};
  int64_t last_used_at_ns = 0;
  uint16_t layers = 0;
  uint64_t shared_bytes = 0;  // of size_bytes, in layers that other images have, too
  bool dangling = false;
  uint32_t containers = 0;  // made from it
  uint32_t tag = 0;
  bool is_signed = false;

  friend bool operator==(const Image&, const Image&) = default;
};

struct Records {
  std::vector<Build> builds = {};
  std::vector<LogEntry> log = {};
  std::vector<Container> containers = {};
  std::vector<Image> images = {};

  friend bool operator==(const Records&, const Records&) = default;
};

// Of the builds that failed, those that finished at or after a time.
struct FailedBuilds {
  uint64_t count = 0;
  int64_t duration_ns = 0;  // from start to finish, of all of them

  friend bool operator==(const FailedBuilds&, const FailedBuilds&) = default;
};

// Of the images without containers that nobody pinned, those that were last used before a time.
struct UnusedImages {
  uint64_t count = 0;
  uint64_t bytes = 0;

  friend bool operator==(const UnusedImages&, const UnusedImages&) = default;
};

// Log entries at or above a level, by source.
using EntriesBySource = std::array<uint64_t, kSources>;

// One implementation. RunningBytes is the sum of writable_bytes of the running containers that started after a time.
template <typename T>
concept Store = std::constructible_from<T, const Records&> && requires(const T store, int64_t time_ns, LogLevel level) {
  { T::kName } -> std::convertible_to<std::string_view>;
  { store.Load() } -> std::same_as<Records>;
  { store.FailedSince(time_ns) } -> std::same_as<FailedBuilds>;
  { store.CountFrom(level) } -> std::same_as<EntriesBySource>;
  { store.RunningBytes(time_ns) } -> std::same_as<uint64_t>;
  { store.UnusedBefore(time_ns) } -> std::same_as<UnusedImages>;
};

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_STRUCT_LAYOUT_H_

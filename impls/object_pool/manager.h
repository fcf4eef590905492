#ifndef PAWL_IMPLS_OBJECT_POOL_MANAGER_H_
#define PAWL_IMPLS_OBJECT_POOL_MANAGER_H_

#include <array>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "impls/memory_pressure/memory_pressure.h"
#include "impls/object_pool/config.h"
#include "impls/object_pool/optimized.h"
#include "impls/object_pool/stats.h"

namespace object_pool {

struct MemoryStats {
  uint64_t heap_bytes = 0;      // in use, of malloc's
  uint64_t free_bytes = 0;      // that malloc keeps of what was freed
  uint64_t resident_bytes = 0;  // of this process, in memory; 0 if /proc cannot be read
  uint64_t retained_bytes = 0;  // by the three pools
};

// The three pools of a program under one configuration, and the thread that watches memory. Any thread may call any
// member. Outlives what its pools have lent.
//
// If monitoring is enabled, a thread looks each gc_interval at how much memory the process has, and its control groups,
// and trims the pools by the level: what lay idle since the last look (Normal), all that the depots hold (High), and
// besides, as soon as they need the depot, what the threads have (Critical). Streams that ask monitor() make it trim at
// once. What High and Critical free goes back to the system, not only to malloc.
class Manager {
 public:
  // INVALID_ARGUMENT for what ParseConfig() would not have let through; RESOURCE_EXHAUSTED if no thread can be had.
  // `root` has proc/ and sys/; a test makes up another.
  static absl::StatusOr<std::unique_ptr<Manager>> Make(const MemoryConfig& config,
                                                       const std::filesystem::path& root = "/");
  ~Manager();

  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  Optimized::Bytes& byte_pool() { return bytes_; }
  Optimized::Strings& string_pool() { return strings_; }
  Optimized::Maps& map_pool() { return maps_; }

  // Trims all pools, and for High and Critical has malloc give back what it can: some milliseconds.
  void Trim(Level level);

  // Trim(Critical), whatever the level: the seed's name.
  void ForceGC() { Trim(Level::kCritical); }

  // Null if monitoring is disabled.
  memory_pressure::Monitor* monitor() { return monitor_.get(); }
  // How often the thread has looked.
  uint64_t looks() const;

  // Of the pools "bytes", "strings" and "maps".
  std::array<NamedStats, 3> stats() const;
  MemoryStats memory_stats() const;
  std::string PrometheusText() const { return object_pool::PrometheusText(stats()); }

 private:
  Manager(const MemoryConfig& config, std::unique_ptr<memory_pressure::Monitor> monitor);

  void Watch();

  const MemoryConfig config_;
  Optimized::Bytes bytes_;
  Optimized::Strings strings_;
  Optimized::Maps maps_;
  const std::unique_ptr<memory_pressure::Monitor> monitor_;
  memory_pressure::Callbacks::Id callback_ = 0;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable stopped_;
  bool stops_ = false;
  uint64_t looks_ = 0;
  std::thread watcher_;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_MANAGER_H_

#ifndef PAWL_IMPLS_OBJECT_POOL_CONFIG_H_
#define PAWL_IMPLS_OBJECT_POOL_CONFIG_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/object_pool/object_pool.h"

namespace object_pool {

// The seed's configuration with its names and, but for byte_pool_size, its defaults, and what it leaves open. The
// seed's 64 KiB of buffers are less than a single one of the largest.
struct MemoryConfig {
  // Both must be true for anything to be kept: the first switches all of this module off, the second only the pools.
  bool enabled = true;
  bool pool_enabled = true;
  // Whether a thread watches memory, and trims: see Manager.
  bool monitoring_enabled = true;

  uint64_t string_pool_size = 1024;        // string builders that the depot keeps at most; 0 keeps none
  uint64_t map_pool_size = 100;            // maps likewise
  uint64_t byte_pool_size = 64 << 20;      // bytes that the depot keeps at most, in buffers of all sizes; 0 keeps none
  uint64_t largest_buffer_size = 1 << 20;  // bytes; what is larger is not kept
  bool wipe_on_return = false;             // overwrites what is returned

  std::chrono::milliseconds gc_interval = std::chrono::seconds(30);  // between two looks of the monitoring thread
  uint64_t memory_threshold = 100 << 20;  // bytes of this process: High from 80 % of it, Critical from 90 %

  bool operator==(const MemoryConfig&) const = default;
};

// The section that the seed's file has beside that. Checked here, used by whoever streams and batches.
struct PerformanceConfig {
  uint64_t batch_size = 50;
  uint64_t worker_count = 4;
  bool streaming_enabled = true;
  uint64_t buffer_size = 8192;     // bytes
  uint64_t max_line_size = 65536;  // bytes

  bool operator==(const PerformanceConfig&) const = default;
};

struct Config {
  MemoryConfig memory;
  PerformanceConfig performance;

  bool operator==(const Config&) const = default;
};

// Reads a YAML text of the two sections `memory` and `performance`; what is absent has its default, and an empty text
// is the default configuration. Counts are digits, sizes digits or a number of KiB, MiB or GiB (64KiB), durations a
// number of ms, s, m or h (30s), switches true or false.
//
// INVALID_ARGUMENT "<file>:<line>:<column>: <key>: <value> ...", with what is allowed, for anything else: a text that
// is not YAML, more than one document, a key that is not known or stands twice, a value of another type, with another
// unit, negative, or outside the key's bounds. `file` is only named. A text of more than 1 MiB is refused unread. Never
// throws, but for bad_alloc.
absl::StatusOr<Config> ParseConfig(std::string_view text, std::string_view file);

// ParseConfig() of a file's text. NOT_FOUND, or what the system says, if it cannot be read.
absl::StatusOr<Config> ReadConfig(const std::string& file);

// INVALID_ARGUMENT "<key>: <value> ..." for a number outside the bounds that ParseConfig() keeps.
absl::Status CheckConfig(const MemoryConfig& config);

// What pools are made with.
Options PoolOptions(const MemoryConfig& config);

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_CONFIG_H_

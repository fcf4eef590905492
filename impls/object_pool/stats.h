#ifndef PAWL_IMPLS_OBJECT_POOL_STATS_H_
#define PAWL_IMPLS_OBJECT_POOL_STATS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace object_pool {

// What a pool has done so far, and what it holds. The counters never fall, whatever threads end and is trimmed. They
// are summed from those of the threads while these go on: each is exact, but they are not of one instant.
struct PoolStats {
  uint64_t gets = 0;            // hits + misses
  uint64_t hits = 0;            // Get() took what was kept
  uint64_t misses = 0;          // Get() had to allocate
  uint64_t frees = 0;           // objects given back to the allocator: returned in excess, or trimmed
  uint64_t retained = 0;        // objects held for the next Get(), by the depot and by threads
  uint64_t retained_bytes = 0;  // bytes of those
  uint64_t thread_caches = 0;   // threads that have used the pool and run

  bool operator==(const PoolStats&) const = default;
};

struct NamedStats {
  std::string_view pool;
  PoolStats stats;
};

// Hits per get, 0 to 1; 0 before the first.
double HitRate(const PoolStats& stats);

// The Prometheus text exposition format, version 0.0.4: families pawl_object_pool_*, one sample for each pool, named by
// the label `pool`. Names are escaped as the format wants.
std::string PrometheusText(std::span<const NamedStats> pools);

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_STATS_H_

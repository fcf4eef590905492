#include "impls/object_pool/stats.h"

#include <array>

#include "gtest/gtest.h"

namespace object_pool {
namespace {

TEST(Stats, AreExportedInPrometheusTextFormat) {
  const std::array pools = {
      NamedStats{
          "bytes",
          {.gets = 10, .hits = 7, .misses = 3, .frees = 1, .retained = 2, .retained_bytes = 128, .thread_caches = 4}},
      NamedStats{"a\"b\\c\nd", {}},
  };
  EXPECT_EQ(PrometheusText(pools), R"(# HELP pawl_object_pool_gets_total Objects lent.
# TYPE pawl_object_pool_gets_total counter
pawl_object_pool_gets_total{pool="bytes"} 10
pawl_object_pool_gets_total{pool="a\"b\\c\nd"} 0
# HELP pawl_object_pool_hits_total Objects lent that had been kept.
# TYPE pawl_object_pool_hits_total counter
pawl_object_pool_hits_total{pool="bytes"} 7
pawl_object_pool_hits_total{pool="a\"b\\c\nd"} 0
# HELP pawl_object_pool_misses_total Objects lent that had to be allocated.
# TYPE pawl_object_pool_misses_total counter
pawl_object_pool_misses_total{pool="bytes"} 3
pawl_object_pool_misses_total{pool="a\"b\\c\nd"} 0
# HELP pawl_object_pool_frees_total Objects given back to the allocator.
# TYPE pawl_object_pool_frees_total counter
pawl_object_pool_frees_total{pool="bytes"} 1
pawl_object_pool_frees_total{pool="a\"b\\c\nd"} 0
# HELP pawl_object_pool_retained_objects Objects kept for the next use.
# TYPE pawl_object_pool_retained_objects gauge
pawl_object_pool_retained_objects{pool="bytes"} 2
pawl_object_pool_retained_objects{pool="a\"b\\c\nd"} 0
# HELP pawl_object_pool_retained_bytes Bytes of the objects kept.
# TYPE pawl_object_pool_retained_bytes gauge
pawl_object_pool_retained_bytes{pool="bytes"} 128
pawl_object_pool_retained_bytes{pool="a\"b\\c\nd"} 0
# HELP pawl_object_pool_thread_caches Running threads that have used the pool.
# TYPE pawl_object_pool_thread_caches gauge
pawl_object_pool_thread_caches{pool="bytes"} 4
pawl_object_pool_thread_caches{pool="a\"b\\c\nd"} 0
)");
}

TEST(Stats, TheHitRateIsHitsPerGet) {
  EXPECT_EQ(HitRate({}), 0);
  EXPECT_EQ(HitRate({.gets = 8, .hits = 6, .misses = 2}), 0.75);
}

}  // namespace
}  // namespace object_pool

#include "impls/object_pool/stats.h"

namespace object_pool {
namespace {

struct Family {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  uint64_t PoolStats::* value;
};

constexpr Family kFamilies[] = {
    {"gets_total", "counter", "Objects lent.", &PoolStats::gets},
    {"hits_total", "counter", "Objects lent that had been kept.", &PoolStats::hits},
    {"misses_total", "counter", "Objects lent that had to be allocated.", &PoolStats::misses},
    {"frees_total", "counter", "Objects given back to the allocator.", &PoolStats::frees},
    {"retained_objects", "gauge", "Objects kept for the next use.", &PoolStats::retained},
    {"retained_bytes", "gauge", "Bytes of the objects kept.", &PoolStats::retained_bytes},
    {"thread_caches", "gauge", "Running threads that have used the pool.", &PoolStats::thread_caches},
};

std::string EscapedLabel(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

double HitRate(const PoolStats& stats) {
  return stats.gets == 0 ? 0 : static_cast<double>(stats.hits) / static_cast<double>(stats.gets);
}

std::string PrometheusText(std::span<const NamedStats> pools) {
  std::string text;
  for (const Family& family : kFamilies) {
    const std::string name = "pawl_object_pool_" + std::string(family.name);
    text += "# HELP " + name + " " + std::string(family.help) + "\n";
    text += "# TYPE " + name + " " + std::string(family.type) + "\n";
    for (const NamedStats& pool : pools) {
      text += name + "{pool=\"" + EscapedLabel(pool.pool) + "\"} " + std::to_string(pool.stats.*family.value) + "\n";
    }
  }
  return text;
}

}  // namespace object_pool

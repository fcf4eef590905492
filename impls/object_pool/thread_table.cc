#include "impls/object_pool/thread_table.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <mutex>
#include <vector>

namespace object_pool {
namespace {

// Pools beyond these are not checked by IsInThreadTables().
constexpr uint32_t kKnownPools = 4096;

struct Registry {
  std::mutex mutex;           // guards what follows, and is held while a thread says that it ends
  std::vector<uint64_t> ids;  // by index, 0 for one that is free
  std::vector<uint32_t> free;
  uint64_t last_id = 0;
  std::array<std::atomic<uint64_t>, kKnownPools> known = {};  // as ids, to be read without the lock
};

// Never destroyed: pools and threads may end after everything that is static.
Registry& TheRegistry() {
  static Registry& registry = *new Registry;
  return registry;
}

// Ends with its thread, made by the first cache that is noted.
struct ThreadEnd {
  ThreadEnd() = default;
  ~ThreadEnd() {
    internal::ThreadTable& table = internal::thread_table;
    Registry& registry = TheRegistry();
    {
      const std::lock_guard lock(registry.mutex);
      for (uint32_t index = 0; index < table.size; ++index) {
        const internal::TableEntry& entry = table.entries[index];
        if (entry.id != 0 && registry.ids[index] == entry.id) entry.owner->ThreadEnds(entry.cache);
      }
    }
    delete[] table.entries;
    // What other thread_local objects return from here on goes past the caches.
    table = {.entries = nullptr, .size = 0, .ended = true};
  }
};

}  // namespace

namespace internal {

constinit thread_local ThreadTable thread_table;

}  // namespace internal

PoolKey JoinThreadTables() {
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  PoolKey key;
  key.id = ++registry.last_id;
  if (registry.free.empty()) {
    key.index = static_cast<uint32_t>(registry.ids.size());
    registry.free.reserve(std::bit_ceil(registry.ids.size() + 1));  // so that Leave() needs no memory
    registry.ids.push_back(key.id);
  } else {
    key.index = registry.free.back();
    registry.free.pop_back();
    registry.ids[key.index] = key.id;
  }
  if (key.index < kKnownPools) registry.known[key.index].store(key.id, std::memory_order_relaxed);
  return key;
}

void LeaveThreadTables(PoolKey key) {
  Registry& registry = TheRegistry();
  const std::lock_guard lock(registry.mutex);
  registry.ids[key.index] = 0;
  if (key.index < kKnownPools) registry.known[key.index].store(0, std::memory_order_relaxed);
  registry.free.push_back(key.index);
}

bool IsInThreadTables(PoolKey key) {
  return key.index >= kKnownPools || TheRegistry().known[key.index].load(std::memory_order_relaxed) == key.id;
}

bool NoteThreadCache(PoolKey key, ThreadCacheOwner& owner, void* cache) {
  internal::ThreadTable& table = internal::thread_table;
  if (table.ended) return false;
  static thread_local ThreadEnd end;
  if (key.index >= table.size) {
    const uint32_t size = std::max<uint32_t>(8, std::bit_ceil(key.index + 1));
    auto* const entries = new internal::TableEntry[size];
    std::copy_n(table.entries, table.size, entries);
    delete[] table.entries;
    table.entries = entries;
    table.size = size;
  }
  table.entries[key.index] = {.id = key.id, .cache = cache, .owner = &owner};
  return true;
}

}  // namespace object_pool

#ifndef PAWL_IMPLS_OBJECT_POOL_THREAD_TABLE_H_
#define PAWL_IMPLS_OBJECT_POOL_THREAD_TABLE_H_

#include <cstdint>

// Each thread's way to its own cache of each pool.
//
// A live pool has an index, dense, taken from those that are free, and an id that no other pool ever has. A thread's
// table is indexed by the first and believes an entry only if it names the second: pools never share an entry, and what
// is left of a pool that is gone is not looked at.
namespace object_pool {

struct PoolKey {
  uint32_t index = 0;
  uint64_t id = 0;  // 0 is nobody's
};

// Who wants to know when a thread ends that had a cache of it.
class ThreadCacheOwner {
 public:
  // By the thread that ends, not while or after the pool leaves. Must not call Join() or Leave().
  virtual void ThreadEnds(void* cache) = 0;

 protected:
  ~ThreadCacheOwner() = default;
};

// Both lock one mutex of the process.
PoolKey JoinThreadTables();
void LeaveThreadTables(PoolKey key);  // waits for a ThreadEnds() that runs
// Whether a pool of that key has joined and not left. Without a lock; true if there are too many pools to know.
bool IsInThreadTables(PoolKey key);

// Notes this thread's cache of a pool; false if the thread is ending and takes none.
bool NoteThreadCache(PoolKey key, ThreadCacheOwner& owner, void* cache);

namespace internal {

struct TableEntry {
  uint64_t id = 0;
  void* cache = nullptr;
  ThreadCacheOwner* owner = nullptr;
};

// Trivial, so that reaching it needs no check whether it has been made.
struct ThreadTable {
  TableEntry* entries = nullptr;
  uint32_t size = 0;
  bool ended = false;
};

extern constinit thread_local ThreadTable thread_table;

}  // namespace internal

// This thread's cache of that pool, null if it has none. Some loads of the thread's own memory.
inline void* FindThreadCache(PoolKey key) {
  const internal::ThreadTable& table = internal::thread_table;
  if (key.index >= table.size) [[unlikely]]
    return nullptr;
  const internal::TableEntry& entry = table.entries[key.index];
  return entry.id == key.id ? entry.cache : nullptr;
}

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_THREAD_TABLE_H_

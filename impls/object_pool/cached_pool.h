#ifndef PAWL_IMPLS_OBJECT_POOL_CACHED_POOL_H_
#define PAWL_IMPLS_OBJECT_POOL_CACHED_POOL_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "impls/memory_pressure/level.h"
#include "impls/object_pool/depot.h"
#include "impls/object_pool/stats.h"
#include "impls/object_pool/thread_cache.h"
#include "impls/object_pool/thread_table.h"

namespace object_pool {

// What all pools of Optimized are: a cache for each thread over depots that all share, one for each class of objects.
//
// Kind says what the objects are:
//   kClasses; kMagazines[class], see MagazineOf(), at most an eighth of most_objects; kSizesDiffer, whether objects of
//   one class do; New(class), which may throw bad_alloc; Delete(object, class); Bytes(object, class), what keeping it
//   costs.
//
// A thread holds at most Bin::MostObjects() of each class, which nobody else can take from it without synchronizing
// each get and return. It notices that memory is critical the next time that it needs the depot; when it ends, what it
// holds goes to the depot.
template <typename Kind>
class CachedPool final : public ThreadCacheOwner {
 public:
  // Both bound what is in the depots: objects of each class, and bytes of all of them. 0 of either keeps nothing, nor
  // do threads then.
  CachedPool(size_t most_objects, uint64_t most_bytes)
      : keeps_(most_objects > 0 && most_bytes > 0),
        key_(JoinThreadTables()),
        most_objects_(most_objects),
        allowance_(most_bytes) {
    // So that what a thread keeps is small beside what the depot may.
    const auto most = static_cast<uint32_t>(std::min<size_t>(most_objects / 8, UINT32_MAX));
    for (uint32_t i = 0; i < Kind::kClasses; ++i) magazines_[i] = std::min(Kind::kMagazines[i], most);
  }

  CachedPool(const CachedPool&) = delete;
  CachedPool& operator=(const CachedPool&) = delete;

  ~CachedPool() {
    LeaveThreadTables(key_);
    for (const std::unique_ptr<Cache>& cache : caches_) Empty(*cache);
    for (uint32_t i = 0; i < Kind::kClasses; ++i) FreeFromDepot(depots_[i].TakeAll(allowance_), i);
  }

  [[gnu::always_inline]] void* Get(uint32_t size_class) {
    auto* const cache = static_cast<Cache*>(FindThreadCache(key_));
    if (cache != nullptr) [[likely]] {
      if (void* const object = cache->bins[size_class].Take(); object != nullptr) [[likely]] {
        cache->hits.Add(1);
        if constexpr (Kind::kSizesDiffer) cache->bytes.Add(-Kind::Bytes(object, size_class));
        return object;
      }
    }
    return GetFromDepot(cache, size_class);
  }

  void Return(void* object, uint32_t size_class) noexcept {
    auto* const cache = static_cast<Cache*>(FindThreadCache(key_));
    if (cache != nullptr && cache->bins[size_class].Keep(object)) [[likely]] {
      if constexpr (Kind::kSizesDiffer) cache->bytes.Add(Kind::Bytes(object, size_class));
      return;
    }
    ReturnToDepot(cache, object, size_class);
  }

  // Frees an object that is not worth keeping, or not fit for it.
  void Discard(void* object, uint32_t size_class) noexcept;

  // Whether anything is kept; if not, callers need not come here at all.
  bool keeps() const { return keeps_; }
  PoolKey key() const { return key_; }

  void Trim(memory_pressure::Level level);
  PoolStats stats() const;

  void ThreadEnds(void* cache) override;

 private:
  using Cache = ThreadCache<Kind::kClasses>;

  Cache* MakeCache() noexcept;
  [[gnu::noinline]] void* GetFromDepot(Cache* cache, uint32_t size_class);
  [[gnu::noinline]] void ReturnToDepot(Cache* cache, void* object, uint32_t size_class) noexcept;
  void NoticeTrim(Cache& cache);
  void Count(Cache* cache, OwnedWord<uint64_t> Cache::* counter, std::atomic<uint64_t>& shared, uint64_t by) {
    cache != nullptr ? (cache->*counter).Add(by) : void(shared.fetch_add(by, std::memory_order_relaxed));
  }

  // To the depot as far as the bounds allow; the others are freed. How many those are.
  uint64_t AddToDepot(std::span<void* const> objects, uint32_t size_class) noexcept;
  uint64_t Empty(Cache& cache);  // frees what it has
  static auto BytesOf(uint32_t size_class) {
    return [size_class](const void* object) { return Kind::Bytes(object, size_class); };
  }
  uint64_t FreeFromDepot(const std::vector<void*>& objects, uint32_t size_class);

  const bool keeps_;
  const PoolKey key_;
  const size_t most_objects_;
  std::array<uint32_t, Kind::kClasses> magazines_;
  Allowance allowance_;
  std::atomic<uint64_t> trims_ = 0;
  // Of threads that have no cache, ended or ending.
  std::atomic<uint64_t> hits_ = 0, misses_ = 0, frees_ = 0;
  std::array<Depot, Kind::kClasses> depots_;
  mutable std::mutex mutex_;  // guards caches_, and what moves from there to the counters above
  std::vector<std::unique_ptr<Cache>> caches_;
};

}  // namespace object_pool

#include "impls/object_pool/cached_pool_inl.h"  // IWYU pragma: export

#endif  // PAWL_IMPLS_OBJECT_POOL_CACHED_POOL_H_

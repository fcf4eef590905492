#ifndef PAWL_IMPLS_OBJECT_POOL_CACHED_POOL_INL_H_
#define PAWL_IMPLS_OBJECT_POOL_CACHED_POOL_INL_H_

// What cached_pool.h does out of the way of the common case.

#include <algorithm>
#include <new>

#include "impls/object_pool/cached_pool.h"

namespace object_pool {

// Null if the thread is ending, or there is no memory: the pool works without.
template <typename Kind>
typename CachedPool<Kind>::Cache* CachedPool<Kind>::MakeCache() noexcept {
  try {
    auto cache = std::make_unique<Cache>(std::span<const uint32_t, Kind::kClasses>(magazines_));
    cache->trims_seen = trims_.load(std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    caches_.reserve(caches_.size() + 1);
    if (!NoteThreadCache(key_, *this, cache.get())) return nullptr;
    return caches_.emplace_back(std::move(cache)).get();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

template <typename Kind>
void* CachedPool<Kind>::GetFromDepot(Cache* cache, uint32_t size_class) {
  if (cache == nullptr) cache = MakeCache();
  if (cache != nullptr) NoticeTrim(*cache);
  void* object = nullptr;
  // One at least, for classes and threads without a magazine.
  const bool by_magazine = cache != nullptr && cache->bins[size_class].magazine() > 0;
  const std::span<void*> room = by_magazine
                                    ? std::span(cache->bins[size_class].RoomForMagazine(), magazines_[size_class])
                                    : std::span(&object, 1);
  const uint32_t taken = depots_[size_class].Take(room, BytesOf(size_class));
  if (taken == 0) {
    object = Kind::New(size_class);
    Count(cache, &Cache::misses, misses_, 1);
    return object;
  }
  Count(cache, &Cache::hits, hits_, 1);
  if (by_magazine) {
    object = room[taken - 1];
    cache->bins[size_class].Filled(taken - 1);
    if constexpr (Kind::kSizesDiffer) {
      for (void* const each : room.first(taken - 1)) cache->bytes.Add(Kind::Bytes(each, size_class));
    }
  }
  return object;
}

template <typename Kind>
void CachedPool<Kind>::ReturnToDepot(Cache* cache, void* object, uint32_t size_class) noexcept {
  if (cache == nullptr) cache = MakeCache();
  uint64_t freed = 0;
  if (cache == nullptr) {
    freed = AddToDepot(std::span(&object, 1), size_class);
  } else {
    Bin& bin = cache->bins[size_class];
    NoticeTrim(*cache);
    if (!bin.Keep(object)) {
      if (bin.magazine() == 0) {
        freed = AddToDepot(std::span(&object, 1), size_class);
        object = nullptr;
      } else {
        if constexpr (Kind::kSizesDiffer) {
          for (void* const each : bin.OldestMagazine()) cache->bytes.Add(-Kind::Bytes(each, size_class));
        }
        freed = AddToDepot(bin.OldestMagazine(), size_class);
        bin.DropOldestMagazine();
        bin.Keep(object);
      }
    }
    if constexpr (Kind::kSizesDiffer) {
      if (object != nullptr) cache->bytes.Add(Kind::Bytes(object, size_class));
    }
  }
  if (freed > 0) Count(cache, &Cache::frees, frees_, freed);
}

template <typename Kind>
void CachedPool<Kind>::NoticeTrim(Cache& cache) {
  const uint64_t trims = trims_.load(std::memory_order_relaxed);
  if (cache.trims_seen == trims) [[likely]]
    return;
  cache.trims_seen = trims;
  cache.frees.Add(Empty(cache));
}

template <typename Kind>
uint64_t CachedPool<Kind>::AddToDepot(std::span<void* const> objects, uint32_t size_class) noexcept {
  // The bound of objects may be passed by what several threads bring at once; that of bytes is exact.
  const size_t there = depots_[size_class].objects();
  size_t kept = std::min(objects.size(), most_objects_ - std::min(there, most_objects_));
  uint64_t bytes = 0;
  for (void* const object : objects.first(kept)) bytes += Kind::Bytes(object, size_class);
  for (; kept > 0 && !depots_[size_class].Add(objects.first(kept), bytes, allowance_); --kept) {
    bytes -= Kind::Bytes(objects[kept - 1], size_class);
  }
  for (void* const object : objects.subspan(kept)) Kind::Delete(object, size_class);
  return objects.size() - kept;
}

template <typename Kind>
uint64_t CachedPool<Kind>::Empty(Cache& cache) {
  uint64_t freed = 0;
  for (uint32_t i = 0; i < Kind::kClasses; ++i) {
    for (void* object; (object = cache.bins[i].Take()) != nullptr; ++freed) Kind::Delete(object, i);
  }
  cache.bytes.Set(0);
  return freed;
}

template <typename Kind>
uint64_t CachedPool<Kind>::FreeFromDepot(const std::vector<void*>& objects, uint32_t size_class) {
  for (void* const object : objects) Kind::Delete(object, size_class);
  return objects.size();
}

template <typename Kind>
void CachedPool<Kind>::Trim(memory_pressure::Level level) {
  auto* const cache = static_cast<Cache*>(FindThreadCache(key_));
  uint64_t freed = 0;
  if (level == memory_pressure::Level::kCritical) {
    trims_.fetch_add(1, std::memory_order_relaxed);
    if (cache != nullptr) NoticeTrim(*cache);
  }
  for (uint32_t i = 0; i < Kind::kClasses; ++i) {
    const bool all = level != memory_pressure::Level::kNormal;
    freed += FreeFromDepot(all ? depots_[i].TakeAll(allowance_) : depots_[i].Age(BytesOf(i), allowance_), i);
  }
  Count(cache, &Cache::frees, frees_, freed);
}

template <typename Kind>
PoolStats CachedPool<Kind>::stats() const {
  const std::lock_guard lock(mutex_);
  PoolStats sum;
  sum.hits = hits_.load(std::memory_order_relaxed);
  sum.misses = misses_.load(std::memory_order_relaxed);
  sum.frees = frees_.load(std::memory_order_relaxed);
  sum.thread_caches = caches_.size();
  for (const Depot& depot : depots_) {
    sum.retained += depot.objects();
    sum.retained_bytes += depot.bytes();
  }
  for (const std::unique_ptr<Cache>& cache : caches_) {
    sum.hits += cache->hits.Get();
    sum.misses += cache->misses.Get();
    sum.frees += cache->frees.Get();
    if constexpr (Kind::kSizesDiffer) sum.retained_bytes += cache->bytes.Get();
    for (uint32_t i = 0; i < Kind::kClasses; ++i) {
      const uint32_t objects = cache->bins[i].objects();
      sum.retained += objects;
      if constexpr (!Kind::kSizesDiffer) sum.retained_bytes += objects * Kind::Bytes(nullptr, i);
    }
  }
  sum.gets = sum.hits + sum.misses;
  return sum;
}

template <typename Kind>
void CachedPool<Kind>::Discard(void* object, uint32_t size_class) noexcept {
  Kind::Delete(object, size_class);
  Count(static_cast<Cache*>(FindThreadCache(key_)), &Cache::frees, frees_, 1);
}

template <typename Kind>
void CachedPool<Kind>::ThreadEnds(void* cache) {
  auto& ended = *static_cast<Cache*>(cache);
  uint64_t freed = 0;
  NoticeTrim(ended);
  for (uint32_t i = 0; i < Kind::kClasses; ++i) {
    for (void* object; (object = ended.bins[i].Take()) != nullptr;) freed += AddToDepot(std::span(&object, 1), i);
  }
  const std::lock_guard lock(mutex_);
  hits_.fetch_add(ended.hits.Get(), std::memory_order_relaxed);
  misses_.fetch_add(ended.misses.Get(), std::memory_order_relaxed);
  frees_.fetch_add(ended.frees.Get() + freed, std::memory_order_relaxed);
  std::erase_if(caches_, [&](const std::unique_ptr<Cache>& each) { return each.get() == &ended; });
}

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_CACHED_POOL_INL_H_

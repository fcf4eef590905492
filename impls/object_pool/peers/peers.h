#ifndef PAWL_IMPLS_OBJECT_POOL_PEERS_PEERS_H_
#define PAWL_IMPLS_OBJECT_POOL_PEERS_PEERS_H_

#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "impls/object_pool/object_pool.h"

extern "C" {
void* jemalloc_malloc(size_t bytes);
void jemalloc_free(void* data);
void* tcmalloc_malloc(size_t bytes);
void tcmalloc_free(void* data);
}

// What a pool is measured against, in the shape of one: other allocators for its buffers, other maps for its maps.
namespace object_pool::peers {

// Allocator has Allocate(bytes) and Free(data, bytes).
template <typename Allocator>
class PeerBytes {
 public:
  class Buffer {
   public:
    Buffer(Buffer&& from) noexcept
        : owner_(from.owner_), data_(std::exchange(from.data_, nullptr)), size_(from.size_) {}
    Buffer& operator=(Buffer&& from) noexcept {
      std::swap(owner_, from.owner_);
      std::swap(data_, from.data_);
      std::swap(size_, from.size_);
      from.Return();
      return *this;
    }
    ~Buffer() { Return(); }

    std::byte* data() const { return data_; }
    size_t size() const { return data_ == nullptr ? 0 : size_; }
    void Return() noexcept {
      if (data_ == nullptr) return;
      if (owner_->wipes_) explicit_bzero(data_, size_);
      owner_->allocator_.Free(std::exchange(data_, nullptr), size_);
    }

   private:
    friend class PeerBytes;
    Buffer(PeerBytes* owner, void* data, size_t size)
        : owner_(owner), data_(static_cast<std::byte*>(data)), size_(size) {}

    PeerBytes* owner_;
    std::byte* data_;
    size_t size_;
  };

  explicit PeerBytes(const Options& options) : wipes_(options.wipe_on_return) {}

  Buffer Get(size_t bytes) {
    void* const data = allocator_.Allocate(bytes);
    if (data == nullptr) throw std::bad_alloc();
    return Buffer(this, data, bytes);
  }
  void Trim(Level) {}
  PoolStats stats() const { return {}; }

 private:
  const bool wipes_;
  [[no_unique_address]] Allocator allocator_;
};

struct JemallocAllocator {
  static void* Allocate(size_t bytes) { return jemalloc_malloc(bytes); }
  static void Free(void* data, size_t /*bytes*/) { jemalloc_free(data); }
};

struct TcmallocAllocator {
  static void* Allocate(size_t bytes) { return tcmalloc_malloc(bytes); }
  static void Free(void* data, size_t /*bytes*/) { tcmalloc_free(data); }
};

// Debian has no archive of it, only a shared library that would replace the program's malloc. It is loaded aside and
// called by pointer, which costs what a call of a shared library does; its thread-local data are in the static block
// (STATIC_TLS), as if it were linked.
struct MimallocAllocator {
  static void* (*const kAllocate)(size_t bytes);
  static void (*const kFree)(void* data);
  static void* Allocate(size_t bytes) { return kAllocate(bytes); }
  static void Free(void* data, size_t /*bytes*/) { kFree(data); }
};

template <typename Resource>
struct PmrAllocator {
  Resource resource;
  void* Allocate(size_t bytes) { return resource.allocate(bytes, 16); }
  void Free(void* data, size_t bytes) { resource.deallocate(data, bytes, 16); }
};

struct Jemalloc {
  static constexpr std::string_view kName = "jemalloc";
  using Bytes = PeerBytes<JemallocAllocator>;
};
struct Tcmalloc {
  static constexpr std::string_view kName = "tcmalloc";
  using Bytes = PeerBytes<TcmallocAllocator>;
};
struct Mimalloc {
  static constexpr std::string_view kName = "mimalloc";
  using Bytes = PeerBytes<MimallocAllocator>;
};
// For one thread only.
struct PmrUnsynchronized {
  static constexpr std::string_view kName = "pmr_unsynchronized";
  using Bytes = PeerBytes<PmrAllocator<std::pmr::unsynchronized_pool_resource>>;
};
struct PmrSynchronized {
  static constexpr std::string_view kName = "pmr_synchronized";
  using Bytes = PeerBytes<PmrAllocator<std::pmr::synchronized_pool_resource>>;
};

// A map that is made for each use.
struct AbslFlatHashMap {
  static constexpr std::string_view kName = "absl_flat_hash_map";

  class Maps {
   public:
    class Map {
     public:
      void Set(std::string_view key, std::string_view value) { table_.insert_or_assign(std::string(key), value); }
      size_t size() const { return table_.size(); }
      Map* operator->() { return this; }

     private:
      absl::flat_hash_map<std::string, std::string> table_;
    };

    explicit Maps(const Options&) {}
    Map Get() { return {}; }
  };
};

// Also one that is made for each use, in memory that is taken from the stack first and freed all at once.
struct PmrArenaMap {
  static constexpr std::string_view kName = "pmr_arena";

  class Maps {
   public:
    class Map {
     public:
      void Set(std::string_view key, std::string_view value) {
        table_.insert_or_assign(std::pmr::string(key, &arena_), value);
      }
      size_t size() const { return table_.size(); }
      Map* operator->() { return this; }

     private:
      std::byte stack_[4096];
      std::pmr::monotonic_buffer_resource arena_{stack_, sizeof stack_};
      std::pmr::unordered_map<std::pmr::string, std::pmr::string> table_{&arena_};
    };

    explicit Maps(const Options&) {}
    Map Get() { return {}; }
  };
};

}  // namespace object_pool::peers

#endif  // PAWL_IMPLS_OBJECT_POOL_PEERS_PEERS_H_

#ifndef PAWL_IMPLS_OBJECT_POOL_OPTIMIZED_H_
#define PAWL_IMPLS_OBJECT_POOL_OPTIMIZED_H_

#include <string_view>

#include "impls/object_pool/byte_pool.h"
#include "impls/object_pool/flat_map.h"
#include "impls/object_pool/flat_strings.h"
#include "impls/object_pool/lent_pool.h"
#include "impls/object_pool/object_pool.h"

namespace object_pool {

// Keeps what is returned: in a cache of the thread that returns it, without any synchronization, and beyond that in a
// depot that all threads share, a magazine at a time under a lock. A get and its return take 2.5 ns together in the
// first, and a locked instruction each for every magazine beyond.
//
// Traded for it: memory that lies idle, within the bounds of Options and kMostThreadBytes for each thread; and rounding
// buffers up to the next of two sizes in each doubling. Trim() frees what the depot has not needed since the last one
// (Normal), all that the depot has (High), and also the calling thread's cache (Critical); other threads free theirs
// the next time that they need the depot, or end. What a size once needed of byte_pool_bytes is kept for it until a
// Trim().
//
// Gains least for buffers of up to 1 KiB in one thread: glibc's own thread cache takes 7 ns.
struct Optimized {
  static constexpr std::string_view kName = "optimized";

  using Bytes = BytePool;

  class Strings : public LentPool<FlatStrings> {
   public:
    explicit Strings(const Options& options) : LentPool(options.strings, options) {}
  };

  class Maps : public LentPool<FlatMap> {
   public:
    explicit Maps(const Options& options) : LentPool(options.maps, options) {}
  };
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_OPTIMIZED_H_

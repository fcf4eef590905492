#ifndef PAWL_IMPLS_OBJECT_POOL_OBJECT_POOL_H_
#define PAWL_IMPLS_OBJECT_POOL_OBJECT_POOL_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "impls/memory_pressure/level.h"
#include "impls/object_pool/stats.h"

// Objects that are used often and briefly: byte buffers, string builders, maps of strings.
//
// Contract of the three pools of every class in impls.h, checked by contract.h:
//   * Get() lends an object as a handle, which gives it back when it goes out of scope or is told to Return(). A handle
//     moves and does not copy, so nothing is returned twice, and what nobody holds is returned.
//   * A buffer has at least the bytes asked for, aligned to 16; what they hold is undefined, unless wipe_on_return is
//     set, in which case it is nothing that an earlier user of the pool wrote. Zero bytes are a buffer, too.
//   * Builders and maps come empty, whatever was in them.
//   * Any thread may call any member at any time, and return what another got. A pool outlives its handles, and nobody
//     uses it while it is destroyed. In debug builds a handle that outlived its pool ends the process and says so.
//     Threads and pools may end in either order.
//   * Trim(level) gives memory back: see memory_pressure::Level. Nothing that is lent out is touched.
//   * Memory that cannot be had leaves as std::bad_alloc, from Get() and from what the objects do; one that
//     threw it is good for nothing but to be returned.
// Correct without: keeping anything. A pool that allocates and frees is a valid pool.
namespace object_pool {

using memory_pressure::Level;

// The same for all implementations; the configuration's defaults (config.h) are these.
struct Options {
  // What the depot of each pool, which all threads share, may hold. A thread keeps besides, of each class of buffers,
  // at most two magazines (each of 32 buffers and 64 KiB, but 4 buffers) and one more, above 64 KiB only one:
  // kMostThreadBytes in all; and 9 builders and 9 maps, fewer if the depot's bound is below 32, one if it is below 8. 0
  // keeps nothing anywhere: each Get() allocates, each return frees, nothing is counted.
  size_t strings = 1024;                // string builders
  size_t maps = 100;                    // maps
  size_t byte_pool_bytes = 64 << 20;    // bytes, in buffers of any size
  size_t object_pool_bytes = 16 << 20;  // bytes, in builders; as many in maps

  // A buffer of more bytes than this is never kept, nor counted: allocated by Get(), freed when it is returned. At most
  // 1 MiB.
  size_t largest_buffer_bytes = 1 << 20;
  // A builder or a map that has grown beyond this is freed when it is returned, in bytes.
  size_t largest_object_bytes = 256 << 10;

  // Buffers, builders and maps are overwritten when they are returned, for what is secret.
  bool wipe_on_return = false;
};

template <typename Buffer>
concept BufferHandle = std::movable<Buffer> && !std::copyable<Buffer> && requires(Buffer buffer) {
  { buffer.data() } -> std::same_as<std::byte*>;
  { buffer.size() } -> std::same_as<size_t>;  // What was asked for. 0 once returned or moved from.
  buffer.Return();                            // Early; a second time does nothing.
};

// A list of strings that are built one after the other. Views stay valid until the next Add() or Append().
template <typename Strings>
concept StringBuilder = requires(Strings strings, const Strings read, std::string_view text, size_t i) {
  strings.Add(text);                                     // Begins another string.
  strings.Append(text);                                  // Lengthens the last one. REQUIRES: there is one.
  { read[i] } -> std::convertible_to<std::string_view>;  // REQUIRES: i < size().
  { read.size() } -> std::same_as<size_t>;               // Of the list.
};

// A map from strings to strings that only grows.
template <typename Map>
concept StringMap = requires(Map map, const Map read, std::string_view text) {
  map.Set(text, text);                                                   // Replaces the value of a key that is there.
  { read.Find(text) } -> std::same_as<std::optional<std::string_view>>;  // Valid until the next Set().
  { read.size() } -> std::same_as<size_t>;
};

template <typename T>
concept Pools = requires(Level level, typename T::Bytes bytes, typename T::Strings strings, typename T::Maps maps) {
  { T::kName } -> std::convertible_to<std::string_view>;
  requires std::constructible_from<typename T::Bytes, const Options&>;
  { bytes.Get(size_t{1}) } -> BufferHandle;
  bytes.Trim(level);
  { bytes.stats() } -> std::same_as<PoolStats>;
  requires std::constructible_from<typename T::Strings, const Options&>;
  { *strings.Get() } -> StringBuilder;
  strings.Trim(level);
  { strings.stats() } -> std::same_as<PoolStats>;
  requires std::constructible_from<typename T::Maps, const Options&>;
  { *maps.Get() } -> StringMap;
  maps.Trim(level);
  { maps.stats() } -> std::same_as<PoolStats>;
};

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_OBJECT_POOL_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_CACHE_FORMAT_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CACHE_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/succinct.h"

// The bytes of a cache file: the succinct tables of one movie, to be used where they lie in a mapping. No file is
// touched here.
//
//   bytes 0 to 7     kCacheMagic
//         8 to 11    kCacheVersion
//        12 to 15    kCacheByteOrder
//        16 to 23    XXH3, 64 bits, of all bytes from 24 on
//        24 to 31    size of the file
//        32 to 71    the movie's identity, in the order of MovieIdentity
//        72 to 79    number of tracks
//   then each track: id, handler, timescale, edits, and the members of its table
//
// Numbers are little-endian and nothing is an address. From byte 24 on, every number is a word of 64 bits and every
// array begins at a multiple of 8; packed arrays carry the 8 bytes behind them that a look-up may load.
namespace sample_table {

// Of every change to what is written, or to what the written numbers mean.
inline constexpr uint32_t kCacheVersion = 1;

// Bytes beyond ASCII, and both line ends, as PNG has them: a transfer as text shows.
inline constexpr uint8_t kCacheMagic[8] = {0x89, 'S', 'T', 'B', 'L', '\r', '\n', 0x1a};
inline constexpr uint32_t kCacheByteOrder = 0x01020304;
inline constexpr size_t kCacheChecksumOffset = 16;
inline constexpr size_t kCacheSummedOffset = 24;

// What a movie is recognised by: see table_cache.h for what that can and cannot tell.
struct MovieIdentity {
  uint64_t size_bytes = 0;
  int64_t modified_ns = 0;  // st_mtim and st_ctim, since 1970
  int64_t changed_ns = 0;
  uint64_t device = 0;
  uint64_t inode = 0;

  bool operator==(const MovieIdentity&) const = default;
};

// A track as movie.h has it, with a succinct table in place of the boxes.
struct CachedTrack {
  uint32_t id = 0;
  uint32_t handler = 0;
  uint32_t timescale = 0;
  uint32_t edits = 0;
  Succinct table;
};

// O(bytes of the tables). Throws std::bad_alloc.
std::string EncodeCache(const MovieIdentity& movie, std::span<const CachedTrack> tracks);

// The tracks; their tables borrow `bytes`, which begin at a multiple of 8 in memory. Safe with any bytes, those with a
// right checksum included: no look-up in a table that is returned leaves its arrays. O(bytes) for the checksum, and
// some ns for each 64 samples, or for each chunk where these are of uneven size.
//   FAILED_PRECONDITION  whole, but not of this movie as it is now, or of another version
//   DATA_LOSS            damaged, or no cache at all
//   RESOURCE_EXHAUSTED   no memory for the list of tracks
absl::StatusOr<std::vector<CachedTrack>> DecodeCache(Bytes bytes, const MovieIdentity& movie);

// The checksum that belongs into these bytes, of which there are kCacheSummedOffset at least.
uint64_t CacheChecksum(Bytes bytes);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CACHE_FORMAT_H_

#include "impls/sample_table/cache_format.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <new>
#include <utility>

#include "absl/status/status.h"
#include "impls/sample_table/table_fields.h"
#include "impls/sample_table/tables.h"
#include "impls/sample_table/xxh3.h"

namespace sample_table {
namespace {

constexpr size_t kVersionOffset = sizeof kCacheMagic;
constexpr size_t kByteOrderOffset = kVersionOffset + sizeof kCacheVersion;

// A track takes some 60 words at least. As many as a file can have are made room for, no more.
constexpr size_t kLeastTrackBytes = 256;

template <typename Number>
Number Load(Bytes bytes, size_t at) {
  Number number;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

template <typename Number>
void Store(std::string& bytes, size_t at, Number number) {
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

// The members of a struct, for FieldReader and FieldWriter.
template <typename Movie, typename Fields>
void EachOf(Movie& movie, Fields& fields) {
  fields(movie.size_bytes, movie.modified_ns, movie.changed_ns, movie.device, movie.inode);
}
template <typename Track, typename Fields>
void EachOfTrack(Track& track, Fields& fields) {
  fields(track.id, track.handler, track.timescale, track.edits, track.table);
}

absl::Status Lost(const std::string& what) { return absl::DataLossError(what); }

absl::Status CheckBeginning(Bytes bytes) {
  if (bytes.size() < kCacheSummedOffset || bytes.size() % kWordBytes != 0) {
    return Lost(std::to_string(bytes.size()) + " bytes long: cut, or no cache of sample tables");
  }
  if (!std::equal(std::begin(kCacheMagic), std::end(kCacheMagic), bytes.begin())) {
    return Lost("does not begin as a cache of sample tables does");
  }
  if (const auto version = Load<uint32_t>(bytes, kVersionOffset); version != kCacheVersion) {
    return absl::FailedPreconditionError("has version " + std::to_string(version) + ", this program reads and writes " +
                                         std::to_string(kCacheVersion));
  }
  if (Load<uint32_t>(bytes, kByteOrderOffset) != kCacheByteOrder) return Lost("has another byte order");
  if (Load<uint64_t>(bytes, kCacheChecksumOffset) != CacheChecksum(bytes)) return Lost("has a wrong checksum");
  return absl::OkStatus();
}

absl::Status CheckIsOf(const MovieIdentity& then, const MovieIdentity& now) {
  if (then == now) return absl::OkStatus();
  std::string what;
  const auto compare = [&what](const char* name, auto was, auto is) {
    if (was != is && what.empty())
      what = std::string(name) + " was " + std::to_string(was) + ", is " + std::to_string(is);
  };
  compare("size in bytes", then.size_bytes, now.size_bytes);
  compare("modification time in ns", then.modified_ns, now.modified_ns);
  compare("change time in ns", then.changed_ns, now.changed_ns);
  compare("inode", then.inode, now.inode);
  compare("device", then.device, now.device);
  return absl::FailedPreconditionError("is of another movie, or of this one before a change: its " + what);
}

absl::StatusOr<std::vector<CachedTrack>> Decode(Bytes bytes, const MovieIdentity& movie) {
  if (absl::Status status = CheckBeginning(bytes); !status.ok()) return status;
  FieldReader fields(bytes.subspan(kCacheSummedOffset));
  uint64_t size_bytes = 0, count = 0;
  MovieIdentity of;
  fields(size_bytes);
  EachOf(of, fields);
  fields(count);
  if (!fields.ok() || size_bytes != bytes.size()) return Lost("is not as long as it says");
  if (absl::Status status = CheckIsOf(of, movie); !status.ok()) return status;
  if (count > bytes.size() / kLeastTrackBytes) return Lost("is too short for its " + std::to_string(count) + " tracks");
  std::vector<CachedTrack> tracks;
  tracks.reserve(count);
  for (uint64_t i = 1; i <= count; ++i) {
    absl::StatusOr<Succinct> empty = Succinct::Build(Tables());
    if (!empty.ok()) return empty.status();
    CachedTrack& track = tracks.emplace_back(CachedTrack{0, 0, 0, 0, *std::move(empty)});
    EachOfTrack(track, fields);
    const std::string which = "track " + std::to_string(i) + " of " + std::to_string(count);
    if (!fields.ok()) return Lost("ends within " + which + ", or has a number there that is too large");
    if (track.timescale == 0) return Lost("has timescale 0 in " + which);
    if (!track.table.IsSound()) return Lost("has a table that contradicts itself, of " + which);
  }
  if (!fields.at_end()) return Lost("has bytes behind its last table");
  return tracks;
}

}  // namespace

uint64_t CacheChecksum(Bytes bytes) {
  const Bytes summed = bytes.subspan(kCacheSummedOffset);
  return Xxh3(summed.data(), summed.size());
}

std::string EncodeCache(const MovieIdentity& movie, std::span<const CachedTrack> tracks) {
  std::string bytes(kCacheSummedOffset, '\0');
  std::copy(std::begin(kCacheMagic), std::end(kCacheMagic), bytes.begin());
  Store(bytes, kVersionOffset, kCacheVersion);
  Store(bytes, kByteOrderOffset, kCacheByteOrder);
  FieldWriter fields(bytes);
  fields(uint64_t{0});  // the size, once it is known
  EachOf(movie, fields);
  fields(tracks.size());
  for (const CachedTrack& track : tracks) EachOfTrack(track, fields);
  Store(bytes, kCacheSummedOffset, uint64_t{bytes.size()});
  Store(bytes, kCacheChecksumOffset, CacheChecksum({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}));
  return bytes;
}

absl::StatusOr<std::vector<CachedTrack>> DecodeCache(Bytes bytes, const MovieIdentity& movie) {
  try {
    return Decode(bytes, movie);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("no memory for its list of tracks");
  }
}

}  // namespace sample_table

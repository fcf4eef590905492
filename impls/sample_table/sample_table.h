#ifndef PAWL_IMPLS_SAMPLE_TABLE_SAMPLE_TABLE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_SAMPLE_TABLE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/sample_table/tables.h"

// Where and when each sample of an MP4 track is: built once from the index boxes of ISO/IEC 14496-12, then asked by a
// player or demuxer for every sample that it reads and every time that it seeks.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * Samples are numbered from 0 in decoding order, chunks from 0 in the order of stco. Times and durations are in
//     units of the track's timescale, sizes and offsets in bytes. Edit lists are not applied.
//   * Build takes tables that ReadMovie has checked, and borrows nothing of them afterwards. RESOURCE_EXHAUSTED when
//     memory is not to be had.
//   * At(sample), ChunkOf(sample) and a cursor's start take a sample below size(); anything else is a caller's bug,
//     asserted in debug builds only, because this is the measured path. They allocate nothing and cannot fail.
//   * AtTime(dts) is the last sample that begins at or before `dts`: the one being decoded then; of several that begin
//     together, the last; for a time beyond the end, the track's last sample. The table must not be empty.
//   * A cursor yields At(first), At(first + 1), ... by Next(), up to the last sample. It borrows the table, and belongs
//     to one thread at a time.
//   * footprint() counts every byte the table holds: the object itself, and all allocated capacity.
//   * A table never changes once it is built: any number of threads may ask it, without locks.
// Correct without: any particular cost. A table that walks the boxes' runs for every call is a valid one.
namespace sample_table {

struct Sample {
  uint64_t offset;     // in the file
  uint32_t size;       // bytes
  uint32_t duration;   // until the next sample's dts
  uint64_t dts;        // decoding time; the first sample's is 0
  int32_t cts_offset;  // presentation time - dts
  bool sync;           // decodable without any sample before

  bool operator==(const Sample&) const = default;
};

template <typename T>
concept SampleTable =
    requires(const T table, const Tables& tables, uint32_t sample, uint64_t dts, typename T::Cursor cursor) {
      { T::kName } -> std::convertible_to<std::string_view>;
      { T::Build(tables) } -> std::same_as<absl::StatusOr<T>>;
      { table.size() } -> std::same_as<uint32_t>;
      { table.At(sample) } -> std::same_as<Sample>;
      { table.ChunkOf(sample) } -> std::same_as<uint32_t>;
      { table.AtTime(dts) } -> std::same_as<uint32_t>;
      requires std::constructible_from<typename T::Cursor, const T&, uint32_t>;
      { cursor.Next() } -> std::same_as<Sample>;
      { table.footprint() } -> std::same_as<size_t>;
    } && std::movable<T>;

// RESOURCE_EXHAUSTED: no memory to index so many samples, with the way out.
absl::Status OutOfMemory(uint32_t samples);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_SAMPLE_TABLE_H_

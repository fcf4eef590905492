#ifndef PAWL_IMPLS_SAMPLE_TABLE_FILE_TABLES_H_
#define PAWL_IMPLS_SAMPLE_TABLE_FILE_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "impls/memory_pressure/level.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/byte_source.h"
#include "impls/sample_table/entry_window.h"
#include "impls/sample_table/run_index.h"
#include "impls/sample_table/run_map.h"
#include "impls/sample_table/sample_cache.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// Reads samples from the boxes where they lie in the file. In memory are a window of each table, and anchors from which
// to walk: of the tables whose entries stand for several samples, and of sizes where chunks are too large to add up
// theirs. Where one sample ended the next one begins, so that blocks in a row are read without any search.
//
// Whatever the file says by now, every member ends and stays within its memory; where it contradicts itself, or the
// source says that it was changed, that is DATA_LOSS. One thread at a time. Errors are returned as false, and are then
// error().
class FileTables {
 public:
  struct Options {
    uint32_t batch_entries;  // of 4 bytes
    bool time_index;
    bool may_merge;  // runs of chunks, when they are too many or memory is short
    bool must_merge;
    memory_pressure::Level level;
  };

  // `tables` view `file`, the beginning of what `source` reads; both are borrowed for this call only, `source` for
  // good. O(entries of stsc, stts, ctts and stss) and, where a chunk has more samples than a batch, O(samples).
  // Throws std::bad_alloc.
  FileTables(const ByteSource* source, Bytes file, const Tables& tables, const Options& options);
  FileTables(const FileTables&) = delete;
  FileTables& operator=(const FileTables&) = delete;

  uint32_t size() const { return samples_; }

  // Samples first to first + count - 1, at most a block of them, and when the last one ends.
  bool Read(uint32_t first, uint32_t count, SampleBlock& block);
  bool ChunkOf(uint32_t sample, uint32_t& chunk);
  bool AtTime(uint64_t dts, uint32_t& sample);
  const absl::Status& error() const { return reading_.error; }

  // Has the kernel load what comes behind the windows.
  void WillReadNext() const;

  // Takes less memory from now on: High merges runs of chunks, if it may; Critical thins the anchors out until all
  // tables together have 20 KiB of them, and runs 4. A later Normal does not bring them back.
  void Shrink(memory_pressure::Level level, bool may_merge);

  size_t allocated_bytes() const;

 private:
  static constexpr size_t kCriticalAnchorBytes = 20 << 10;
  static constexpr uint32_t kStep = 64;                 // entries to an anchor
  static constexpr uint32_t kSizeStep = 256;            // samples to one
  static constexpr size_t kMostRunMapBytes = 16 << 10;  // beyond, chunks are found by anchors in stsc, too
  static constexpr size_t kCriticalRunMapBytes = 4 << 10;
  static constexpr uint32_t kNowhere = 0xffffffff;

  using Position = RunIndex::Position;

  // Where the next sample is in each table.
  struct Walk {
    uint32_t sample = kNowhere;
    ChunkPlace place = {};
    uint64_t offset = 0;
    Position time, composition;
    uint32_t sync = 0;  // the next entry of stss
  };

  void Index(const Tables& tables, const Options& options);
  // The result of a public member: whether `find` found its answer, and read nothing that was changed meanwhile.
  template <typename Find>
  bool Checked(const Find& find);
  bool CheckedOnce(bool found);
  void Forget();
  bool Contradicts();

  bool ReadBlock(uint32_t first, uint32_t count, SampleBlock& block);
  bool Begin(uint32_t first);
  bool FindPlace(uint32_t sample, ChunkPlace& place);
  bool PlaceInFile(uint32_t sample, ChunkPlace& place);
  bool ChunkOffset(uint32_t chunk, uint64_t& offset);
  bool SumSizes(uint32_t first, uint32_t end, uint64_t& sum);
  template <typename Table>
  bool FindRun(TableWindow<Table>& table, uint32_t sample, Position& at);
  bool FindSync(uint32_t sample, uint32_t& entry);
  bool FindTime(uint64_t dts, uint32_t& sample);

  bool ReadSizes(uint32_t first, uint32_t count, SampleBlock& block);
  bool ReadOffsets(uint32_t first, uint32_t count, SampleBlock& block);
  bool ReadTimes(uint32_t first, uint32_t count, SampleBlock& block);
  bool ReadCompositionOffsets(uint32_t first, uint32_t count, SampleBlock& block);
  bool MarkSyncs(uint32_t first, uint32_t count, SampleBlock& block);

  uint32_t samples_;
  uint32_t constant_size_;
  Reading reading_;
  TableWindow<SampleSizes> sizes_;
  TableWindow<SampleToChunk> sample_to_chunk_;
  TableWindow<ChunkOffsets> chunk_offsets_;
  TableWindow<Runs<uint32_t>> durations_;
  std::optional<TableWindow<Runs<int32_t>>> composition_offsets_;
  std::optional<TableWindow<SyncSamples>> sync_samples_;
  // Of stsc, stts, ctts, stss, and of sizes if there are large chunks.
  std::optional<RunIndex> chunk_index_, time_index_, composition_index_, sync_index_, size_index_;
  std::optional<RunMap> runs_;  // stsc, where it is small
  Walk walk_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_FILE_TABLES_H_

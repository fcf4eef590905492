#ifndef PAWL_IMPLS_SAMPLE_TABLE_TABLES_H_
#define PAWL_IMPLS_SAMPLE_TABLE_TABLES_H_

#include <cstdint>
#include <optional>

#include "impls/sample_table/big_endian.h"

// Views of one track's index boxes, as they lie in the file (ISO/IEC 14496-12, sections 8.6 and 8.7): nothing is
// copied, every access is O(1). They borrow the file's bytes. Any thread may read.
namespace sample_table {

// stsz and stz2, 8.7.3: bytes of each sample.
struct SampleSizes {
  uint32_t count = 0;
  uint32_t constant = 0;  // stsz's sample_size: of every sample; 0 when each has an entry
  int bits = 32;          // of an entry: 4, 8, 16 (stz2) or 32
  const uint8_t* entries = nullptr;

  uint32_t operator[](uint32_t sample) const {
    if (constant != 0) return constant;
    const uint64_t i = sample;
    if (bits == 32) return Load32(entries + 4 * i);
    if (bits == 16) return Load16(entries + 2 * i);
    if (bits == 8) return entries[i];
    return i % 2 == 0 ? entries[i / 2] >> 4 : entries[i / 2] & 15;  // the high half comes first
  }
};

// stsc, 8.7.4: from chunk `first_chunk` (from 1) on, up to the next entry's, a chunk has so many samples.
struct ChunkRun {
  uint32_t first_chunk;
  uint32_t samples_per_chunk;
};
struct SampleToChunk {
  uint32_t count = 0;
  const uint8_t* entries = nullptr;  // 12 bytes each

  ChunkRun operator[](uint32_t i) const {
    const uint8_t* const at = entries + uint64_t{12} * i;
    return {Load32(at), Load32(at + 4)};
  }
};

// stco and co64, 8.7.5: where in the file each chunk begins, in bytes.
struct ChunkOffsets {
  uint32_t count = 0;
  bool wide = false;  // co64
  const uint8_t* entries = nullptr;

  uint64_t operator[](uint32_t chunk) const {
    return wide ? Load64(entries + uint64_t{8} * chunk) : Load32(entries + uint64_t{4} * chunk);
  }
};

// stts, 8.6.1.2, and ctts, 8.6.1.3: `samples` samples in a row have this `value`, in units of the track's timescale.
template <typename Value>
struct Runs {
  struct Run {
    uint32_t samples;
    Value value;
  };
  uint32_t count = 0;
  const uint8_t* entries = nullptr;  // 8 bytes each

  Run operator[](uint32_t i) const {
    const uint8_t* const at = entries + uint64_t{8} * i;
    return {Load32(at), static_cast<Value>(Load32(at + 4))};
  }
};

// stss, 8.6.2: the numbers (from 1) of the sync samples, rising.
struct SyncSamples {
  uint32_t count = 0;
  const uint8_t* entries = nullptr;

  uint32_t operator[](uint32_t i) const { return Load32(entries + uint64_t{4} * i); }
};

// The tables of a track, checked against each other by ReadMovie:
//   * sample counts agree: stsz/stz2's with the sums over stsc x stco/co64, stts and ctts;
//   * no entry of stsc, stts or ctts stands for 0 samples; stsc begins with chunk 1 and rises; stss rises from 1;
//   * every chunk lies within the file; chunks may overlap, but samples of one constant size together have no more
//   bytes
//     than the file.
// A track without samples has no entries at all.
struct Tables {
  SampleSizes sizes;
  SampleToChunk sample_to_chunk;
  ChunkOffsets chunk_offsets;
  Runs<uint32_t> durations;
  std::optional<Runs<int32_t>> composition_offsets;  // absent: all 0
  std::optional<SyncSamples> sync_samples;           // absent: every sample is one; without entries: none is

  uint32_t size() const { return sizes.count; }
};

// Walks a run table sample by sample.
template <typename Value>
class RunWalk {
 public:
  explicit RunWalk(const Runs<Value>& runs) : runs_(runs) {}

  // The next sample's value. Call it at most as often as the runs have samples.
  Value Next() {
    if (left_ == 0) {
      const auto run = runs_[next_++];
      left_ = run.samples;
      value_ = run.value;
    }
    --left_;
    return value_;
  }

 private:
  Runs<Value> runs_;
  uint32_t next_ = 0;
  uint32_t left_ = 0;
  Value value_ = 0;
};

// The same for the chunks' sample counts, chunk by chunk.
class ChunkWalk {
 public:
  explicit ChunkWalk(const SampleToChunk& runs) : runs_(runs) {}

  // Samples of the next chunk. Any number of calls once there is an entry: the last one holds on.
  uint32_t Next() {
    ++chunk_;
    if (next_ < runs_.count && runs_[next_].first_chunk == chunk_) samples_ = runs_[next_++].samples_per_chunk;
    return samples_;
  }

 private:
  SampleToChunk runs_;
  uint32_t next_ = 0;
  uint64_t chunk_ = 0;  // from 1
  uint32_t samples_ = 0;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_TABLES_H_

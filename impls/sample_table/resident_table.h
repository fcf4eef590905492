#ifndef PAWL_IMPLS_SAMPLE_TABLE_RESIDENT_TABLE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_RESIDENT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/sample_table/composition_map.h"
#include "impls/sample_table/optimized_options.h"
#include "impls/sample_table/run_index.h"
#include "impls/sample_table/run_map.h"
#include "impls/sample_table/sample_table.h"
#include "impls/sample_table/sync_map.h"

namespace sample_table {

// The tables in memory: sizes and chunk offsets as they are in the file, stsc as a RunMap, stts as runs with an index,
// and, where a chunk has more than 256 samples, the sum of sizes at each 256th. Immutable, so that any thread may read.
class ResidentTable {
 public:
  // Copies what it needs. Throws std::bad_alloc.
  ResidentTable(const Tables& tables, const OptimizedOptions& options);
  ResidentTable(const ResidentTable&) = delete;
  ResidentTable& operator=(const ResidentTable&) = delete;

  uint32_t size() const { return sizes_.count; }

  Sample At(uint32_t sample) const {
    const ChunkPlace place = chunks_.Find(sample);
    const Time time = TimeOf(sample);
    return {offsets_[place.chunk] + SumSizes(place.first_sample, sample),
            sizes_[sample],
            time.duration,
            time.dts,
            composition_.At(sample),
            sync_.Has(sample)};
  }
  uint32_t ChunkOf(uint32_t sample) const { return chunks_.Find(sample).chunk; }
  uint32_t AtTime(uint64_t dts) const;

  // Each sample from `first` on, without a search.
  class Walk {
   public:
    Walk() = default;
    Walk(const ResidentTable& table, uint32_t first);
    Sample Next();

   private:
    const ResidentTable* table_ = nullptr;
    uint32_t next_ = 0;
    ChunkPlace place_ = {};
    uint64_t offset_ = 0;
    uint32_t run_ = 0;
    uint64_t run_end_ = 0;  // sample
    uint64_t dts_ = 0;
  };

  size_t allocated_bytes() const {
    return size_bytes_.capacity() + offset_bytes_.capacity() + chunks_.allocated_bytes() +
           times_.capacity() * sizeof(TimeRun) + time_index_.allocated_bytes() +
           size_sums_.capacity() * sizeof(uint64_t) + composition_.allocated_bytes() + sync_.allocated_bytes();
  }

 private:
  static constexpr uint32_t kSumStep = 256;  // samples

  struct TimeRun {
    uint32_t samples;
    uint32_t duration;  // of each
  };
  struct Time {
    uint64_t dts;
    uint32_t duration;
  };

  Time TimeOf(uint32_t sample) const {
    const RunIndex::Position at = RunOf(sample);
    const uint32_t duration = times_[at.entry].duration;
    return {at.sum + uint64_t{sample - at.first_sample} * duration, duration};
  }

  RunIndex::Position RunOf(uint32_t sample) const {
    RunIndex::Position at = time_index_.BySample(sample);
    for (; sample - at.first_sample >= times_[at.entry].samples; ++at.entry) {
      at.sum += uint64_t{times_[at.entry].samples} * times_[at.entry].duration;
      at.first_sample += times_[at.entry].samples;
    }
    return at;
  }

  uint64_t SumSizes(uint32_t first, uint32_t end) const;

  std::vector<uint8_t> size_bytes_, offset_bytes_;
  SampleSizes sizes_;     // in size_bytes_
  ChunkOffsets offsets_;  // in offset_bytes_
  RunMap chunks_;
  std::vector<TimeRun> times_;
  RunIndex time_index_;
  std::vector<uint64_t> size_sums_;  // of all before each kSumStep-th sample; empty while chunks are smaller
  CompositionMap composition_;
  SyncMap sync_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_RESIDENT_TABLE_H_

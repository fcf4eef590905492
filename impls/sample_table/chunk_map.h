#ifndef PAWL_IMPLS_SAMPLE_TABLE_CHUNK_MAP_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CHUNK_MAP_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/linear_residuals.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/search.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// Which chunk a sample is in, as one of three:
//   * While stsc has few entries: those, and one multiplication instead of a division. O(entries), which is O(1).
//   * When the chunks' sample counts repeat, such as AAC's 23, 23, 24 that keep up with 24 pictures each: one group of
//     them, and in it the chunk of each sample. O(1).
//   * Else the first sample of each chunk as LinearResiduals, and of each 128 samples the first one's chunk, from which
//     a search starts that looks at 2 to 3 chunks when they are about even: O(log of the chunks in 128 samples).
// Immutable once built.
class ChunkMap {
 public:
  struct Place {
    uint32_t chunk;         // from 0
    uint32_t first_sample;  // of the chunk
  };

  // A map of no samples may be asked nothing.
  explicit ChunkMap(const Tables& tables);

  Place Find(uint32_t sample) const {
    if (!runs_.empty()) return InRuns(sample);
    return chunk_in_group_.empty() ? Search(sample) : InGroup(sample);
  }

  // Walks chunk by chunk, for the cost of an addition each while runs or groups are kept.
  class Walk {
   public:
    Walk(const ChunkMap& map, uint32_t sample);

    uint32_t chunk() const { return chunk_; }
    uint64_t end() const { return end_; }  // the first sample behind the chunk; behind the last chunk, it may be higher

    // How many chunks from this one on have one sample each, as far as that takes no look; Skip passes fewer of them.
    uint32_t singles() const {
      return run_samples_ == 1 ? static_cast<uint32_t>(std::min<uint64_t>(run_end_ - chunk_, UINT32_MAX)) : 0;
    }
    void Skip(uint32_t singles) {
      chunk_ += singles;
      end_ += singles;
    }

    void Next() {
      if (++chunk_ < run_end_) {
        end_ += run_samples_;
      } else {
        Advance();
      }
    }

   private:
    void EnterRun();
    void Advance();

    const ChunkMap* map_;
    uint32_t chunk_;
    uint64_t end_;
    uint32_t within_ = 0;       // the group, or the number of the run
    uint64_t run_end_ = 0;      // the first chunk behind the run; 0 while there are none
    uint32_t run_samples_ = 0;  // to a chunk
  };

  // Whether this is a map of `samples` samples in `chunks` chunks that contradicts itself nowhere: for arrays from
  // outside. O(chunks) where chunks are searched, else O(1).
  bool IsSound(uint32_t samples, uint32_t chunks) const;

  size_t allocated_bytes() const {
    return runs_.allocated_bytes() + chunk_in_group_.allocated_bytes() + first_in_group_.allocated_bytes() +
           firsts_.allocated_bytes() + chunk_of_block_.allocated_bytes();
  }

 private:
  friend class FieldReader;
  friend class FieldWriter;

  // Beyond this a scan of the runs costs more than the search, and their 24 bytes each begin to count.
  static constexpr uint32_t kMostRuns = 16;

  struct Run {
    uint32_t first_sample;
    uint32_t first_chunk;
    uint32_t samples_per_chunk;
    uint32_t padding;  // 0: a file has no byte that nobody set
    Reciprocal per_chunk;
  };

  // Groups beyond this are searched: one takes a byte for each sample, and two for each chunk.
  static constexpr size_t kMostGroupChunks = 256;
  static constexpr uint32_t kMostGroupSamples = 4096;

  template <typename Self, typename Fields>
  static void Each(Self& self, Fields& fields) {
    fields(self.runs_, self.chunk_in_group_, self.first_in_group_, self.group_samples_, self.group_chunks_,
           self.per_group_, self.firsts_, self.chunk_of_block_, self.chunk_bits_);
  }

  bool RunsAreSound(uint32_t samples, uint32_t chunks) const;
  bool GroupIsSound(uint32_t samples, uint32_t chunks) const;
  bool SearchIsSound(uint32_t samples, uint32_t chunks) const;

  void BuildRuns(const SampleToChunk& entries);
  bool BuildGroup(const Tables& tables);
  void BuildSearch(const Tables& tables);
  const Run& RunOf(uint32_t sample) const {
    const Run* run = runs_.data();
    for (const Run* const last = run + runs_.size() - 1; run < last && run[1].first_sample <= sample;) ++run;
    return *run;
  }

  Place InRuns(uint32_t sample) const {
    const Run& run = RunOf(sample);
    const uint32_t chunks = run.per_chunk.Divide(sample - run.first_sample);
    return {run.first_chunk + chunks, run.first_sample + chunks * run.samples_per_chunk};
  }

  Place InGroup(uint32_t sample) const {
    const uint32_t group = per_group_.Divide(sample);
    const uint32_t first = group * group_samples_;
    const uint32_t chunk = chunk_in_group_[sample - first];
    return {group * group_chunks_ + chunk, first + first_in_group_[chunk]};
  }

  uint32_t ChunkOfBlock(uint32_t block) const {
    return static_cast<uint32_t>(LoadBits(chunk_of_block_.data(), uint64_t{block} * chunk_bits_, chunk_bits_));
  }

  Place Search(uint32_t sample) const {
    constexpr uint32_t kBlock = LinearResiduals::kBlock;
    const uint32_t low = ChunkOfBlock(sample / kBlock), high = ChunkOfBlock(sample / kBlock + 1);
    const auto guess = static_cast<uint32_t>(low + uint64_t{high - low} * (sample % kBlock) / kBlock);
    const uint32_t chunk = LastAtOrBelow([this](uint32_t i) { return firsts_.Get(i); }, low, high, guess, sample);
    return {chunk, static_cast<uint32_t>(firsts_.Get(chunk))};
  }

  ArrayStorage<Run> runs_;
  ArrayStorage<uint8_t> chunk_in_group_;   // of each sample
  ArrayStorage<uint16_t> first_in_group_;  // sample of each chunk, and the number of samples
  uint32_t group_samples_ = 0;
  uint32_t group_chunks_ = 0;
  Reciprocal per_group_{1};
  LinearResiduals firsts_;                // sample of each chunk, and the number of samples
  ArrayStorage<uint8_t> chunk_of_block_;  // and the last chunk at the end
  int chunk_bits_ = 0;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CHUNK_MAP_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_CHUNK_MAP_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CHUNK_MAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/sample_table/linear_residuals.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/search.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// Which chunk a sample is in. While stsc has few entries: those, and one multiplication instead of a division. Else the
// first sample of each chunk as LinearResiduals, and of each 128 samples the first one's chunk, from which a search
// starts that looks at 2 to 3 chunks. Immutable once built.
class ChunkMap {
 public:
  struct Place {
    uint32_t chunk;         // from 0
    uint32_t first_sample;  // of the chunk
  };

  // A map of no samples may be asked nothing.
  explicit ChunkMap(const Tables& tables);

  Place Find(uint32_t sample) const { return runs_.empty() ? Search(sample) : InRuns(sample); }

  // Samples before chunk `chunk` + 1: where the chunk ends. Constant, but dearer than Find.
  uint32_t EndOf(Place place) const;

  size_t allocated_bytes() const {
    return runs_.capacity() * sizeof(Run) + firsts_.allocated_bytes() + chunk_of_block_.capacity();
  }

 private:
  // Beyond this a scan of the runs costs more than the search, and their 24 bytes each begin to count.
  static constexpr uint32_t kMostRuns = 16;

  struct Run {
    uint32_t first_sample;
    uint32_t first_chunk;
    uint32_t samples_per_chunk;
    Reciprocal per_chunk;
  };

  void BuildRuns(const SampleToChunk& entries);
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

  std::vector<Run> runs_;
  LinearResiduals firsts_;               // sample of each chunk, and the number of samples
  std::vector<uint8_t> chunk_of_block_;  // and the last chunk at the end
  int chunk_bits_ = 0;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CHUNK_MAP_H_

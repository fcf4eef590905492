#ifndef PAWL_IMPLS_SAMPLE_TABLE_RUN_MAP_H_
#define PAWL_IMPLS_SAMPLE_TABLE_RUN_MAP_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "impls/sample_table/tables.h"

namespace sample_table {

// Where a sample's chunk lies among the samples, and how far chunks like it go.
struct ChunkPlace {
  uint32_t chunk;         // from 0
  uint32_t first_sample;  // of the chunk
  uint32_t samples;       // of the chunk; never 0
  uint64_t same_until;    // chunks up to this sample have as many

  uint64_t end() const { return uint64_t{first_sample} + samples; }
  bool next_is_same() const { return end() < same_until; }
  ChunkPlace next_same() const { return {chunk + 1, static_cast<uint32_t>(end()), samples, same_until}; }
};

// Which chunk a sample is in: stsc in memory, 12 bytes for each run of chunks that have equally many samples.
//
// Merged, as under memory pressure, runs that take turns become one: (23, 23, 24) from beginning to end is one entry of
// 24 bytes. Unlike an average of what is merged, this is exact. Search O(log entries) and one or two divisions.
class RunMap {
 public:
  // nullopt if it would take more than `most_bytes`; merging may take three times as many as long as it goes on. Also
  // nullopt if the numbers of samples and chunks contradict each other, which ReadMovie has checked: in a file that was
  // changed since. O(entries of stsc).
  static std::optional<RunMap> Make(const Tables& tables, bool merged, size_t most_bytes = SIZE_MAX);

  // Merges what can be; leaves it as it is where that saves nothing. May throw std::bad_alloc, and is then as before.
  void Merge();

  ChunkPlace Find(uint32_t sample) const { return cycles_.empty() ? InRuns(sample) : InCycles(sample); }

  size_t allocated_bytes() const { return runs_.capacity() * sizeof(Run) + cycles_.capacity() * sizeof(Cycle); }

 private:
  struct Run {
    uint32_t first_sample;
    uint32_t first_chunk;
    uint32_t samples;  // to a chunk
  };
  struct Part {
    uint32_t samples;  // to a chunk
    uint32_t chunks;

    bool operator==(const Part&) const = default;
    uint64_t all() const { return uint64_t{samples} * chunks; }
  };
  struct Cycle {
    uint32_t first_sample;
    uint32_t first_chunk;
    Part parts[2];  // in turn, up to the next cycle; the second one may be empty
  };

  // `next` returns run by run, no two in a row of which are alike, then empty ones; nullopt when more than `most_bytes`
  // would be needed.
  template <typename NextPart>
  static std::optional<std::vector<Cycle>> MergeRuns(NextPart next, size_t most_bytes);

  ChunkPlace InRuns(uint32_t sample) const {
    const auto after = std::upper_bound(runs_.begin() + 1, runs_.end(), sample,
                                        [](uint32_t at, const Run& run) { return at < run.first_sample; });
    const Run& run = after[-1];
    const uint32_t chunks = (sample - run.first_sample) / run.samples;
    return {run.first_chunk + chunks, run.first_sample + chunks * run.samples, run.samples,
            after == runs_.end() ? samples_ : after->first_sample};
  }
  ChunkPlace InCycles(uint32_t sample) const;

  uint32_t samples_ = 0;
  uint32_t chunks_ = 0;
  std::vector<Run> runs_;
  std::vector<Cycle> cycles_;  // instead of runs_
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_RUN_MAP_H_

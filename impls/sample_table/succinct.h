#ifndef PAWL_IMPLS_SAMPLE_TABLE_SUCCINCT_H_
#define PAWL_IMPLS_SAMPLE_TABLE_SUCCINCT_H_

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "impls/sample_table/chunk_map.h"
#include "impls/sample_table/columns.h"
#include "impls/sample_table/composition_map.h"
#include "impls/sample_table/linear_residuals.h"
#include "impls/sample_table/sample_table.h"
#include "impls/sample_table/sync_map.h"
#include "impls/sample_table/time_map.h"

namespace sample_table {

// A quarter (durations all different) to a twentieth of the baseline's memory: prefix sums of sizes, and what lies
// between chunks, as LinearResiduals; durations, chunks, sync samples and composition offsets as what their maps say.
//
// Sizes, gaps, durations, composition offsets and sync flags are O(1). Two searches are not: the chunk of a sample
// where stsc neither has few entries nor repeats, O(log of the chunks in 128 samples), and the sample of a time where
// stts has many entries, O(log of the samples in a bucket). Both start from a guess: O(1) for tracks that are about
// even.
//
// The price is some 20 instructions for each part of the answer instead of one load: a table that fits into the first
// caches is read faster from the baseline's records. Build O(samples), in blocks of 128; meanwhile it takes the table's
// memory twice, and of composition offsets that do not repeat thrice. Build and cursor use AVX-512
// with VBMI where the processor has it; without it they take some 1.6 to 3 times as long.
class Succinct {
  static constexpr uint32_t kBlock = LinearResiduals::kBlock;

 public:
  static constexpr std::string_view kName = "succinct";

  static absl::StatusOr<Succinct> Build(const Tables& tables);

  uint32_t size() const { return samples_; }

  Sample At(uint32_t sample) const {
    assert(sample < samples_);
    const auto [begin, end] = Extent(sample);
    const auto [dts, duration] = parts_.times.At(sample);
    return {begin + parts_.gaps.Get(parts_.chunks.Find(sample).chunk),
            static_cast<uint32_t>(end - begin),
            duration,
            dts,
            parts_.composition.At(sample),
            parts_.sync.Has(sample)};
  }

  uint32_t ChunkOf(uint32_t sample) const {
    assert(sample < samples_);
    return parts_.chunks.Find(sample).chunk;
  }

  uint32_t AtTime(uint64_t dts) const {
    assert(samples_ > 0);
    return parts_.times.Find(dts);
  }

  // Of arrays that are borrowed, such as from a mapped file, nothing: their pages are the kernel's, one copy for all
  // processes, and read again when it needs the memory for something else.
  size_t footprint() const {
    return sizeof *this + parts_.prefix.allocated_bytes() + parts_.gaps.allocated_bytes() +
           parts_.chunks.allocated_bytes() + parts_.times.allocated_bytes() + parts_.composition.allocated_bytes() +
           parts_.sync.allocated_bytes();
  }

  // Whether no look-up can leave the table's arrays, whatever it then says: for arrays from outside. Each part is
  // asked; that is cheap beside building it.
  bool IsSound() const;

  // Decodes 128 samples at a time, into 5 KiB: worth its start for some 20 samples and more.
  class Cursor {
   public:
    Cursor(const Succinct& table, uint32_t first)
        : table_(&table), block_(first / kBlock), next_(first % kBlock), chunk_(table.parts_.chunks, first - next_) {
      table.parts_.composition.Decode(first - next_, columns_.cts_offsets);  // where all are alike, once
      DecodeGaps();
      DecodeSamples();
    }

    Sample Next() {
      assert(block_ * kBlock + next_ < table_->samples_);
      if (next_ == kBlock) EnterBlock();
      const uint32_t k = next_++;
      const uint64_t begin = columns_.prefix[k], dts = columns_.times[k];
      return {begin + columns_.gaps[k],
              static_cast<uint32_t>(columns_.prefix[k + 1] - begin),
              static_cast<uint32_t>(columns_.times[k + 1] - dts),
              dts,
              columns_.cts_offsets[k],
              columns_.sync[k]};
    }

   private:
    void EnterBlock();
    void EnterChunk();
    void DecodeGaps();
    void DecodeSamples();
    void DecodeOffsets(uint32_t count);

    const Succinct* table_;
    uint32_t block_;
    uint32_t next_;  // of columns_
    ChunkMap::Walk chunk_;
    LinearResiduals::Values gaps_;  // of the block of chunk_
    Columns columns_;               // of block_
  };

 private:
  friend class FieldReader;
  friend class FieldWriter;

  struct Parts {
    explicit Parts(const Tables& tables) : chunks(tables), times(tables), composition(tables), sync(tables) {}

    uint32_t constant_size = 0;  // of every sample; 0: see prefix
    LinearResiduals prefix;      // bytes of all samples before
    LinearResiduals gaps;        // of each chunk: its offset - the bytes of all samples before it; wraps around 2^64
    ChunkMap chunks;
    TimeMap times;
    CompositionMap composition;
    SyncMap sync;
  };

  Succinct(uint32_t samples, Parts parts) : samples_(samples), parts_(std::move(parts)) {}

  template <typename Self, typename Fields>
  static void Each(Self& self, Fields& fields) {
    fields(self.samples_, self.parts_.constant_size, self.parts_.prefix, self.parts_.gaps, self.parts_.chunks,
           self.parts_.times, self.parts_.composition, self.parts_.sync);
  }

  static void MakeOffsets(const Tables& tables, Parts& parts);

  // Where the sample begins and ends among the bytes of all samples.
  std::pair<uint64_t, uint64_t> Extent(uint32_t sample) const {
    if (parts_.constant_size == 0) return parts_.prefix.GetPair(sample);
    const uint64_t begin = uint64_t{parts_.constant_size} * sample;
    return {begin, begin + parts_.constant_size};
  }

  uint32_t samples_;
  Parts parts_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_SUCCINCT_H_

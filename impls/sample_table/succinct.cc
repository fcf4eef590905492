#include "impls/sample_table/succinct.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace sample_table {
namespace {

// The one size of all samples, whether or not the box says so; 0 when they differ.
uint32_t ConstantSize(const SampleSizes& sizes) {
  if (sizes.constant != 0) return sizes.constant;
  if (sizes.bits == 4) {
    for (uint32_t i = 1; i < sizes.count; ++i) {
      if (sizes[i] != sizes[0]) return 0;
    }
  } else {
    const size_t entry_bytes = static_cast<size_t>(sizes.bits) / 8;
    if (std::memcmp(sizes.entries, sizes.entries + entry_bytes, entry_bytes * (sizes.count - 1)) != 0) return 0;
  }
  return sizes[0];
}

// sums[k + 1] = sums[k] + the size of sample `first` + k.
void AddSizes(const SampleSizes& sizes, uint32_t first, uint32_t count, uint64_t* sums) {
  if (sizes.bits == 32 && count == LinearResiduals::kBlock) {
    Codec().add_entries(sizes.entries + uint64_t{4} * first, sums);
    return;
  }
  for (uint32_t k = 0; k < count; ++k) sums[k + 1] = sums[k] + sizes[first + k];
}

// What lies between chunks, in their order.
class Gaps {
 public:
  explicit Gaps(const Tables& tables)
      : offsets_(tables.chunk_offsets), runs_(tables.sample_to_chunk), list_(uint64_t{offsets_.count} + 1) {}

  // Adds the chunks that begin with one of `count` samples from `first` on, before which lie sums[0], sums[1], ...
  // bytes of samples.
  void AddOf(const uint64_t* sums, uint32_t first, uint32_t count) {
    while (chunk_ < offsets_.count && first_sample_ - first < count) {
      if (chunk_ == run_end_) EnterRun();
      if (samples_ == 1) {
        AddSingles(sums + (first_sample_ - first), static_cast<uint32_t>(first + count - first_sample_));
      } else {
        Add(sums[first_sample_ - first]);
      }
    }
  }

  // Adds all chunks, of samples of one size.
  void AddAll(uint64_t size) {
    while (chunk_ < offsets_.count) {
      if (chunk_ == run_end_) EnterRun();
      Add(size * first_sample_);
    }
  }

  LinearResiduals Build() {
    list_.Add(gap_);  // a block ends with a value that begins the next one
    return list_.Build();
  }

 private:
  void EnterRun() {
    samples_ = runs_[run_++].samples_per_chunk;
    run_end_ = run_ < runs_.count ? runs_[run_].first_chunk - 1 : offsets_.count;
  }

  void Add(uint64_t before) {
    gap_ = offsets_[chunk_++] - before;
    list_.Add(gap_);
    first_sample_ += samples_;
  }

  // The next up to `count` chunks of the run, all of one sample.
  void AddSingles(const uint64_t* sums, uint32_t count) {
    count = std::min({count, run_end_ - chunk_, list_.room()});
    uint64_t* const gaps = list_.next();
    if (offsets_.wide) {
      const uint8_t* const at = offsets_.entries + uint64_t{8} * chunk_;
      for (uint32_t i = 0; i < count; ++i) gaps[i] = Load64(at + uint64_t{8} * i) - sums[i];
    } else {
      const uint8_t* const at = offsets_.entries + uint64_t{4} * chunk_;
      for (uint32_t i = 0; i < count; ++i) gaps[i] = Load32(at + uint64_t{4} * i) - sums[i];
    }
    gap_ = gaps[count - 1];
    list_.Added(count);
    chunk_ += count;
    first_sample_ += count;
  }

  ChunkOffsets offsets_;
  SampleToChunk runs_;
  LinearResidualsBuilder list_;
  uint64_t first_sample_ = 0;  // of the next chunk
  uint32_t chunk_ = 0;         // the next one
  uint32_t run_ = 0;           // the next one
  uint32_t run_end_ = 0;       // the first chunk behind the one before
  uint32_t samples_ = 0;       // to a chunk of it
  uint64_t gap_ = 0;           // the last one
};

}  // namespace

void Succinct::MakeOffsets(const Tables& tables, Parts& parts) {
  if (tables.size() == 0) return;
  parts.constant_size = ConstantSize(tables.sizes);
  Gaps gaps(tables);
  if (parts.constant_size != 0) {
    gaps.AddAll(parts.constant_size);
    parts.gaps = gaps.Build();
    return;
  }
  LinearResidualsBuilder prefix(uint64_t{tables.size()} + 1);
  prefix.Add(0);
  for (uint64_t next = 0; next < tables.size(); next += kBlock) {  // 64 bits: the last block may end at 2^32
    const auto first = static_cast<uint32_t>(next);
    const uint32_t count = std::min(kBlock, tables.size() - first);
    uint64_t* const sums = prefix.next() - 1;
    AddSizes(tables.sizes, first, count, sums);
    gaps.AddOf(sums, first, count);
    prefix.Added(count);
  }
  parts.prefix = prefix.Build();
  parts.gaps = gaps.Build();
}

void Succinct::Cursor::EnterBlock() {
  ++block_;
  next_ = 0;
  DecodeSamples();
}

void Succinct::Cursor::DecodeSamples() {
  const Parts& parts = table_->parts_;
  const uint32_t first = block_ * kBlock, count = std::min(kBlock, table_->samples_ - first);
  DecodeOffsets(count);
  parts.times.Decode(first, count, columns_.times);
  if (!parts.composition.all_alike()) parts.composition.Decode(first, columns_.cts_offsets);
  parts.sync.Decode(first, columns_.sync);
}

void Succinct::Cursor::DecodeOffsets(uint32_t count) {
  const Parts& parts = table_->parts_;
  const uint32_t first = block_ * kBlock;
  if (parts.constant_size == 0) {
    parts.prefix.Decode(block_, columns_.prefix);
  } else {
    DecodeLine(uint64_t{parts.constant_size} * first, parts.constant_size, columns_.prefix);
  }
  for (uint32_t k = 0; k < count;) {
    if (chunk_.end() == uint64_t{first} + k) EnterChunk();
    const uint32_t in_block = chunk_.chunk() % kBlock;
    // Chunks of one sample each are as many as samples: their gaps are copied.
    if (const uint32_t singles = std::min({chunk_.singles(), count - k, kBlock - in_block}); singles > 1) {
      std::copy_n(gaps_.begin() + in_block, singles, columns_.gaps.begin() + k);
      chunk_.Skip(singles - 1);
      k += singles;
      continue;
    }
    const auto end = static_cast<uint32_t>(std::min<uint64_t>(chunk_.end() - first, count));
    columns_.FillGap(k, end, gaps_[in_block]);
    k = end;
  }
}

void Succinct::Cursor::EnterChunk() {
  chunk_.Next();
  if (chunk_.chunk() % kBlock == 0) DecodeGaps();
}

void Succinct::Cursor::DecodeGaps() { table_->parts_.gaps.Decode(chunk_.chunk() / kBlock, gaps_); }

bool Succinct::IsSound() const {
  if (samples_ == 0) return true;  // may be asked nothing
  const uint64_t chunks = parts_.gaps.size() - 1;
  if (chunks > samples_ || !parts_.gaps.IsSound(chunks + 1)) return false;
  if (parts_.constant_size == 0 && !parts_.prefix.IsSound(uint64_t{samples_} + 1)) return false;
  return parts_.chunks.IsSound(samples_, static_cast<uint32_t>(chunks)) && parts_.times.IsSound(samples_) &&
         parts_.composition.IsSound() && parts_.sync.IsSound(samples_);
}

absl::StatusOr<Succinct> Succinct::Build(const Tables& tables) {
  try {
    Parts parts(tables);
    MakeOffsets(tables, parts);
    return Succinct(tables.size(), std::move(parts));
  } catch (const std::bad_alloc&) {
    return OutOfMemory(tables.size());
  }
}

}  // namespace sample_table

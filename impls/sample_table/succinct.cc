#include "impls/sample_table/succinct.h"

#include <algorithm>
#include <new>
#include <utility>

namespace sample_table {
namespace {

// The one size of all samples, whether or not the box says so; 0 when they differ.
uint32_t ConstantSize(const SampleSizes& sizes) {
  if (sizes.constant != 0) return sizes.constant;
  for (uint32_t i = 1; i < sizes.count; ++i) {
    if (sizes[i] != sizes[0]) return 0;
  }
  return sizes.count > 0 ? sizes[0] : 0;
}

// first, first + step, and so on.
void FillLine(LinearResiduals::Values& values, uint64_t first, uint64_t step) {
  for (uint64_t& value : values) {
    value = first;
    first += step;
  }
}

}  // namespace

void Succinct::MakeOffsets(const Tables& tables, Parts& parts) {
  if (tables.size() == 0) return;
  parts.constant_size = ConstantSize(tables.sizes);
  LinearResidualsBuilder prefix, gaps;
  ChunkWalk samples_of_chunk(tables.sample_to_chunk);
  uint64_t before = 0, gap = 0;
  uint32_t sample = 0;
  for (uint32_t chunk = 0; chunk < tables.chunk_offsets.count; ++chunk) {
    gap = tables.chunk_offsets[chunk] - before;
    gaps.Add(gap);
    const uint32_t samples = samples_of_chunk.Next();
    if (parts.constant_size != 0) {
      before += uint64_t{parts.constant_size} * samples;
      continue;
    }
    for (const uint32_t end = sample + samples; sample < end; ++sample) {
      prefix.Add(before);
      before += tables.sizes[sample];
    }
  }
  gaps.Add(gap);  // a block ends with a value that begins the next one
  parts.gaps = gaps.Build();
  if (parts.constant_size != 0) return;
  prefix.Add(before);
  parts.prefix = prefix.Build();
}

void Succinct::Cursor::DecodeSamples() {
  const Parts& parts = table_->parts_;
  const uint32_t block = next_ / kBlock, first = block * kBlock;
  block_end_ = first + kBlock;
  if (parts.constant_size == 0) {
    parts.prefix.Decode(block, prefix_);
  } else {
    FillLine(prefix_, uint64_t{parts.constant_size} * first, parts.constant_size);
  }
  parts.times.Decode(first, std::min(kBlock, table_->samples_ - first), times_);
}

void Succinct::Cursor::DecodeGaps() {
  table_->parts_.gaps.Decode(chunk_.chunk() / kBlock, gaps_);
  gap_ = gaps_[chunk_.chunk() % kBlock];
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

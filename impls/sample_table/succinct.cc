#include "impls/sample_table/succinct.h"

#include <algorithm>
#include <new>
#include <vector>

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

LinearResiduals Prefix(const SampleSizes& sizes) {
  if (sizes.count == 0) return {};
  std::vector<uint64_t> sums;
  sums.reserve(size_t{sizes.count} + 1);
  uint64_t sum = 0;
  sums.push_back(sum);
  for (uint32_t i = 0; i < sizes.count; ++i) sums.push_back(sum += sizes[i]);
  return LinearResiduals(sums);
}

LinearResiduals Gaps(const Tables& tables) {
  const uint32_t chunks = tables.chunk_offsets.count;
  if (chunks == 0) return {};
  std::vector<uint64_t> gaps;
  gaps.reserve(size_t{chunks} + 1);
  ChunkWalk samples_of_chunk(tables.sample_to_chunk);
  uint64_t before = 0;
  uint32_t sample = 0;
  for (uint32_t chunk = 0; chunk < chunks; ++chunk) {
    gaps.push_back(tables.chunk_offsets[chunk] - before);
    for (uint32_t left = samples_of_chunk.Next(); left > 0; --left) before += tables.sizes[sample++];
  }
  gaps.push_back(gaps.back());  // a block ends with a value that begins the next one
  return LinearResiduals(gaps);
}

}  // namespace

Succinct::Parts Succinct::MakeParts(const Tables& tables) {
  const uint32_t constant_size = ConstantSize(tables.sizes);
  return {constant_size,   constant_size == 0 ? Prefix(tables.sizes) : LinearResiduals(),
          Gaps(tables),    ChunkMap(tables),
          TimeMap(tables), CompositionMap(tables),
          SyncMap(tables)};
}

absl::StatusOr<Succinct> Succinct::Build(const Tables& tables) {
  try {
    return Succinct(tables.size(), MakeParts(tables));
  } catch (const std::bad_alloc&) {
    return OutOfMemory(tables.size());
  }
}

}  // namespace sample_table

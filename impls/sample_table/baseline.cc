#include "impls/sample_table/baseline.h"

#include <new>
#include <optional>
#include <stdexcept>

namespace sample_table {

absl::StatusOr<Baseline> Baseline::Build(const Tables& tables) {
  Baseline table;
  try {
    table.Fill(tables);
  } catch (const std::bad_alloc&) {
    return OutOfMemory(tables.size());
  }
  return table;
}

void Baseline::Fill(const Tables& tables) {
  records_.reserve(size_t{tables.size()} + 1);
  chunks_.reserve(tables.size());
  RunWalk durations(tables.durations);
  std::optional<RunWalk<int32_t>> composition_offsets;
  if (tables.composition_offsets) composition_offsets.emplace(*tables.composition_offsets);
  ChunkWalk samples_of_chunk(tables.sample_to_chunk);
  const uint64_t all_sync = tables.sync_samples ? 0 : kSync;
  uint64_t dts = 0;
  uint32_t sample = 0;
  for (uint32_t chunk = 0; chunk < tables.chunk_offsets.count; ++chunk) {
    uint64_t offset = tables.chunk_offsets[chunk];
    for (uint32_t left = samples_of_chunk.Next(); left > 0; --left, ++sample) {
      const uint32_t size = tables.sizes[sample];
      records_.push_back({offset | all_sync, dts, size, composition_offsets ? composition_offsets->Next() : 0});
      chunks_.push_back(chunk);
      offset += size;
      dts += durations.Next();
    }
  }
  records_.push_back({0, dts, 0, 0});
  const uint32_t syncs = tables.sync_samples ? tables.sync_samples->count : 0;
  for (uint32_t i = 0; i < syncs; ++i) records_[(*tables.sync_samples)[i] - 1].offset |= kSync;
}

}  // namespace sample_table

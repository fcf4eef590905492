#include "impls/sample_table/chunk_map.h"

namespace sample_table {

ChunkMap::ChunkMap(const Tables& tables) {
  if (tables.sample_to_chunk.count <= kMostRuns) {
    BuildRuns(tables.sample_to_chunk);
  } else {
    BuildSearch(tables);
  }
}

void ChunkMap::BuildRuns(const SampleToChunk& entries) {
  runs_.reserve(entries.count);
  uint32_t sample = 0;
  for (uint32_t i = 0; i < entries.count; ++i) {
    const auto [first_chunk, samples] = entries[i];
    if (i > 0) sample += (first_chunk - entries[i - 1].first_chunk) * entries[i - 1].samples_per_chunk;
    runs_.push_back({sample, first_chunk - 1, samples, Reciprocal(samples)});
  }
}

void ChunkMap::BuildSearch(const Tables& tables) {
  const uint32_t chunks = tables.chunk_offsets.count;
  chunk_bits_ = BitsFor(chunks);
  std::vector<uint64_t> firsts;
  firsts.reserve(size_t{chunks} + 1);
  ChunkWalk samples(tables.sample_to_chunk);
  BitWriter chunk_of_block;
  uint64_t sample = 0, block_sample = 0;
  for (uint32_t chunk = 0; chunk < chunks; ++chunk) {
    firsts.push_back(sample);
    sample += samples.Next();
    for (; block_sample < sample; block_sample += LinearResiduals::kBlock) chunk_of_block.Append(chunk, chunk_bits_);
  }
  firsts.push_back(sample);
  chunk_of_block.Append(chunks - 1, chunk_bits_);
  firsts_ = LinearResiduals(firsts);
  chunk_of_block_ = chunk_of_block.Take();
}

uint32_t ChunkMap::EndOf(Place place) const {
  if (runs_.empty()) return static_cast<uint32_t>(firsts_.GetPair(place.chunk).second);
  return place.first_sample + RunOf(place.first_sample).samples_per_chunk;
}

}  // namespace sample_table

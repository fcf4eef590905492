#include "impls/sample_table/oracle.h"

#include <cstddef>

namespace sample_table::corpus {

std::vector<Sample> Expand(const Track& track, uint64_t media_offset) {
  std::vector<Sample> samples(track.sizes.size());
  uint64_t dts = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i].size = track.sizes[i];
    samples[i].duration = track.durations[i];
    samples[i].dts = dts;
    samples[i].cts_offset = track.composition_offsets ? (*track.composition_offsets)[i] : 0;
    samples[i].sync = !track.sync_samples;
    dts += track.durations[i];
  }
  if (track.sync_samples) {
    for (const uint32_t sample : *track.sync_samples) samples[sample].sync = true;
  }
  const std::vector<uint32_t> chunks = ExpandChunks(track);
  for (size_t i = 0; i < samples.size(); ++i) {
    const bool first = i == 0 || chunks[i] != chunks[i - 1];
    samples[i].offset =
        first ? media_offset + track.chunk_offsets[chunks[i]] : samples[i - 1].offset + samples[i - 1].size;
  }
  return samples;
}

std::vector<uint32_t> ExpandChunks(const Track& track) {
  std::vector<uint32_t> chunks;
  for (uint32_t chunk = 0; chunk < track.samples_per_chunk.size(); ++chunk) {
    chunks.insert(chunks.end(), track.samples_per_chunk[chunk], chunk);
  }
  return chunks;
}

}  // namespace sample_table::corpus

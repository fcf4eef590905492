#include "impls/sample_table/chunk_map.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "impls/sample_table/period.h"

namespace sample_table {

ChunkMap::ChunkMap(const Tables& tables) {
  if (tables.sample_to_chunk.count <= kMostRuns) {
    BuildRuns(tables.sample_to_chunk);
  } else if (!BuildGroup(tables)) {
    BuildSearch(tables);
  }
}

void ChunkMap::BuildRuns(const SampleToChunk& entries) {
  std::vector<Run> runs;
  runs.reserve(entries.count);
  uint32_t sample = 0;
  for (uint32_t i = 0; i < entries.count; ++i) {
    const auto [first_chunk, samples] = entries[i];
    if (i > 0) sample += (first_chunk - entries[i - 1].first_chunk) * entries[i - 1].samples_per_chunk;
    runs.push_back({sample, first_chunk - 1, samples, 0, Reciprocal(samples)});
  }
  runs_ = ArrayStorage<Run>::Copy(runs);
}

bool ChunkMap::BuildGroup(const Tables& tables) {
  const uint32_t chunks = tables.chunk_offsets.count;
  ChunkWalk beginning(tables.sample_to_chunk);
  // The last chunk takes what samples are left: it need not be as large as the group has it.
  std::vector<uint32_t> counts(std::min<size_t>(chunks - 1, kPeriodLook));
  for (uint32_t& count : counts) count = beginning.Next();
  const size_t period = Period(counts);
  if (period == 0 || period > kMostGroupChunks) return false;
  uint64_t group_samples = 0;
  for (size_t i = 0; i < period; ++i) group_samples += counts[i];
  if (group_samples > kMostGroupSamples) return false;
  ChunkWalk all(tables.sample_to_chunk);
  uint32_t last = 0;
  for (uint32_t chunk = 0, i = 0; chunk < chunks; ++chunk) {
    last = all.Next();
    if (last > counts[i] || (last < counts[i] && chunk + 1 < chunks)) return false;
    if (++i == period) i = 0;
  }

  group_chunks_ = static_cast<uint32_t>(period);
  group_samples_ = static_cast<uint32_t>(group_samples);
  per_group_ = Reciprocal(group_samples_);
  std::vector<uint8_t> chunk_in_group;
  std::vector<uint16_t> first_in_group;
  for (size_t i = 0; i < period; ++i) {
    first_in_group.push_back(static_cast<uint16_t>(chunk_in_group.size()));
    chunk_in_group.insert(chunk_in_group.end(), counts[i], static_cast<uint8_t>(i));
  }
  first_in_group.push_back(static_cast<uint16_t>(group_samples_));
  chunk_in_group_ = ArrayStorage<uint8_t>::Copy(chunk_in_group);
  first_in_group_ = ArrayStorage<uint16_t>::Copy(first_in_group);
  return true;
}

void ChunkMap::BuildSearch(const Tables& tables) {
  const uint32_t chunks = tables.chunk_offsets.count;
  chunk_bits_ = BitsFor(chunks);
  LinearResidualsBuilder firsts(uint64_t{chunks} + 1);
  ChunkWalk samples(tables.sample_to_chunk);
  BitWriter chunk_of_block;
  uint64_t sample = 0, block_sample = 0;
  for (uint32_t chunk = 0; chunk < chunks; ++chunk) {
    firsts.Add(sample);
    sample += samples.Next();
    for (; block_sample < sample; block_sample += LinearResiduals::kBlock) chunk_of_block.Append(chunk, chunk_bits_);
  }
  firsts.Add(sample);
  chunk_of_block.Append(chunks - 1, chunk_bits_);
  firsts_ = firsts.Build();
  chunk_of_block_ = chunk_of_block.Take();
}

ChunkMap::Walk::Walk(const ChunkMap& map, uint32_t sample) : map_(&map) {
  const Place place = map.Find(sample);
  chunk_ = place.chunk;
  if (!map.runs_.empty()) {
    within_ = static_cast<uint32_t>(&map.RunOf(sample) - map.runs_.data());
    EnterRun();
    end_ = uint64_t{place.first_sample} + run_samples_;
  } else if (!map.chunk_in_group_.empty()) {
    within_ = chunk_ % map.group_chunks_;
    end_ = uint64_t{place.first_sample} + map.first_in_group_[within_ + 1] - map.first_in_group_[within_];
  } else {
    end_ = map.firsts_.GetPair(chunk_).second;
  }
}

void ChunkMap::Walk::EnterRun() {
  const ArrayStorage<Run>& runs = map_->runs_;
  run_samples_ = runs[within_].samples_per_chunk;
  run_end_ = within_ + 1 < runs.size() ? runs[within_ + 1].first_chunk : UINT64_MAX;
}

void ChunkMap::Walk::Advance() {
  if (!map_->runs_.empty()) {
    ++within_;
    EnterRun();
    end_ += run_samples_;
  } else if (!map_->chunk_in_group_.empty()) {
    if (++within_ == map_->group_chunks_) within_ = 0;
    end_ += map_->first_in_group_[within_ + 1] - map_->first_in_group_[within_];
  } else {
    end_ = map_->firsts_.GetPair(chunk_).second;
  }
}

}  // namespace sample_table

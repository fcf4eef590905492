#include <algorithm>

#include "impls/sample_table/file_tables.h"

// How FileTables walks the tables: whatever it reads is checked as far as that keeps it within its memory and makes it
// end, since the file may have been changed since its tables were checked against each other.
namespace sample_table {

bool FileTables::ReadBlock(uint32_t first, uint32_t count, SampleBlock& block) {
  const bool continues = walk_.sample == first;
  walk_.sample = kNowhere;  // as long as the tables stand at different samples, even if something throws meanwhile
  const bool done = (continues || Begin(first)) && ReadSizes(first, count, block) && ReadOffsets(first, count, block) &&
                    ReadTimes(first, count, block) && ReadCompositionOffsets(first, count, block) &&
                    MarkSyncs(first, count, block);
  if (done) walk_.sample = first + count;
  return done;
}

bool FileTables::Begin(uint32_t first) {
  if (!FindPlace(first, walk_.place) || !ChunkOffset(walk_.place.chunk, walk_.offset)) return false;
  uint64_t before = 0;
  if (!SumSizes(walk_.place.first_sample, first, before)) return false;
  walk_.offset += before;
  walk_.time = time_index_->BySample(first);
  if (!FindRun(durations_, first, walk_.time)) return false;
  if (composition_index_) {
    walk_.composition = composition_index_->BySample(first);
    if (!FindRun(*composition_offsets_, first, walk_.composition)) return false;
  }
  return !sync_index_ || FindSync(first, walk_.sync);
}

bool FileTables::FindPlace(uint32_t sample, ChunkPlace& place) {
  if (!runs_) return PlaceInFile(sample, place);
  place = runs_->Find(sample);
  return true;
}

bool FileTables::PlaceInFile(uint32_t sample, ChunkPlace& place) {
  Position at = chunk_index_->BySample(sample);
  const uint64_t chunks_end = uint64_t{chunk_offsets_.count()} + 1;
  for (; at.entry < sample_to_chunk_.count(); ++at.entry) {
    if (!sample_to_chunk_.Hold(at.entry)) return false;
    const ChunkRun run = sample_to_chunk_[at.entry];
    uint64_t end = chunks_end;
    if (at.entry + 1 < sample_to_chunk_.count()) {
      if (!sample_to_chunk_.Hold(at.entry + 1)) return false;
      end = sample_to_chunk_[at.entry + 1].first_chunk;
    }
    if (run.first_chunk == 0 || run.samples_per_chunk == 0 || end <= run.first_chunk || end > chunks_end) {
      return Contradicts();
    }
    const uint64_t samples = (end - run.first_chunk) * run.samples_per_chunk;
    const uint32_t into = sample - at.first_sample;
    if (into < samples) {
      const uint32_t chunks = into / run.samples_per_chunk;
      place = {run.first_chunk - 1 + chunks, at.first_sample + chunks * run.samples_per_chunk, run.samples_per_chunk,
               std::min<uint64_t>(at.first_sample + samples, samples_)};
      return true;
    }
    at.first_sample += static_cast<uint32_t>(samples);
  }
  return Contradicts();
}

bool FileTables::ChunkOffset(uint32_t chunk, uint64_t& offset) {
  if (!chunk_offsets_.Hold(chunk)) return false;
  offset = chunk_offsets_[chunk];
  return offset < SampleBlock::kSync || Contradicts();
}

// Adds up a few sizes, or what two anchors and a few sizes each tell.
bool FileTables::SumSizes(uint32_t first, uint32_t end, uint64_t& sum) {
  if (first > end || end > samples_) return Contradicts();
  if (constant_size_ != 0) {
    sum = uint64_t{constant_size_} * (end - first);
    return true;
  }
  if (size_index_ && end - first > size_index_->step()) {
    const Position low = size_index_->BySample(first), high = size_index_->BySample(end);
    uint64_t before = 0, within = 0;
    if (!SumSizes(low.entry, first, before) || !SumSizes(high.entry, end, within)) return false;
    sum = high.sum + within - low.sum - before;
    return true;
  }
  sum = 0;
  for (uint32_t i = first; i < end;) {
    if (!sizes_.Hold(i)) return false;
    for (const uint32_t stop = std::min(end, sizes_.end()); i < stop; ++i) sum += sizes_[i];
  }
  return true;
}

// From an anchor at or before the sample to the run that it is in.
template <typename Table>
bool FileTables::FindRun(TableWindow<Table>& table, uint32_t sample, Position& at) {
  while (at.entry < table.count()) {
    if (!table.Hold(at.entry)) return false;
    for (const uint32_t end = table.end(); at.entry < end; ++at.entry) {
      const auto run = table[at.entry];
      if (sample - at.first_sample < run.samples) return true;
      at.first_sample += run.samples;
      at.sum += uint64_t{run.samples} * static_cast<uint64_t>(run.value);
    }
  }
  return Contradicts();
}

// The first entry at or behind the sample; as many as there are if there is none.
bool FileTables::FindSync(uint32_t sample, uint32_t& entry) {
  for (entry = sync_index_->BySample(sample).entry; entry < sync_samples_->count(); ++entry) {
    if (!sync_samples_->Hold(entry)) return false;
    if ((*sync_samples_)[entry] > sample) return true;  // they count from 1
  }
  return true;
}

bool FileTables::ReadSizes(uint32_t first, uint32_t count, SampleBlock& block) {
  SampleBlock::Record* record = block.records.data();
  if (constant_size_ != 0) {
    for (uint32_t i = 0; i < count; ++i) record[i].size = constant_size_;
    return true;
  }
  for (uint32_t i = first, end = first + count; i < end;) {
    if (!sizes_.Hold(i)) return false;
    for (const uint32_t stop = std::min(end, sizes_.end()); i < stop; ++i) (record++)->size = sizes_[i];
  }
  return true;
}

bool FileTables::ReadOffsets(uint32_t first, uint32_t count, SampleBlock& block) {
  const uint32_t end = first + count;
  const uint64_t all_sync = sync_samples_ ? 0 : SampleBlock::kSync;
  ChunkPlace place = walk_.place;
  uint64_t offset = walk_.offset;
  for (uint32_t i = first;;) {
    for (const auto stop = static_cast<uint32_t>(std::min<uint64_t>(place.end(), end)); i < stop; ++i) {
      SampleBlock::Record& record = block.records[i - first];
      record.offset = offset | all_sync;
      offset += record.size;
    }
    if (i < place.end() || i >= samples_) break;
    // Where chunks are as small as a sample, most of the time is spent here: as long as their offsets are in memory, no
    // more is done than they need.
    while (place.next_is_same() && place.chunk + 1 - chunk_offsets_.first() < chunk_offsets_.held() &&
           place.samples <= end - i) {
      place = place.next_same();
      offset = chunk_offsets_[place.chunk];
      if (offset >= SampleBlock::kSync) return Contradicts();
      for (const uint32_t stop = i + place.samples; i < stop; ++i) {
        SampleBlock::Record& record = block.records[i - first];
        record.offset = offset | all_sync;
        offset += record.size;
      }
    }
    if (i >= samples_) break;
    if (place.next_is_same()) {
      place = place.next_same();
    } else if (!FindPlace(i, place)) {
      return false;
    }
    if (!ChunkOffset(place.chunk, offset)) return false;
    if (i == end) break;
  }
  walk_.place = place;
  walk_.offset = offset;
  return true;
}

bool FileTables::ReadTimes(uint32_t first, uint32_t count, SampleBlock& block) {
  const uint32_t end = first + count;
  Position at = walk_.time;
  uint64_t dts = at.sum;
  for (uint32_t i = first; i < end;) {
    if (at.entry >= durations_.count()) return Contradicts();
    if (!durations_.Hold(at.entry)) return false;
    for (const uint32_t held_end = durations_.end(); i < end && at.entry < held_end;) {
      const auto run = durations_[at.entry];
      const uint64_t run_end = uint64_t{at.first_sample} + run.samples;
      if (i >= run_end) return Contradicts();
      dts = at.sum + uint64_t{i - at.first_sample} * run.value;
      for (const auto stop = static_cast<uint32_t>(std::min<uint64_t>(run_end, end)); i < stop; ++i, dts += run.value) {
        block.records[i - first].dts = dts;
      }
      if (i == run_end) at = {at.entry + 1, i, dts};
    }
  }
  block.records[count].dts = dts;
  walk_.time = at;
  return true;
}

bool FileTables::ReadCompositionOffsets(uint32_t first, uint32_t count, SampleBlock& block) {
  const uint32_t end = first + count;
  if (!composition_index_) {
    for (uint32_t i = 0; i < count; ++i) block.records[i].cts_offset = 0;
    return true;
  }
  Position& at = walk_.composition;
  for (uint32_t i = first; i < end;) {
    if (at.entry >= composition_offsets_->count()) return Contradicts();
    if (!composition_offsets_->Hold(at.entry)) return false;
    const auto run = (*composition_offsets_)[at.entry];
    const uint64_t run_end = uint64_t{at.first_sample} + run.samples;
    if (i >= run_end) return Contradicts();
    for (const auto stop = static_cast<uint32_t>(std::min<uint64_t>(run_end, end)); i < stop; ++i) {
      block.records[i - first].cts_offset = run.value;
    }
    if (i == run_end) at = {at.entry + 1, i, 0};
  }
  return true;
}

bool FileTables::MarkSyncs(uint32_t first, uint32_t count, SampleBlock& block) {
  if (!sync_index_) return true;
  for (; walk_.sync < sync_samples_->count(); ++walk_.sync) {
    if (!sync_samples_->Hold(walk_.sync)) return false;
    const uint32_t number = (*sync_samples_)[walk_.sync];  // from 1
    if (number <= first) return Contradicts();
    if (number - 1 - first >= count) break;
    block.records[number - 1 - first].offset |= SampleBlock::kSync;
  }
  return true;
}

}  // namespace sample_table

// What holds of every map that was built, asked of one whose arrays come from outside: then every index that a look-up
// makes from them is within its array, and no sum overflows.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "impls/sample_table/chunk_map.h"
#include "impls/sample_table/composition_map.h"
#include "impls/sample_table/linear_residuals.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/sync_map.h"
#include "impls/sample_table/time_map.h"

namespace sample_table {
namespace {

// What LoadBits takes.
bool IsWidth(int bits) { return (bits >= 0 && bits <= 57) || bits == 64; }

// Whether an array is exactly as long as so many fields and the padding; they need not fit into 64 bits.
bool Holds(const ArrayStorage<uint8_t>& packed, uint64_t fields, int bits) {
  const auto needed_bits = static_cast<unsigned __int128>(fields) * static_cast<unsigned>(bits);
  return packed.size() == (needed_bits + 7) / 8 + BitWriter::kPaddingBytes;
}

}  // namespace

bool LinearResiduals::IsSound(uint64_t values) const {
  // A slope is the sum of both: below 2^56, which is what OnLine takes. Lines that were fitted have slopes below 2^41.
  constexpr int kMostSlopeBits = 54;
  constexpr int64_t kMostSlope = int64_t{1} << kMostSlopeBits;
  if (size_ != values || values < 2) return false;
  if (!IsWidth(base_bits_) || slope_bits_ > kMostSlopeBits || position_bits_ > 57) return false;
  if (least_slope_ < -kMostSlope || least_slope_ > kMostSlope) return false;
  const int position_at = base_bits_ + slope_bits_, bits_at = position_at + position_bits_;
  if (block_bytes_ != (bits_at + 7 + 7) / 8) return false;
  const uint64_t blocks = (values - 2) / kBlock + 1;
  if (!Holds(blocks_, blocks, block_bytes_ * 8) || residuals_.size() < BitWriter::kPaddingBytes) return false;
  const uint64_t residual_bytes = residuals_.size() - BitWriter::kPaddingBytes;
  const uint8_t* at = blocks_.data();
  for (uint64_t block = 0; block < blocks; ++block, at += block_bytes_) {
    const uint64_t position = LoadBits(at, position_at, position_bits_);
    const auto bits = static_cast<int>(LoadBits(at, bits_at, 7));
    const uint64_t count = std::min<uint64_t>(kBlock + 1, values - block * kBlock);
    if (!IsWidth(bits) || position > residual_bytes || (count * bits + 7) / 8 > residual_bytes - position) return false;
  }
  return true;
}

bool ChunkMap::IsSound(uint32_t samples, uint32_t chunks) const {
  if (!runs_.empty()) return RunsAreSound(samples, chunks);
  return chunk_in_group_.empty() ? SearchIsSound(samples, chunks) : GroupIsSound(samples, chunks);
}

bool ChunkMap::RunsAreSound(uint32_t samples, uint32_t chunks) const {
  if (runs_.size() > kMostRuns) return false;  // right, perhaps, but each look-up would take as long
  uint64_t sample = 0;
  uint32_t chunk = 0;
  for (size_t i = 0; i < runs_.size(); ++i) {
    const Run& run = runs_[i];
    if (run.first_sample != sample || run.first_chunk != chunk) return false;
    if (run.samples_per_chunk == 0 || run.per_chunk != Reciprocal(run.samples_per_chunk)) return false;
    const uint32_t next = i + 1 < runs_.size() ? runs_[i + 1].first_chunk : chunks;
    if (next <= chunk) return false;
    sample += uint64_t{next - chunk} * run.samples_per_chunk;
    chunk = next;
  }
  return sample == samples;
}

bool ChunkMap::GroupIsSound(uint32_t samples, uint32_t chunks) const {
  if (group_samples_ == 0 || per_group_ != Reciprocal(group_samples_)) return false;
  if (chunk_in_group_.size() != group_samples_ || first_in_group_.size() != uint64_t{group_chunks_} + 1) return false;
  uint32_t sample = 0;
  for (uint32_t chunk = 0; chunk < group_chunks_; ++chunk) {
    const uint32_t end = first_in_group_[chunk + 1];
    if (first_in_group_[chunk] != sample || end <= sample || end > group_samples_) return false;
    for (; sample < end; ++sample) {
      if (chunk_in_group_[sample] != chunk) return false;
    }
  }
  return sample == group_samples_ && InGroup(samples - 1).chunk == chunks - 1;
}

bool ChunkMap::SearchIsSound(uint32_t samples, uint32_t chunks) const {
  constexpr uint32_t kBlock = LinearResiduals::kBlock;
  const auto blocks = static_cast<uint32_t>((uint64_t{samples} + kBlock - 1) / kBlock);
  if (!firsts_.IsSound(uint64_t{chunks} + 1) || firsts_.Get(0) != 0) return false;
  if (chunk_bits_ != BitsFor(chunks) || !Holds(chunk_of_block_, uint64_t{blocks} + 1, chunk_bits_)) return false;
  LinearResiduals::Values firsts;
  uint32_t block = 0;
  uint64_t end = 0;
  for (uint32_t chunk = 0; chunk < chunks; ++chunk) {
    const uint32_t k = chunk % kBlock;
    if (k == 0) firsts_.Decode(chunk / kBlock, firsts);
    end = firsts[k + 1];
    if (end <= firsts[k] || end > samples) return false;
    for (; uint64_t{block} * kBlock < end; ++block) {
      if (ChunkOfBlock(block) != chunk) return false;
    }
  }
  return end == samples && ChunkOfBlock(blocks) == chunks - 1;
}

bool TimeMap::IsSound(uint32_t samples) const {
  if (samples_ != samples) return false;
  return runs_.empty() ? SearchIsSound() : RunsAreSound();
}

bool TimeMap::RunsAreSound() const {
  if (runs_.size() > kMostRuns) return false;
  uint64_t sample = 0, dts = 0;
  for (size_t i = 0; i < runs_.size(); ++i) {
    const Run& run = runs_[i];
    if (run.first_sample != sample || run.dts != dts || run.samples == 0) return false;
    if (run.per_sample != Reciprocal(std::max<uint32_t>(run.duration, 1))) return false;
    sample += run.samples;
    dts += uint64_t{run.samples} * run.duration;
  }
  return sample == samples_;
}

bool TimeMap::SearchIsSound() const {
  if (!times_.IsSound(uint64_t{samples_} + 1) || times_.GetPair(samples_ - 1).second != end_) return false;
  if (bucket_shift_ < 0 || bucket_shift_ > 63 || bucket_bits_ != BitsFor(samples_)) return false;
  const uint64_t last = end_ >> bucket_shift_;
  if (last > UINT32_MAX || !Holds(buckets_, last + 2, bucket_bits_)) return false;
  uint32_t before = 0;
  for (uint64_t i = 0; i <= last + 1; ++i) {
    const uint32_t sample = Bucket(i);
    if (sample >= samples_ || sample < before) return false;
    before = sample;
  }
  return true;
}

bool CompositionMap::IsSound() const {
  if (packed_.empty()) return true;
  if (period_ == 0 || per_period_ != Reciprocal(period_)) return false;
  if (bits_ < 0 || bits_ > 32) return false;
  if (bits_ == 32 && Holds(packed_, uint64_t{period_} + kRow - 1, bits_)) return step_ == 1;
  if (!Holds(packed_, period_, bits_)) return false;
  // The largest product is far from 2^63; those of 32-bit offsets are below 2^34.
  return step_ <= uint64_t{1} << (62 - bits_);
}

bool SyncMap::IsSound(uint32_t samples) const {
  if (!bits_.empty()) return bits_.size() == (size_t{samples} + 7) / 8;
  return step_ != 0 && per_step_ == Reciprocal(step_);
}

}  // namespace sample_table

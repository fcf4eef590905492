#include "impls/sample_table/resident_table.h"

#include <algorithm>

namespace sample_table {
namespace {

using Merge = OptimizedOptions::Merge;

// Fewer need no second level: each entry's beginning is then kept.
constexpr uint32_t kSamplesOfTwoLevels = 10'000;
constexpr uint32_t kEntriesToAnAnchor = 64;

std::vector<uint8_t> SizeBytes(const SampleSizes& sizes) {
  if (sizes.constant != 0 || sizes.count == 0) return {};
  return {sizes.entries, sizes.entries + (uint64_t{sizes.count} * sizes.bits + 7) / 8};
}

std::vector<uint8_t> OffsetBytes(const ChunkOffsets& offsets) {
  if (offsets.count == 0) return {};
  return {offsets.entries, offsets.entries + uint64_t{offsets.count} * (offsets.wide ? 8 : 4)};
}

bool Merges(const OptimizedOptions& options) {
  return options.merge == Merge::kAlways ||
         (options.merge == Merge::kUnderPressure && options.pressure >= memory_pressure::Level::kHigh);
}

// The entries that are left when equal durations in a row are one.
uint32_t CountRuns(const Runs<uint32_t>& runs, bool grouped) {
  if (!grouped) return runs.count;
  uint32_t count = 0;
  for (uint32_t i = 0; i < runs.count; ++i) count += i == 0 || runs[i].value != runs[i - 1].value ? 1 : 0;
  return count;
}

uint32_t TimeStep(uint32_t samples, const OptimizedOptions& options) {
  if (!options.time_index) return RunIndex::kNoSteps;
  return samples > kSamplesOfTwoLevels ? kEntriesToAnAnchor : 1;
}

}  // namespace

ResidentTable::ResidentTable(const Tables& tables, const OptimizedOptions& options)
    : size_bytes_(SizeBytes(tables.sizes)),
      offset_bytes_(OffsetBytes(tables.chunk_offsets)),
      sizes_(tables.sizes),
      offsets_(tables.chunk_offsets),
      chunks_(RunMap::Make(tables, Merges(options)).value()),
      time_index_(CountRuns(tables.durations, options.group_durations), TimeStep(tables.size(), options),
                  RunIndex::Keeps::kSamplesAndSums),
      composition_(tables),
      sync_(tables) {
  sizes_.entries = size_bytes_.data();
  offsets_.entries = offset_bytes_.data();

  times_.reserve(CountRuns(tables.durations, options.group_durations));
  uint32_t first_sample = 0;
  uint64_t dts = 0;
  for (uint32_t i = 0; i < tables.durations.count; ++i) {
    const auto run = tables.durations[i];
    if (options.group_durations && !times_.empty() && times_.back().duration == run.value) {
      times_.back().samples += run.samples;
    } else {
      time_index_.Add(static_cast<uint32_t>(times_.size()), first_sample, dts);
      times_.push_back({run.samples, run.value});
    }
    first_sample += run.samples;
    dts += uint64_t{run.samples} * run.value;
  }
  if (times_.empty()) time_index_.AddAnchor(0, 0);

  uint32_t largest_chunk = 0;
  const SampleToChunk& stsc = tables.sample_to_chunk;
  for (uint32_t i = 0; i < stsc.count; ++i) largest_chunk = std::max(largest_chunk, stsc[i].samples_per_chunk);
  if (sizes_.constant != 0 || largest_chunk <= kSumStep) return;
  size_sums_.reserve(size() / kSumStep + 1);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < size(); ++i) {
    if (i % kSumStep == 0) size_sums_.push_back(sum);
    sum += sizes_[i];
  }
  if (size() % kSumStep == 0) size_sums_.push_back(sum);
}

uint64_t ResidentTable::SumSizes(uint32_t first, uint32_t end) const {
  if (sizes_.constant != 0) return uint64_t{sizes_.constant} * (end - first);
  if (end - first > kSumStep) {
    const uint32_t low = first / kSumStep, high = end / kSumStep;
    return size_sums_[high] + SumSizes(high * kSumStep, end) - size_sums_[low] - SumSizes(low * kSumStep, first);
  }
  uint64_t sum = 0;
  if (sizes_.bits == 32) {
    for (const uint8_t *at = sizes_.entries + uint64_t{4} * first, *const stop = sizes_.entries + uint64_t{4} * end;
         at < stop; at += 4) {
      sum += Load32(at);
    }
    return sum;
  }
  for (; first < end; ++first) sum += sizes_[first];
  return sum;
}

uint32_t ResidentTable::AtTime(uint64_t dts) const {
  RunIndex::Position at = time_index_.BySum(dts);
  for (; at.entry + 1 < times_.size(); ++at.entry) {
    const uint64_t next = at.sum + uint64_t{times_[at.entry].samples} * times_[at.entry].duration;
    if (next > dts) break;
    at.sum = next;
    at.first_sample += times_[at.entry].samples;
  }
  const auto [samples, duration] = times_[at.entry];
  const uint64_t into = duration == 0 ? samples - 1 : (dts - at.sum) / duration;
  return static_cast<uint32_t>(at.first_sample + std::min<uint64_t>(into, samples - 1));
}

ResidentTable::Walk::Walk(const ResidentTable& table, uint32_t first)
    : table_(&table), next_(first), place_(table.chunks_.Find(first)) {
  const Sample sample = table.At(first);
  const RunIndex::Position at = table.RunOf(first);
  offset_ = sample.offset;
  run_ = at.entry;
  run_end_ = uint64_t{at.first_sample} + table.times_[run_].samples;
  dts_ = sample.dts;
}

Sample ResidentTable::Walk::Next() {
  if (next_ == place_.end()) {
    place_ = place_.next_is_same() ? place_.next_same() : table_->chunks_.Find(next_);
    offset_ = table_->offsets_[place_.chunk];
  }
  if (next_ == run_end_) run_end_ += table_->times_[++run_].samples;
  const uint32_t size = table_->sizes_[next_], duration = table_->times_[run_].duration;
  const Sample sample = {offset_, size, duration, dts_, table_->composition_.At(next_), table_->sync_.Has(next_)};
  offset_ += size;
  dts_ += duration;
  ++next_;
  return sample;
}

}  // namespace sample_table

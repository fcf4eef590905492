#include "impls/sample_table/lazy_table.h"

#include <algorithm>
#include <utility>

namespace sample_table {
namespace {

using memory_pressure::Level;
using Merge = OptimizedOptions::Merge;

Level FirstLevel(const OptimizedOptions& options) {
  return options.monitor == nullptr ? options.pressure : options.monitor->level();
}

FileTables::Options TableOptions(const OptimizedOptions& options) {
  const Level level = FirstLevel(options);
  return {.batch_entries = options.batch_entries,
          .time_index = options.time_index,
          .may_merge = options.merge != Merge::kNever,
          .must_merge =
              options.merge == Merge::kAlways || (options.merge == Merge::kUnderPressure && level >= Level::kHigh),
          .level = level};
}

uint32_t BlocksAt(Level level) { return level == Level::kNormal ? 8 : level == Level::kHigh ? 4 : 2; }

}  // namespace

LazyTable::LazyTable(std::shared_ptr<const ByteSource> source, Bytes file, const Tables& tables,
                     const OptimizedOptions& options)
    : source_(std::move(source)),
      options_(options),
      samples_(tables.size()),
      tables_(source_.get(), file, tables, TableOptions(options)) {
  cache_.SetMost(options.cache ? BlocksAt(FirstLevel(options)) : 0);
  if (options.monitor == nullptr) return;
  callback_ = options.monitor->callbacks().Add([this](Level /*before*/, Level /*now*/) { FollowMonitor(); });
  FollowMonitor();  // it may have changed meanwhile
}

LazyTable::~LazyTable() {
  if (options_.monitor != nullptr) options_.monitor->callbacks().Remove(callback_);
}

uint32_t LazyTable::SamplesOf(uint32_t block) const {
  return std::min(SampleBlock::kSamples, samples_ - block * SampleBlock::kSamples);
}

bool LazyTable::Noted(bool found) {
  if (!found && first_error_.ok()) first_error_ = tables_.error();
  return found;
}

bool LazyTable::LoadBlock(uint32_t block, SampleBlock& content) {
  if (!tables_.Read(block * SampleBlock::kSamples, SamplesOf(block), content)) return false;
  cache_.Put(block, SamplesOf(block), content);
  in_order_ = block == last_loaded_ + 1 ? in_order_ + 1 : 0;
  last_loaded_ = block;
  return true;
}

bool LazyTable::Load(uint32_t number, Sample& sample) {
  SampleBlock content;
  const std::lock_guard lock(mutex_);
  if (!options_.cache) {
    if (!Noted(tables_.Read(number, 1, content))) return false;
    sample = content.At(0);
    return true;
  }
  if (cache_.Get(number, sample)) return true;  // another thread has loaded it while this one waited
  if (!Noted(LoadBlock(number / SampleBlock::kSamples, content))) return false;
  sample = content.At(number % SampleBlock::kSamples);
  if (options_.prefetch && in_order_ >= 2) Prefetch(content);
  return true;
}

// No more than half of the cache, lest it drop what is in use. Its failure is that of a look-up yet to come, if any.
void LazyTable::Prefetch(SampleBlock& scratch) {
  const uint32_t batch_blocks = options_.batch_entries / SampleBlock::kSamples;
  for (uint32_t i = 0; i < std::min(batch_blocks - 1, cache_.most() / 2); ++i) {
    const uint32_t block = last_loaded_ + 1;
    if (block > (samples_ - 1) / SampleBlock::kSamples) return;
    if (cache_.Holds(block)) {
      last_loaded_ = block;  // a second copy would take the place of another block
    } else if (!LoadBlock(block, scratch)) {
      return;
    }
  }
  tables_.WillReadNext();
}

bool LazyTable::ReadBlock(uint32_t first, uint32_t count, SampleBlock& block) {
  const uint32_t number = first / SampleBlock::kSamples;
  if (first % SampleBlock::kSamples == 0 && cache_.GetBlock(number, count, block)) return true;
  const std::lock_guard lock(mutex_);
  return Noted(tables_.Read(first, count, block));
}

bool LazyTable::FindChunk(uint32_t sample, uint32_t& chunk) {
  const std::lock_guard lock(mutex_);
  return Noted(tables_.ChunkOf(sample, chunk));
}

bool LazyTable::FindTime(uint64_t dts, uint32_t& sample) {
  const std::lock_guard lock(mutex_);
  return Noted(tables_.AtTime(dts, sample));
}

absl::Status LazyTable::error() const {
  const std::lock_guard lock(mutex_);
  return tables_.error();
}

absl::Status LazyTable::first_error() const {
  const std::lock_guard lock(mutex_);
  return first_error_;
}

void LazyTable::SetPressure(Level level) {
  const std::lock_guard lock(mutex_);
  Apply(level);
}

// What the monitor says under the lock, not what it called for: so the last one to apply a level applies the latest.
void LazyTable::FollowMonitor() {
  const std::lock_guard lock(mutex_);
  Apply(options_.monitor->level());
}

void LazyTable::Apply(Level level) {
  cache_.SetMost(options_.cache ? BlocksAt(level) : 0);
  tables_.Shrink(level, options_.merge != Merge::kNever);
}

size_t LazyTable::footprint() const {
  const std::lock_guard lock(mutex_);
  return sizeof *this + cache_.allocated_bytes() + tables_.allocated_bytes();
}

}  // namespace sample_table

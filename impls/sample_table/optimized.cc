#include "impls/sample_table/optimized.h"

#include <algorithm>
#include <cstdint>
#include <new>
#include <string>

namespace sample_table {
namespace {

bool LieWithin(Bytes file, const uint8_t* entries, uint64_t bytes) {
  if (bytes == 0) return true;
  const auto begin = reinterpret_cast<uintptr_t>(file.data()), at = reinterpret_cast<uintptr_t>(entries);
  return at >= begin && at - begin <= file.size() && bytes <= file.size() - (at - begin);
}

// Whether each table's entries do.
bool LieWithin(Bytes file, const Tables& tables) {
  const SampleSizes& sizes = tables.sizes;
  const auto& offsets = tables.chunk_offsets;
  const auto& ctts = tables.composition_offsets;
  const auto& stss = tables.sync_samples;
  return LieWithin(file, sizes.entries, sizes.constant != 0 ? 0 : (uint64_t{sizes.count} * sizes.bits + 7) / 8) &&
         LieWithin(file, tables.sample_to_chunk.entries, uint64_t{12} * tables.sample_to_chunk.count) &&
         LieWithin(file, offsets.entries, uint64_t{offsets.wide ? 8u : 4u} * offsets.count) &&
         LieWithin(file, tables.durations.entries, uint64_t{8} * tables.durations.count) &&
         (!ctts || LieWithin(file, ctts->entries, uint64_t{8} * ctts->count)) &&
         (!stss || LieWithin(file, stss->entries, uint64_t{4} * stss->count));
}

}  // namespace

absl::StatusOr<Optimized> Optimized::Build(const Tables& tables, const Options& options) {
  try {
    return Optimized(std::make_unique<const ResidentTable>(tables, options));
  } catch (const std::bad_alloc&) {
    return OutOfMemory(tables.size());
  }
}

absl::StatusOr<Optimized> Optimized::Open(const std::shared_ptr<const ByteSource>& source, Bytes file,
                                          const Tables& tables, const Options& options) {
  const uint32_t batch = options.batch_entries;
  if (batch == 0 || batch > 1024 || batch % SampleBlock::kSamples != 0) {
    return absl::InvalidArgumentError("batch_entries is " + std::to_string(batch) +
                                      ". Make it 256, 512, 768 or 1024, a few blocks of 256 samples");
  }
  if (!LieWithin(file, tables)) {
    return absl::InvalidArgumentError("the tables view other bytes than the " + std::to_string(file.size()) +
                                      " given as the file's. Give those that ReadMovie was given");
  }
  try {
    auto table = std::make_unique<LazyTable>(source, file, tables, options);
    // The anchors may be of other bytes than those that were checked.
    if (absl::Status unchanged = source->CheckUnchanged(); !unchanged.ok()) return unchanged;
    return Optimized(std::move(table));
  } catch (const std::bad_alloc&) {
    return OutOfMemory(tables.size());
  }
}

absl::StatusOr<Sample> Optimized::Lookup(uint32_t sample) const {
  assert(sample < size());
  if (resident_) return resident_->At(sample);
  Sample found;
  if (!lazy_->Find(sample, found)) return lazy_->error();
  return found;
}

absl::StatusOr<uint32_t> Optimized::LookupTime(uint64_t dts) const {
  assert(size() > 0);
  if (resident_) return resident_->AtTime(dts);
  uint32_t sample;
  if (!lazy_->FindTime(dts, sample)) return lazy_->error();
  return sample;
}

bool Optimized::Cursor::ReadBlock() {
  const uint32_t block_end = std::min(table_->size() - next_, SampleBlock::kSamples - next_ % SampleBlock::kSamples);
  if (!table_->lazy_->ReadBlock(next_, block_end, block_)) return false;
  block_first_ = next_;
  end_ = next_ + block_end;
  return true;
}

}  // namespace sample_table

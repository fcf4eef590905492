#include "impls/sample_table/optimized.h"

#include <algorithm>
#include <new>
#include <string>

namespace sample_table {

absl::StatusOr<Optimized> Optimized::Build(const Tables& tables, const Options& options) {
  try {
    return Optimized(std::make_unique<const ResidentTable>(tables, options));
  } catch (const std::bad_alloc&) {
    return OutOfMemory(tables.size());
  }
}

absl::StatusOr<Optimized> Optimized::Open(std::shared_ptr<const ByteSource> source, Bytes file, const Tables& tables,
                                          const Options& options) {
  const uint32_t batch = options.batch_entries;
  if (batch == 0 || batch > 1024 || batch % SampleBlock::kSamples != 0) {
    return absl::InvalidArgumentError("batch_entries is " + std::to_string(batch) +
                                      ". Make it 256, 512, 768 or 1024, a few blocks of 256 samples");
  }
  try {
    return Optimized(std::make_unique<LazyTable>(std::move(source), file, tables, options));
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

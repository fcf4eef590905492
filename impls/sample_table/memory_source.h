#ifndef PAWL_IMPLS_SAMPLE_TABLE_MEMORY_SOURCE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_MEMORY_SOURCE_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "impls/sample_table/byte_source.h"
#include "impls/sample_table/tables.h"

// Files that fail when a test wants them to.
namespace sample_table {

class MemorySource : public ByteSource {
 public:
  absl::Status Read(uint64_t offset, std::span<uint8_t> out) const override {
    ++reads;
    if (left >= 0) {
      const int before = left--;
      if (before == 0) throw std::bad_alloc();
    }
    if (fails) return absl::UnavailableError("movie.mp4: the disk is gone");
    if (offset + out.size() > bytes.size()) return absl::DataLossError("movie.mp4: too short");
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return absl::OkStatus();
  }
  absl::Status CheckUnchanged() const override {
    return changed ? absl::DataLossError("movie.mp4: was changed") : absl::OkStatus();
  }

  void WillRead(uint64_t /*offset*/, uint64_t /*bytes*/) const override { ++will_reads; }

  std::vector<uint8_t> bytes;
  std::atomic<bool> fails{false};
  std::atomic<bool> changed{false};
  mutable std::atomic<int> reads{0};
  mutable std::atomic<int> left{-1};  // reads before those that find no memory for their error; negative: none does
  mutable std::atomic<int> will_reads{0};
};

// A track's tables, as if they were all there is of a file.
struct TablesInMemory {
  std::shared_ptr<MemorySource> source = std::make_shared<MemorySource>();
  Tables tables;

  explicit TablesInMemory(const Tables& original) : tables(original) {
    // All is added before anything is viewed, as bytes may move.
    const size_t sizes = Add(tables.sizes.entries, (uint64_t{tables.size()} * tables.sizes.bits + 7) / 8);
    const size_t chunks = Add(tables.sample_to_chunk.entries, uint64_t{12} * tables.sample_to_chunk.count);
    const size_t offsets =
        Add(tables.chunk_offsets.entries, uint64_t{tables.chunk_offsets.wide ? 8u : 4u} * tables.chunk_offsets.count);
    const size_t times = Add(tables.durations.entries, uint64_t{8} * tables.durations.count);
    const size_t compositions = tables.composition_offsets ? Add(tables.composition_offsets->entries,
                                                                 uint64_t{8} * tables.composition_offsets->count)
                                                           : 0;
    const size_t syncs =
        tables.sync_samples ? Add(tables.sync_samples->entries, uint64_t{4} * tables.sync_samples->count) : 0;
    const uint8_t* const begin = source->bytes.data();
    tables.sizes.entries = begin + sizes;
    tables.sample_to_chunk.entries = begin + chunks;
    tables.chunk_offsets.entries = begin + offsets;
    tables.durations.entries = begin + times;
    if (tables.composition_offsets) tables.composition_offsets->entries = begin + compositions;
    if (tables.sync_samples) tables.sync_samples->entries = begin + syncs;
  }

 private:
  // Where the bytes are then. Not at a multiple of anything, as in a file.
  size_t Add(const uint8_t* entries, uint64_t bytes) {
    source->bytes.push_back(0);
    const size_t at = source->bytes.size();
    const bool none = entries == nullptr || tables.size() == 0;
    if (!none) source->bytes.insert(source->bytes.end(), entries, entries + bytes);
    return at;
  }
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_MEMORY_SOURCE_H_

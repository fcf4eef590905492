#ifndef PAWL_IMPLS_SAMPLE_TABLE_LAZY_TABLE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_LAZY_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/memory_pressure/level.h"
#include "impls/memory_pressure/memory_pressure.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/byte_source.h"
#include "impls/sample_table/file_tables.h"
#include "impls/sample_table/optimized_options.h"
#include "impls/sample_table/sample_cache.h"
#include "impls/sample_table/sample_table.h"

namespace sample_table {

// FileTables for many threads, with a cache of blocks before them. Who finds a block in the cache waits for nobody but
// another copy of a sample out of the same block; who does not, waits for the file, and for others who read it.
class LazyTable {
 public:
  // As Optimized::Open says. Throws std::bad_alloc.
  LazyTable(std::shared_ptr<const ByteSource> source, Bytes file, const Tables& tables,
            const OptimizedOptions& options);
  LazyTable(const LazyTable&) = delete;
  LazyTable& operator=(const LazyTable&) = delete;
  ~LazyTable();

  uint32_t size() const { return samples_; }

  // False where the file cannot be read: then error() is why, or why another thread's look-up failed meanwhile.
  bool Find(uint32_t number, Sample& sample) { return cache_.Get(number, sample) || Load(number, sample); }
  bool FindChunk(uint32_t sample, uint32_t& chunk);
  bool FindTime(uint64_t dts, uint32_t& sample);
  // Samples first to first + count - 1, of one block of 256, past the cache unless they are there.
  bool ReadBlock(uint32_t first, uint32_t count, SampleBlock& block);

  absl::Status error() const;  // the last one; OK while there was none
  absl::Status first_error() const;

  void SetPressure(memory_pressure::Level level);

  size_t footprint() const;

 private:
  void FollowMonitor();
  void Apply(memory_pressure::Level level);
  bool Load(uint32_t number, Sample& sample);
  bool LoadBlock(uint32_t block, SampleBlock& content);
  void Prefetch(SampleBlock& scratch);
  uint32_t SamplesOf(uint32_t block) const;
  bool Noted(bool found);

  const std::shared_ptr<const ByteSource> source_;
  const OptimizedOptions options_;
  const uint32_t samples_;
  SampleCache cache_;
  memory_pressure::Callbacks::Id callback_ = 0;

  mutable std::mutex mutex_;  // guards what follows, and changes to the cache
  FileTables tables_;
  absl::Status first_error_;
  uint32_t last_loaded_ = 0;  // block
  uint32_t in_order_ = 0;     // loads before, one block behind the other
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_LAZY_TABLE_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_BASELINE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_BASELINE_H_

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/sample_table/sample_table.h"

namespace sample_table {

// What a straightforward demuxer does: a record of 24 bytes for each sample, as FFmpeg's AVIndexEntry has, and 4 for
// its chunk. Build O(samples); At and ChunkOf O(1), one cache miss each; AtTime O(log samples) by std::upper_bound.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  static absl::StatusOr<Baseline> Build(const Tables& tables);

  uint32_t size() const { return static_cast<uint32_t>(chunks_.size()); }

  Sample At(uint32_t sample) const {
    assert(sample < size());
    const Record& record = records_[sample];
    const auto duration = static_cast<uint32_t>(records_[sample + 1].dts - record.dts);
    return {record.offset & ~kSync, record.size, duration, record.dts, record.cts_offset, (record.offset & kSync) != 0};
  }

  uint32_t ChunkOf(uint32_t sample) const {
    assert(sample < size());
    return chunks_[sample];
  }

  uint32_t AtTime(uint64_t dts) const {
    assert(size() > 0);
    const auto after = std::upper_bound(records_.begin() + 1, records_.end() - 1, dts,
                                        [](uint64_t time, const Record& record) { return time < record.dts; });
    return static_cast<uint32_t>(after - records_.begin() - 1);
  }

  size_t footprint() const {
    return sizeof *this + records_.capacity() * sizeof(Record) + chunks_.capacity() * sizeof(uint32_t);
  }

  class Cursor {
   public:
    Cursor(const Baseline& table, uint32_t first) : table_(&table), next_(first) {}
    Sample Next() { return table_->At(next_++); }

   private:
    const Baseline* table_;
    uint32_t next_;
  };

 private:
  static constexpr uint64_t kSync = uint64_t{1} << 63;  // files are shorter

  struct Record {
    uint64_t offset;  // with kSync
    uint64_t dts;
    uint32_t size;
    int32_t cts_offset;
  };

  void Fill(const Tables& tables);

  std::vector<Record> records_;   // and one more, which ends the last sample
  std::vector<uint32_t> chunks_;  // of each sample
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_BASELINE_H_

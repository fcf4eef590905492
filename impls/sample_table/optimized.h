#ifndef PAWL_IMPLS_SAMPLE_TABLE_OPTIMIZED_H_
#define PAWL_IMPLS_SAMPLE_TABLE_OPTIMIZED_H_

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/memory_pressure/level.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/byte_source.h"
#include "impls/sample_table/lazy_table.h"
#include "impls/sample_table/optimized_options.h"
#include "impls/sample_table/resident_table.h"
#include "impls/sample_table/sample_table.h"

namespace sample_table {

// The boxes' own structure with little beside it: 4 to 5 bytes for a sample of audio or video (20 where each has a
// duration and a chunk of its own), or, opened, 4 or 12 for 64 entries of a table and some KiB.
//
// Built, everything is in memory, and all that the contract says holds. At and ChunkOf O(log of the runs), and O(the
// samples of a chunk) additions, 512 at most.
//
// Opened, the tables stay in the file; memory is for anchors (4 or 12 bytes for 64 entries of stsc, stts, ctts and
// stss, and 12 for 256 samples where chunks are larger than a batch), runs of chunks (16 KiB at most), up to 6 windows
// of 4 KiB, and up to 8 blocks of 256 expanded samples. Under Critical pressure it is at most 64 KiB whatever the size.
// What differs from the contract:
//   * The file is needed on: the source is shared, and read by look-ups. They may wait for a disk.
//   * Look-ups can fail: the disk's errors, a file that is cut or changed. Lookup and LookupTime return a Status. At
//     and a cursor, which cannot, return kUnreadable, which equals no sample, as its offset is beyond any file; ChunkOf
//     and AtTime return kNowhere. status() is the first error. Each look-up tries again, since a disk may come back.
//   * Look-ups may allocate blocks and windows, and do without where there is no memory: they then read the file.
//   * At of a sample in a block in memory takes a search of 8 and a short lock, 15 ns. Any other look-up waits for one
//     lock and reads the file: from the page cache, with its whole block, 2 to 4 us for 60,000 samples; where each has
//     a duration of its own 5 to 6 us for a million, and for 10 million 8 us, or 16 under Critical pressure.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";
  using Options = OptimizedOptions;

  static constexpr Sample kUnreadable = {UINT64_MAX, 0, 0, UINT64_MAX, 0, false};
  static constexpr uint32_t kNowhere = UINT32_MAX;

  static absl::StatusOr<Optimized> Build(const Tables& tables, const Options& options = {});

  // `file` is what `tables` view, from the beginning of the file on, and `source` reads the same file. `file` and what
  // `tables` view may go when this returns. O(entries of stsc, stts, ctts and stss), and with chunks of more samples
  // than a batch O(samples).
  //   INVALID_ARGUMENT    an option out of range, which it names; tables of other bytes than `file`
  //   RESOURCE_EXHAUSTED  no memory for the anchors
  //   DATA_LOSS           the source says that the file was changed
  static absl::StatusOr<Optimized> Open(const std::shared_ptr<const ByteSource>& source, Bytes file,
                                        const Tables& tables, const Options& options = {});

  uint32_t size() const { return resident_ ? resident_->size() : lazy_->size(); }

  Sample At(uint32_t sample) const {
    assert(sample < size());
    if (resident_) return resident_->At(sample);
    Sample found;
    if (!lazy_->Find(sample, found)) found = kUnreadable;
    return found;
  }

  uint32_t ChunkOf(uint32_t sample) const {
    assert(sample < size());
    if (resident_) return resident_->ChunkOf(sample);
    uint32_t chunk;
    return lazy_->FindChunk(sample, chunk) ? chunk : kNowhere;
  }

  uint32_t AtTime(uint64_t dts) const {
    assert(size() > 0);
    if (resident_) return resident_->AtTime(dts);
    uint32_t sample;
    return lazy_->FindTime(dts, sample) ? sample : kNowhere;
  }

  // The same as At and AtTime, with the reason for having no answer.
  //   DATA_LOSS           the file is not what it was
  //   RESOURCE_EXHAUSTED  no memory to say what failed
  // and whatever the source says of its own.
  absl::StatusOr<Sample> Lookup(uint32_t sample) const;
  absl::StatusOr<uint32_t> LookupTime(uint64_t dts) const;

  // The first error of any look-up so far.
  absl::Status status() const { return lazy_ ? lazy_->first_error() : absl::OkStatus(); }

  // Opened: holds 8 / 4 / 2 blocks from now on, and under pressure gives up what it can. Any thread, at any time.
  // Built, a table never changes: Options::pressure says beforehand.
  void SetPressure(memory_pressure::Level level) const {
    if (lazy_) lazy_->SetPressure(level);
  }

  // Without the source, which others may share, and without the texts of errors.
  size_t footprint() const {
    return sizeof *this + (resident_ ? sizeof *resident_ + resident_->allocated_bytes() : lazy_->footprint());
  }

  // Opened, it has a block of 6 KiB of its own, and never waits but for the next one.
  class Cursor {
   public:
    Cursor(const Optimized& table, uint32_t first) : table_(&table), next_(first), block_first_(first), end_(first) {
      if (table.resident_) walk_ = ResidentTable::Walk(*table.resident_, first);
    }

    Sample Next() {
      if (table_->resident_) return walk_.Next();
      assert(next_ < table_->size());
      if (next_ == end_ && !ReadBlock()) {
        ++next_;
        ++end_;
        return kUnreadable;
      }
      return block_.At(next_++ - block_first_);
    }

   private:
    bool ReadBlock();

    const Optimized* table_;
    uint32_t next_;
    uint32_t block_first_;
    uint32_t end_;  // of the block
    ResidentTable::Walk walk_;
    SampleBlock block_;
  };

 private:
  explicit Optimized(std::unique_ptr<const ResidentTable> resident) : resident_(std::move(resident)) {}
  explicit Optimized(std::unique_ptr<LazyTable> lazy) : lazy_(std::move(lazy)) {}

  // One of them.
  std::unique_ptr<const ResidentTable> resident_;
  std::unique_ptr<LazyTable> lazy_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_OPTIMIZED_H_

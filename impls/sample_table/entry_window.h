#ifndef PAWL_IMPLS_SAMPLE_TABLE_ENTRY_WINDOW_H_
#define PAWL_IMPLS_SAMPLE_TABLE_ENTRY_WINDOW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "impls/sample_table/byte_source.h"

namespace sample_table {

// How the windows of one file read: what from, how much at once, and what came of it.
struct Reading {
  const ByteSource* source;
  size_t batch_bytes;
  bool has_read = false;  // since it was last cleared
  absl::Status error;     // of the last read that failed
};

// The entries of one table in a file, of which one batch at a time is in memory: that in which an entry was last asked
// for, so that walks in either direction read each batch once. Until then it has no buffer; where none can be
// allocated it reads through a few bytes of its own, slower but right. One thread at a time.
class EntryWindow {
 public:
  // `count` entries of `entry_bits` (4, or whole bytes) from `offset` of the file on.
  EntryWindow(Reading* reading, uint64_t offset, uint32_t count, int entry_bits)
      : reading_(reading), offset_(offset), count_(count), entry_bits_(entry_bits) {}

  uint32_t count() const { return count_; }

  // Has the entry (below count) in memory, and as many as possible around it. False: see the reading's error.
  bool Hold(uint32_t entry) { return entry - first_ < held_ || Read(entry); }

  // What is in memory: entries first() up to, and without, end(), as they lie in the file. Borrowed until the next
  // Hold.
  uint32_t first() const { return first_; }
  uint32_t end() const { return first_ + held_; }
  uint32_t held() const { return held_; }
  const uint8_t* bytes() const { return bytes_; }

  // Tells the source that the batch behind the one in memory comes next.
  void WillReadNext() const {
    if (held_ > 0 && end() < count_) reading_->source->WillRead(OffsetOf(end()), reading_->batch_bytes);
  }

  // Frees the buffer, until it is needed again.
  void Release() {
    buffer_.reset();
    held_ = 0;
  }

  size_t allocated_bytes() const { return buffer_ ? reading_->batch_bytes : 0; }

 private:
  bool Read(uint32_t entry);
  uint64_t OffsetOf(uint32_t entry) const { return offset_ + uint64_t{entry} * entry_bits_ / 8; }

  Reading* reading_;
  uint64_t offset_;
  uint32_t count_;
  int entry_bits_;
  uint32_t first_ = 0;
  uint32_t held_ = 0;
  const uint8_t* bytes_ = nullptr;  // of what is in memory: in buffer_ or few_
  std::unique_ptr<uint8_t[]> buffer_;
  std::array<uint8_t, 96> few_;  // 8 of the largest entries
};

// The same, read as one of the tables of tables.h.
template <typename Table>
class TableWindow : public EntryWindow {
 public:
  // `table` says of what kind the entries are; where they are is the window's affair.
  TableWindow(Reading* reading, uint64_t offset, const Table& table, int entry_bits)
      : EntryWindow(reading, offset, table.count, entry_bits), view_(table) {
    view_.entries = nullptr;
  }

  // An entry that is in memory.
  auto operator[](uint32_t entry) const {
    Table view = view_;
    view.entries = bytes();
    return view[entry - first()];
  }

 private:
  Table view_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_ENTRY_WINDOW_H_

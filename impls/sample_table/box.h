#ifndef PAWL_IMPLS_SAMPLE_TABLE_BOX_H_
#define PAWL_IMPLS_SAMPLE_TABLE_BOX_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// The boxes of ISO/IEC 14496-12, section 4.2: a 32-bit size, a type, and for size 1 a 64-bit size behind them.
namespace sample_table {

using Bytes = std::span<const uint8_t>;

// A box's type as boxes hold it: FourCc("moov").
constexpr uint32_t FourCc(const char (&name)[5]) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(name[i]);
  return value;
}

// Borrows the file's bytes.
struct Box {
  std::string path;         // "moov/trak[2]/mdia": siblings of one type are told apart by their number, from 1
  uint32_t type = 0;        // FourCc()
  uint64_t offset = 0;      // of its header, in bytes from the beginning of the file
  uint64_t size_bytes = 0;  // with its header
  uint64_t payload_offset = 0;
  Bytes payload;  // as far as the bytes given reach

  uint64_t payload_bytes() const { return offset + size_bytes - payload_offset; }
};

// The error of a file that is damaged: INVALID_ARGUMENT, "moov/mvhd at offset 40: <what>".
absl::Status Damaged(const Box& box, std::string_view what);

// Walks the boxes of one parent, or of the file, in their order.
class BoxReader {
 public:
  // The children of `parent`, whose payload must be complete; `skip_bytes` of it come before the first.
  explicit BoxReader(const Box& parent, uint64_t skip_bytes = 0);
  // The boxes of a file of `file_bytes`, of which `bytes` is the beginning or all.
  BoxReader(Bytes bytes, uint64_t file_bytes);

  // Whether there is another box, or a few bytes that are none (then Next() is an error). Up to 7 zeros at the end are
  // padding: QuickTime ends lists with a 32-bit 0, and writers round files up.
  bool HasNext() const { return at_ < end_ && !OnlyPaddingIsLeft(); }
  // False when the next header lies, in part at least, behind the bytes given.
  bool HasBytes() const;
  // O(1). A size 0 reaches to the end of the parent (of the file, says the standard; elsewhere it is an error).
  absl::StatusOr<Box> Next();

 private:
  absl::Status Bad(std::string_view what) const;
  bool OnlyPaddingIsLeft() const;

  std::string parent_;  // path; empty for the file
  Bytes bytes_;         // from the first child on
  uint64_t begin_;      // offset of bytes_ in the file
  uint64_t at_;         // of the next box
  uint64_t end_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_BOX_H_

#include "impls/sample_table/box.h"

#include <algorithm>
#include <string>

#include "impls/sample_table/big_endian.h"

namespace sample_table {
namespace {

constexpr uint64_t kHeaderBytes = 8;
constexpr uint64_t kLargeHeaderBytes = 16;

// The type as text, where a byte that does not print is a '?': an error is no place for control characters.
std::string Name(uint32_t type) {
  std::string name(4, '?');
  for (int i = 0; i < 4; ++i) {
    const char c = static_cast<char>(type >> (24 - 8 * i));
    if (c >= ' ' && c <= '~') name[i] = c;
  }
  return name;
}

}  // namespace

absl::Status Damaged(const Box& box, std::string_view what) {
  return absl::InvalidArgumentError(box.path + " at offset " + std::to_string(box.offset) + ": " + std::string(what));
}

BoxReader::BoxReader(const Box& parent, uint64_t skip_bytes)
    : parent_(parent.path),
      bytes_(parent.payload.subspan(std::min<uint64_t>(skip_bytes, parent.payload.size()))),
      begin_(parent.payload_offset + (parent.payload.size() - bytes_.size())),
      at_(begin_),
      end_(begin_ + bytes_.size()) {}

BoxReader::BoxReader(Bytes bytes, uint64_t file_bytes) : bytes_(bytes), begin_(0), at_(0), end_(file_bytes) {}

bool BoxReader::HasBytes() const {
  const uint64_t left = begin_ + bytes_.size() - std::min(at_, begin_ + bytes_.size());
  return left >= std::min(kLargeHeaderBytes, end_ - at_);
}

bool BoxReader::OnlyPaddingIsLeft() const {
  if (end_ - at_ >= kHeaderBytes || !HasBytes()) return false;
  const Bytes left = bytes_.subspan(at_ - begin_, end_ - at_);
  return std::all_of(left.begin(), left.end(), [](uint8_t byte) { return byte == 0; });
}

absl::Status BoxReader::Bad(std::string_view what) const {
  return absl::InvalidArgumentError((parent_.empty() ? "the file" : parent_) + ", box at offset " +
                                    std::to_string(at_) + ": " + std::string(what));
}

absl::StatusOr<Box> BoxReader::Next() {
  const uint64_t left = end_ - at_;
  if (!HasBytes()) return Bad("its header lies behind the bytes that were given");
  if (left < kHeaderBytes) return Bad("the " + std::to_string(left) + " bytes left cannot hold a header of 8");
  const uint8_t* const header = bytes_.data() + (at_ - begin_);
  Box box;
  box.offset = at_;
  box.type = Load32(header + 4);
  box.size_bytes = Load32(header);
  uint64_t header_bytes = kHeaderBytes;
  if (box.size_bytes == 1) {
    header_bytes = kLargeHeaderBytes;
    if (left < header_bytes) return Bad("'" + Name(box.type) + "' is cut within its 64-bit size");
    box.size_bytes = Load64(header + kHeaderBytes);
  } else if (box.size_bytes == 0) {
    if (!parent_.empty()) return Bad("'" + Name(box.type) + "' has size 0, which only a box of the file itself may");
    box.size_bytes = left;
  }
  if (box.size_bytes < header_bytes) {
    return Bad("'" + Name(box.type) + "' claims " + std::to_string(box.size_bytes) +
               " bytes, less than its own header of " + std::to_string(header_bytes));
  }
  if (box.size_bytes > left) {
    return Bad("'" + Name(box.type) + "' claims " + std::to_string(box.size_bytes) + " bytes, its parent has " +
               std::to_string(left) + " left");
  }
  box.path = parent_.empty() ? Name(box.type) : parent_ + "/" + Name(box.type);
  box.payload_offset = at_ + header_bytes;
  const Bytes behind = bytes_.subspan(std::min<uint64_t>(box.payload_offset - begin_, bytes_.size()));
  box.payload = behind.first(std::min<uint64_t>(box.size_bytes - header_bytes, behind.size()));
  at_ += box.size_bytes;
  return box;
}

}  // namespace sample_table

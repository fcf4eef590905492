#ifndef PAWL_IMPLS_SAMPLE_TABLE_PIECES_H_
#define PAWL_IMPLS_SAMPLE_TABLE_PIECES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "impls/sample_table/array_storage.h"

namespace sample_table {

// Bytes whose number is not known before they are all there: kept in pieces, which do not move as they become more, so
// that each byte is copied once, into memory of exactly their size.
class Pieces {
 public:
  // That may be written at once.
  static constexpr size_t kRoomBytes = 2048;

  // Where to write the next up to kRoomBytes; of those, Add says how many stay.
  uint8_t* Room() {
    if (pieces_.empty() || kPieceBytes - pieces_.back().used < kRoomBytes) {
      pieces_.push_back({std::make_unique_for_overwrite<uint8_t[]>(kPieceBytes), 0});
    }
    return pieces_.back().bytes.get() + pieces_.back().used;
  }
  void Add(size_t bytes) {
    pieces_.back().used += bytes;
    size_bytes_ += bytes;
  }

  size_t size_bytes() const { return size_bytes_; }

  // All bytes and `padding` zeros, with no capacity to spare. Leaves none.
  ArrayStorage<uint8_t> Take(size_t padding) {
    ArrayStorage<uint8_t> exact = ArrayStorage<uint8_t>::Make(size_bytes_ + padding, [this, padding](uint8_t* at) {
      for (const Piece& piece : pieces_) at = std::copy_n(piece.bytes.get(), piece.used, at);
      std::fill_n(at, padding, uint8_t{0});
    });
    pieces_.clear();
    size_bytes_ = 0;
    return exact;
  }

 private:
  // Below what allocators ask the system for: the next table gets the same ones.
  static constexpr size_t kPieceBytes = 64 << 10;

  struct Piece {
    std::unique_ptr<uint8_t[]> bytes;
    size_t used;
  };

  std::vector<Piece> pieces_;
  size_t size_bytes_ = 0;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_PIECES_H_

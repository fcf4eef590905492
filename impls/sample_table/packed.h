#ifndef PAWL_IMPLS_SAMPLE_TABLE_PACKED_H_
#define PAWL_IMPLS_SAMPLE_TABLE_PACKED_H_

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

// The parts that the succinct table is made of: numbers in as few bits as they need, and division without dividing.
namespace sample_table {

// Bits that hold every number up to `largest`; 58 to 63 become 64, since a field of more than 57 bits must begin at a
// byte for one 64-bit load to reach it.
inline int BitsFor(uint64_t largest) {
  const int bits = std::bit_width(largest);
  return bits > 57 ? 64 : bits;
}

// `bits` (0 to 57, or 64 where bit % 8 is 0) from bit `bit` of `data` on. Loads 8 bytes: that many must be readable.
inline uint64_t LoadBits(const uint8_t* data, uint64_t bit, int bits) {
  static_assert(std::endian::native == std::endian::little, "bits are numbered from the lowest of the first byte");
  uint64_t word;
  std::memcpy(&word, data + bit / 8, sizeof word);
  word >>= bit % 8;
  return bits >= 64 ? word : word & ((uint64_t{1} << bits) - 1);
}

// Appends numbers to bytes, and keeps the 8 bytes readable that a load may reach beyond the last.
class BitWriter {
 public:
  static constexpr size_t kPaddingBytes = 8;

  void Append(uint64_t value, int bits) {
    const size_t needed = (bit_ + bits + 7) / 8 + kPaddingBytes;
    if (bytes_.size() < needed) bytes_.resize(needed);
    for (int done = 0; done < bits;) {
      const int shift = static_cast<int>(bit_ % 8);
      bytes_[bit_ / 8] |= static_cast<uint8_t>(value >> done << shift);
      const int step = bits - done < 8 - shift ? bits - done : 8 - shift;
      done += step;
      bit_ += step;
    }
  }
  void AlignToByte() { bit_ = (bit_ + 7) / 8 * 8; }
  size_t size_bytes() const { return (bit_ + 7) / 8; }

  // The bytes, with no capacity to spare. Leaves the writer empty.
  std::vector<uint8_t> Take() {
    std::vector<uint8_t> exact(bytes_.begin(), bytes_.end());
    bytes_.clear();
    bit_ = 0;
    return exact;
  }

 private:
  std::vector<uint8_t> bytes_;
  uint64_t bit_ = 0;
};

// x / divisor for 32-bit x by one multiplication: floor((2^64 - 1) / d) * (x + 1) / 2^64, Robison, "N-bit unsigned
// division via N-bit multiply-add" (2005), exact since (x + 1) * d <= 2^64.
class Reciprocal {
 public:
  explicit Reciprocal(uint32_t divisor) : factor_(std::numeric_limits<uint64_t>::max() / divisor) {
    assert(divisor != 0);
  }
  uint32_t Divide(uint32_t x) const {
    return static_cast<uint32_t>((static_cast<unsigned __int128>(factor_) * (uint64_t{x} + 1)) >> 64);
  }

 private:
  uint64_t factor_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_PACKED_H_

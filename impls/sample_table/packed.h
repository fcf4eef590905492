#ifndef PAWL_IMPLS_SAMPLE_TABLE_PACKED_H_
#define PAWL_IMPLS_SAMPLE_TABLE_PACKED_H_

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include "impls/sample_table/array_storage.h"

// The parts that the succinct table is made of: numbers in as few bits as they need, and division without dividing.
namespace sample_table {

// Bits that hold every number up to `largest`; 58 to 63 become 64, since a field of more than 57 bits must begin at a
// byte for one 64-bit load to reach it.
inline int BitsFor(uint64_t largest) {
  const int bits = std::bit_width(largest);
  return bits > 57 ? 64 : bits;
}

// Loaded, since to make one takes four instructions where the compiler may not use BMI2's one.
inline constexpr auto kLowBits = [] {
  std::array<uint64_t, 65> masks{};
  for (size_t bits = 1; bits < masks.size(); ++bits) masks[bits] = masks[bits - 1] << 1 | 1;
  return masks;
}();

// The lowest `bits` (0 to 64) of `word`.
inline uint64_t LowBits(uint64_t word, int bits) { return word & kLowBits[bits]; }

// The 57 bits from bit `bit` of `data` on, or 64 where bit % 8 is 0; those above are any. Loads 8 bytes: that many must
// be readable.
inline uint64_t LoadWord(const uint8_t* data, uint64_t bit) {
  static_assert(std::endian::native == std::endian::little, "bits are numbered from the lowest of the first byte");
  uint64_t word;
  std::memcpy(&word, data + bit / 8, sizeof word);
  return word >> bit % 8;
}

// `bits` (0 to 57, or 64 where bit % 8 is 0) from there on.
inline uint64_t LoadBits(const uint8_t* data, uint64_t bit, int bits) { return LowBits(LoadWord(data, bit), bits); }

// Appends numbers to bytes, 64 bits at a time, and keeps the 8 bytes readable that a load may reach beyond the last.
class BitWriter {
 public:
  static constexpr size_t kPaddingBytes = 8;

  // `value` has at most `bits`: 0 to 64.
  void Append(uint64_t value, int bits) {
    word_ |= value << filled_;
    filled_ += bits;
    if (filled_ < 64) return;
    words_.push_back(word_);
    filled_ -= 64;
    word_ = filled_ == 0 ? 0 : value >> (bits - filled_);
  }
  void AlignToByte() { Append(0, (8 - filled_ % 8) % 8); }
  size_t size_bytes() const { return words_.size() * sizeof(uint64_t) + (filled_ + 7) / 8; }

  // The bytes and their padding. Leaves the writer empty.
  ArrayStorage<uint8_t> Take() {
    const size_t bytes = size_bytes();
    words_.push_back(word_);
    const std::span<const uint8_t> whole(reinterpret_cast<const uint8_t*>(words_.data()), bytes);
    ArrayStorage<uint8_t> exact = ArrayStorage<uint8_t>::Copy(whole, kPaddingBytes);
    *this = BitWriter();
    return exact;
  }

 private:
  std::vector<uint64_t> words_;
  uint64_t word_ = 0;  // the next one, of which so many bits are
  int filled_ = 0;     // 0 to 63
};

// x / divisor by one multiplication: floor((2^64 - 1) / d) * (x + 1) / 2^64, Robison, "N-bit unsigned division via
// N-bit multiply-add" (2005), exact while (x + 1) * d <= 2^64, and x + 1 < 2^64.
class Reciprocal {
 public:
  explicit Reciprocal(uint32_t divisor) : factor_(std::numeric_limits<uint64_t>::max() / divisor) {
    assert(divisor != 0);
  }
  bool operator==(const Reciprocal&) const = default;

  uint32_t Divide(uint32_t x) const { return static_cast<uint32_t>(DivideShort(x)); }

  // The same for more than 32 bits: REQUIRES that (x + 1) * divisor <= 2^64 and x + 1 < 2^64.
  uint64_t DivideShort(uint64_t x) const {
    return static_cast<uint64_t>((static_cast<unsigned __int128>(factor_) * (x + 1)) >> 64);
  }

  // The same for any x; `divisor` is what this was made of. Two multiplications: x * factor / 2^64 is less than x / d
  // by at most x / 2^64, so that the quotient is that or the next number.
  uint64_t DivideLong(uint64_t x, uint32_t divisor) const {
    const auto quotient = static_cast<uint64_t>((static_cast<unsigned __int128>(factor_) * x) >> 64);
    return quotient + (x - quotient * divisor >= divisor ? 1 : 0);
  }

 private:
  friend class FieldReader;
  friend class FieldWriter;

  template <typename Self, typename Fields>
  static void Each(Self& self, Fields& fields) {
    fields(self.factor_);
  }

  uint64_t factor_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_PACKED_H_

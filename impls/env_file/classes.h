#ifndef PAWL_IMPLS_ENV_FILE_CLASSES_H_
#define PAWL_IMPLS_ENV_FILE_CLASSES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace env_file {

// For each byte of a stretch of a file, as one bit, whether it belongs to a class at which a parser takes a turn. Bits
// behind the stretch are 0.
struct Classes {
  static constexpr size_t kMaxBytes = 4096;             // so that all of it and its bits stay in the first-level cache
  static constexpr size_t kWords = kMaxBytes / 64 + 2;  // At() reads up to two words behind the last byte's

  uint64_t key_end[kWords];  // what IsKeyByte() refuses
  uint64_t line_break[kWords];
  uint64_t unquoted_turn[kWords];  // '\\', '$' and '#'
  uint64_t quoted_turn[kWords];    // '\\', '$' and what breaks a line
  uint64_t double_quote[kWords];
  uint64_t single_quote[kWords];
  bool is_plain;  // only ASCII, no NUL

  // The 64 bits from bit `offset` on.
  static uint64_t At(const uint64_t* bits, size_t offset) {
    const size_t word = offset / 64, shift = offset % 64;
    return bits[word] >> shift | bits[word + 1] << 1 << (63 - shift);
  }
};

// Classifies up to kMaxBytes. With AVX2 where the processor has it (about 1 instruction a byte), else with SSE2 (about
// 3), else byte by byte.
void Classify(std::string_view stretch, Classes& classes);

namespace internal {

// The last way, which the others must agree with.
void ClassifyPortably(std::string_view stretch, Classes& classes);

}  // namespace internal
}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_CLASSES_H_

#ifndef PAWL_IMPLS_BUILD_PLAN_UTF8_H_
#define PAWL_IMPLS_BUILD_PLAN_UTF8_H_

#include <cstddef>
#include <string_view>

namespace build_plan {

// One character of a text.
struct Rune {
  char32_t value;  // kInvalid for a byte that begins no UTF-8 sequence (RFC 3629)
  size_t size_bytes;
};

// U+FFFD, as Go decodes invalid bytes, too.
inline constexpr char32_t kInvalid = 0xFFFD;

// The character that begins at `text[at]`; one byte of kInvalid where none does. REQUIRES: at < text.size().
inline Rune RuneAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> char32_t { return static_cast<unsigned char>(text[i]); };
  const char32_t first = byte(at);
  if (first < 0x80) return {first, 1};
  const size_t size_bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() - at < size_bytes) return {kInvalid, 1};
  char32_t value = first & (0x7Fu >> size_bytes);
  for (size_t i = 1; i < size_bytes; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {kInvalid, 1};
    value = value << 6 | (byte(at + i) & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[size_bytes] || value > 0x10FFFF || is_surrogate) return {kInvalid, 1};
  return {value, size_bytes};
}

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_UTF8_H_

#include "impls/env_file/utf8.h"

#include <cstdint>

#include "impls/env_file/scan.h"

namespace env_file {
namespace {

struct Sequence {
  size_t size_bytes;   // 0: this byte begins none
  uint8_t second_min;  // bounds of the second byte, which rule out what is too long, a surrogate or too large
  uint8_t second_max;
};

// Table 3-7 of the Unicode standard.
Sequence SequenceOf(uint8_t lead) {
  if (lead < 0x80) return {lead != 0 ? size_t{1} : 0, 0, 0};
  if (lead < 0xc2 || lead > 0xf4) return {0, 0, 0};
  if (lead < 0xe0) return {2, 0x80, 0xbf};
  if (lead < 0xf0) {
    return {3, static_cast<uint8_t>(lead == 0xe0 ? 0xa0 : 0x80), static_cast<uint8_t>(lead == 0xed ? 0x9f : 0xbf)};
  }
  return {4, static_cast<uint8_t>(lead == 0xf0 ? 0x90 : 0x80), static_cast<uint8_t>(lead == 0xf4 ? 0x8f : 0xbf)};
}

}  // namespace

TextCheck CheckText(std::string_view bytes) {
  const char* const end = bytes.data() + bytes.size();
  const char* at = bytes.data();
  while (true) {
    at = scan::SkipText(at, end);
    const auto good = static_cast<size_t>(at - bytes.data());
    if (at == end) return {good, false};
    const Sequence sequence = SequenceOf(static_cast<uint8_t>(*at));
    if (sequence.size_bytes == 0) return {good, false};
    for (size_t i = 1; i < sequence.size_bytes; ++i) {
      if (at + i == end) return {good, true};
      const auto byte = static_cast<uint8_t>(at[i]);
      const uint8_t min = i == 1 ? sequence.second_min : 0x80, max = i == 1 ? sequence.second_max : 0xbf;
      if (byte < min || byte > max) return {good, false};
    }
    at += sequence.size_bytes;
  }
}

}  // namespace env_file

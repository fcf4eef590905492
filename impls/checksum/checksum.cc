#include "impls/checksum/checksum.h"

namespace checksum {

std::string Hex(std::span<const uint8_t> bytes) {
  std::string hex;
  AppendHex(bytes, hex);
  return hex;
}

void AppendHex(std::span<const uint8_t> bytes, std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  const size_t before = text.size();
  text.resize(before + 2 * bytes.size());
  char* digit = text.data() + before;
  for (const uint8_t byte : bytes) {
    *digit++ = kDigits[byte >> 4];
    *digit++ = kDigits[byte & 15];
  }
}

}  // namespace checksum

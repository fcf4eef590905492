#include "impls/image_flags/shown.h"

namespace image_flags::internal {

std::string Shown(std::string_view value) {
  std::string shown = "\"";
  for (unsigned char c : value) {
    if (c >= 0x20 && c != 0x7f && c != '"' && c != '\\') {
      shown += static_cast<char>(c);
      continue;
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    shown += {'\\', 'x', kHex[c >> 4], kHex[c & 15]};
  }
  return shown + "\"";
}

}  // namespace image_flags::internal

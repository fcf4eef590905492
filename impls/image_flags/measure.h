#ifndef PAWL_IMPLS_IMAGE_FLAGS_MEASURE_H_
#define PAWL_IMPLS_IMAGE_FLAGS_MEASURE_H_

#include <cstddef>
#include <string_view>

#include "impls/image_flags/quoting.h"

namespace image_flags::internal {

// A sink that adds up the bytes of a line; counts a separator before every token, so one too many.
struct Measure {
  size_t bytes = 0;

  void Flag(std::string_view flag) { bytes += 1 + flag.size(); }

  void Value(std::string_view text) {
    const bool quotes = text.empty() || HasUnsafe(text);
    bytes += 1 + (quotes ? 2 + EscapedSize(text) : text.size());
  }

  void Pair(std::string_view key, std::string_view value) {
    const bool quotes = HasUnsafe(key) || HasUnsafe(value);
    bytes += 2 + (quotes ? 2 + EscapedSize(key) + EscapedSize(value) : key.size() + value.size());
  }
};

}  // namespace image_flags::internal

#endif  // PAWL_IMPLS_IMAGE_FLAGS_MEASURE_H_

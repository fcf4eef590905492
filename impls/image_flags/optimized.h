#ifndef PAWL_IMPLS_IMAGE_FLAGS_OPTIMIZED_H_
#define PAWL_IMPLS_IMAGE_FLAGS_OPTIMIZED_H_

#include <string>
#include <string_view>

#include "impls/image_flags/image_flags.h"

namespace image_flags {

// Adds up the line's size first, allocates it once, then writes it with inlined short copies. Two passes over the
// tokens, O(bytes); one allocation of exactly size + 1 bytes (none below 16, where std::string needs none). Trades code
// size for the price of std::string::append, about 7 ns a call, and looks at every byte a second time if any token
// needs quotes. std::string zero-fills the line before it is written (about 8 ns for 600 bytes); handing callers a
// plain std::string is worth that.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  std::string CommandLine(const Build& build) const;
  std::string ImageUri(const ImageReference& image) const;
};
static_assert(Formatter<Optimized>);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_OPTIMIZED_H_

#ifndef PAWL_IMPLS_IMAGE_FLAGS_OPTIMIZED_H_
#define PAWL_IMPLS_IMAGE_FLAGS_OPTIMIZED_H_

#include <string>
#include <string_view>

#include "impls/image_flags/image_flags.h"
#include "impls/image_flags/token_array.h"

namespace image_flags {

// Writes a line on the stack, in one pass that copies a token and looks at its bytes in the same registers, and then
// copies it into one allocation of exactly size + 1 bytes (none below 16, where std::string needs none). Lines that 8
// KiB of stack do not hold take two passes, one that measures and one that writes. O(bytes). A list of tokens is one
// allocation, too; its views are of the build.
//
// Trades code size, about 15 KB, for the price of std::string::append, about 7 ns a call.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  std::string CommandLine(const Build& build) const;
  TokenArray TokenList(const Build& build) const;
  std::string ImageUri(const ImageReference& image) const;
};
static_assert(Formatter<Optimized>);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_OPTIMIZED_H_

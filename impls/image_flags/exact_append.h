#ifndef PAWL_IMPLS_IMAGE_FLAGS_EXACT_APPEND_H_
#define PAWL_IMPLS_IMAGE_FLAGS_EXACT_APPEND_H_

#include <string>
#include <string_view>
#include <vector>

#include "impls/image_flags/image_flags.h"

namespace image_flags {

// What careful code does: adds up the exact size, reserves it and calls std::string::append. One allocation, two
// passes. A peer of Optimized, with the same test for bytes that need quotes: the difference is how bytes are written.
class ExactAppend {
 public:
  static constexpr std::string_view kName = "exact_append";

  std::string CommandLine(const Build& build) const;
  std::vector<std::string> TokenList(const Build& build) const;
  std::string ImageUri(const ImageReference& image) const;
};
static_assert(Formatter<ExactAppend>);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_EXACT_APPEND_H_

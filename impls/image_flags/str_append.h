#ifndef PAWL_IMPLS_IMAGE_FLAGS_STR_APPEND_H_
#define PAWL_IMPLS_IMAGE_FLAGS_STR_APPEND_H_

#include <string>
#include <string_view>
#include <vector>

#include "impls/image_flags/image_flags.h"

namespace image_flags {

// Joins with absl::StrAppend, which adds up what one call is given and lets the line grow by doubling: a logarithmic
// number of allocations. A peer of Optimized, with the same test for bytes that need quotes.
class StrAppend {
 public:
  static constexpr std::string_view kName = "str_append";

  std::string CommandLine(const Build& build) const;
  std::vector<std::string> TokenList(const Build& build) const;
  std::string ImageUri(const ImageReference& image) const;
};
static_assert(Formatter<StrAppend>);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_STR_APPEND_H_

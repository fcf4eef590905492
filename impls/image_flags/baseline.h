#ifndef PAWL_IMPLS_IMAGE_FLAGS_BASELINE_H_
#define PAWL_IMPLS_IMAGE_FLAGS_BASELINE_H_

#include <string>
#include <string_view>
#include <vector>

#include "impls/image_flags/image_flags.h"

namespace image_flags {

// Joins with `s = s + " " + token`. O(tokens x bytes of the line) time, a few allocations per token.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  std::string CommandLine(const Build& build) const;
  std::vector<std::string> TokenList(const Build& build) const;
  std::string ImageUri(const ImageReference& image) const;
};
static_assert(Formatter<Baseline>);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_BASELINE_H_

#ifndef PAWL_IMPLS_IMAGE_FLAGS_REUSED_BUILDER_H_
#define PAWL_IMPLS_IMAGE_FLAGS_REUSED_BUILDER_H_

#include <span>
#include <string>
#include <string_view>

#include "impls/image_flags/image_flags.h"
#include "impls/image_flags/token_array.h"

namespace image_flags {

// Writes in one pass into a buffer that it keeps. No allocation once the buffer has grown to the longest result; it is
// never given back, at most twice that result's size and 256 bytes. For callers that format many builds and are done
// with each result before they ask for the next: results are views into the buffer.
class ReusedBuilder {
 public:
  static constexpr std::string_view kName = "reused_builder";

  std::string_view CommandLine(const Build& build);
  std::span<const std::string_view> TokenList(const Build& build);
  std::string_view ImageUri(const ImageReference& image);

 private:
  std::string buffer_;  // All of its size is room to write in; what it holds between calls means nothing.
  TokenArray tokens_;
};
static_assert(Formatter<ReusedBuilder>);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_REUSED_BUILDER_H_

#ifndef PAWL_IMPLS_IMAGE_FLAGS_GRAMMAR_H_
#define PAWL_IMPLS_IMAGE_FLAGS_GRAMMAR_H_

#include <cstddef>
#include <string_view>

// Scanners of the parts of an image reference. Each returns the offset of the first byte that does not fit, the text's
// size if it ends too early, kFits if all of it fits.
namespace image_flags::internal {

inline constexpr size_t kFits = std::string_view::npos;

size_t ScanRegistry(std::string_view text);
size_t ScanRepository(std::string_view text);
size_t ScanTag(std::string_view text);
size_t ScanDigest(std::string_view text);

}  // namespace image_flags::internal

#endif  // PAWL_IMPLS_IMAGE_FLAGS_GRAMMAR_H_

#ifndef PAWL_IMPLS_IMAGE_FLAGS_URI_H_
#define PAWL_IMPLS_IMAGE_FLAGS_URI_H_

#include <cstddef>

#include "impls/image_flags/quoting.h"
#include "impls/image_flags/reference.h"

// Size and bytes of a URI. Implementation details of those that know the size before they write.
namespace image_flags::internal {

inline size_t UriSize(const ImageReference& image) {
  const auto with_punctuation = [](const std::string& part) { return part.empty() ? 0 : part.size() + 1; };
  return with_punctuation(image.registry) + image.repository.size() + with_punctuation(image.tag) +
         with_punctuation(image.digest);
}

// Writes UriSize() bytes.
inline void CopyUri(const ImageReference& image, char* to) {
  if (!image.registry.empty()) {
    to = Copy(image.registry, to);
    *to++ = '/';
  }
  to = Copy(image.repository, to);
  if (!image.tag.empty()) {
    *to++ = ':';
    to = Copy(image.tag, to);
  }
  if (!image.digest.empty()) {
    *to++ = '@';
    Copy(image.digest, to);
  }
}

}  // namespace image_flags::internal

#endif  // PAWL_IMPLS_IMAGE_FLAGS_URI_H_

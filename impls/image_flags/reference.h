#ifndef PAWL_IMPLS_IMAGE_FLAGS_REFERENCE_H_
#define PAWL_IMPLS_IMAGE_FLAGS_REFERENCE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace image_flags {

// The parts of an image's name, without the punctuation between them. Only `repository` is required.
struct ImageReference {
  std::string registry;    // host or host:port
  std::string repository;  // components joined with '/'
  std::string tag;
  std::string digest;  // algorithm:encoded

  friend bool operator==(const ImageReference&, const ImageReference&) = default;
};

// Checks each part by the grammar of the OCI distribution and image specifications:
//   registry    host name, IPv4 address or IPv6 address in brackets, then optionally `:` and 1 to 5 digits. Without '.'
//               and ':' only `localhost`: readers take any other such word for the repository's first component. Of an
//               IPv6 address only the bytes are looked at, [0-9a-fA-F:]+.
//   repository  [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*, such components joined with '/'; with the registry at most 255
//               bytes. Without a registry the first of several components must not look like one.
//   tag         [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}
//   digest      [a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+, after sha256 64 lower-case hex digits, after sha512 128
// The message names the part, the offset of the first byte that does not fit, the value, and what is allowed.
absl::Status Validate(const ImageReference& image);

// Reads `[registry/]repository[:tag][@digest]` and checks it as Validate does. The registry is what stands before the
// first '/', if it has a '.' or ':' or is `localhost`; the tag is what follows the first ':' after the last '/'.
// Nothing is added: a text without registry or tag gives none, where other readers put `docker.io/library` and
// `latest`. Of a valid image, every Formatter's ImageUri is such a text; and of what this reads, ImageUri is the text
// again.
//
// InvalidArgument shows the text, up to 512 bytes of it, and names the offset of the first byte that does not fit, the
// part it is in, and what is allowed there. O(bytes); copies the parts.
absl::StatusOr<ImageReference> ParseImageReference(std::string_view text);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_REFERENCE_H_

#ifndef PAWL_IMPLS_CHECKSUM_XXH3_H_
#define PAWL_IMPLS_CHECKSUM_XXH3_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "impls/checksum/page_buffer.h"

namespace checksum {

// XXH3 of 128 bits with seed 0, in its canonical order of bytes. Tells files apart that differ by accident; whoever
// wants two files of one fingerprint can make them. No Digest, so that neither is taken for the other.
struct Fingerprint {
  std::array<uint8_t, 16> bytes;

  // 32 hexadecimal digits, as `xxhsum -H128` prints.
  std::string Text() const;

  bool operator==(const Fingerprint&) const = default;
};

// Streams files through one buffer of 64 KiB, as Optimized does; libxxhash is compiled in, since its shared library is
// built for every CPU and called for each piece. Which files, and their errors: as Hasher::HashFile() of checksum.h.
class Xxh3 {
 public:
  absl::StatusOr<Fingerprint> HashFile(const std::filesystem::path& path);

 private:
  PageBuffer buffer_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_XXH3_H_

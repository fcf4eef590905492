#define XXH_INLINE_ALL
#include "impls/checksum/xxh3.h"

#include <xxhash.h>

#include <algorithm>

#include "impls/checksum/checksum.h"
#include "impls/checksum/files.h"

namespace checksum {
namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;  // as Optimized

}  // namespace

std::string Fingerprint::Text() const { return Hex(bytes); }

absl::StatusOr<Fingerprint> Xxh3::HashFile(const std::filesystem::path& path) {
  const absl::StatusOr<File> file = File::Open(path, Links::kFollow);
  if (!file.ok()) return file.status();
  if (!buffer_.Allocate(kBufferBytes)) return OutOfMemory(path, kBufferBytes);
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  while (true) {
    const absl::StatusOr<size_t> got = ReadSome(file->fd(), buffer_.data(), kBufferBytes, path);
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    XXH3_128bits_update(&state, buffer_.data(), *got);
  }
  if (absl::Status status = file->Unchanged(path); !status.ok()) return status;
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state));
  Fingerprint fingerprint;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), fingerprint.bytes.begin());
  return fingerprint;
}

}  // namespace checksum

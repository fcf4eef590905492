#ifndef PAWL_IMPLS_CHECKSUM_INTERLEAVED_H_
#define PAWL_IMPLS_CHECKSUM_INTERLEAVED_H_

#include <filesystem>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/checksum/batch_hasher.h"
#include "impls/checksum/checksum.h"

namespace checksum {

// Hashes the files of a tree two at a time on one thread, since the rounds of one message leave the SHA-256 unit idle
// half of the time; and short texts without OpenSSL's calls around them. One file is Optimized's: it is one message.
// Without SHA-NI all is as Optimized does it.
//
// Memory: two buffers of 72 KiB and one of 64, and a round of 1024 paths.
class Interleaved {
 public:
  static constexpr std::string_view kName = "interleaved";

  Interleaved() : Interleaved(BestEngine()) {}

  // REQUIRES: sha_ni::IsSupported(), for Engine::kShaNi.
  explicit Interleaved(Engine engine) : hasher_(engine) {}

  absl::StatusOr<Digest> HashFile(const std::filesystem::path& path) { return hasher_.one_file().HashFile(path); }
  absl::StatusOr<Digest> HashTree(const std::filesystem::path& root);
  Manifest HashEach(const std::filesystem::path& root);
  absl::StatusOr<Digest> HashBytes(std::string_view bytes) { return hasher_.HashBytes(bytes); }

 private:
  BatchHasher hasher_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_INTERLEAVED_H_

#ifndef PAWL_IMPLS_CHECKSUM_STAT_CACHE_H_
#define PAWL_IMPLS_CHECKSUM_STAT_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "impls/checksum/batch_hasher.h"
#include "impls/checksum/checksum.h"
#include "impls/checksum/files.h"

namespace checksum {

// Remembers the digest of every file by its device and inode, and hashes again only what has another size or other
// times than when it was hashed: one look at the inode instead of opening and reading. Moving or linking files changes
// nothing that counts, or the inode's time of change with it; so do a modification time that is set back, and an inode
// that is used again.
//
// Never remembered, but hashed every time:
//   * A file that changed so late that it could change again at the same time by the file system's clock: in the tick
//     of the kernel's clock (1 to 10 ms) in which hashing began or later; where the time looks like that of a clock of
//     seconds (it is a multiple of 10 ms), in the 2 s before.
//   * What is not on a file system that is known to be dated by this kernel's clock (dated_file_systems.h).
//
// What remains: a program that changes a file through a shared mapping makes the kernel date it when the page is first
// written to, and on tmpfs never, so a later write to that page is not seen before the file system has written the page
// back. And a clock that is set back makes a stale digest possible where a file changes at the very nanosecond, by the
// clock, of its last change.
//
// Memory: Interleaved's, and about 100 to 200 bytes for each file ever hashed, in which no path is kept.
class StatCache {
 public:
  static constexpr std::string_view kName = "stat_cache";

  StatCache() : hasher_(BestEngine()) {}

  absl::StatusOr<Digest> HashFile(const std::filesystem::path& path);
  absl::StatusOr<Digest> HashTree(const std::filesystem::path& root);
  Manifest HashEach(const std::filesystem::path& root);
  absl::StatusOr<Digest> HashBytes(std::string_view bytes) { return hasher_.HashBytes(bytes); }

  // Digests remembered.
  size_t size() const { return known_.size(); }

  void Forget() { known_.clear(); }

 private:
  struct Known {
    Stamp stamp;
    Digest digest;
  };

  void HashAll(const std::filesystem::path& root, std::span<Item> items);

  // The digest of the file that has this stamp, or null.
  const Digest* Find(const Stamp& stamp) const;

  // `began_ns`: the clock before the file was opened to be hashed.
  void Remember(const Stamp& stamp, const Digest& digest, int64_t began_ns, const PathRef& path);

  BatchHasher hasher_;
  absl::flat_hash_map<std::pair<uint64_t, uint64_t>, Known> known_;  // by device and inode
  absl::flat_hash_map<uint64_t, bool> is_dated_here_;                // by device
};

// Whether every change after `began_ns` must give a file another stamp than this, on a file system that this kernel's
// clock dates.
bool IsSettled(const Stamp& stamp, int64_t began_ns);

// The time that the kernel dates changes with, in whole ticks.
int64_t FileClockNs();

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_STAT_CACHE_H_

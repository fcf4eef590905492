#ifndef PAWL_IMPLS_CHECKSUM_OPTIMIZED_H_
#define PAWL_IMPLS_CHECKSUM_OPTIMIZED_H_

#include <filesystem>
#include <string_view>

#include "impls/checksum/checksum.h"
#include "impls/checksum/evp_sha256.h"
#include "impls/checksum/files.h"
#include "impls/checksum/page_buffer.h"
#include "impls/checksum/tree_walk.h"

namespace checksum {

// Streams every file through one buffer of 64 KiB that is kept from call to call, with SHA-256 fetched from OpenSSL
// once; a tree is walked in the order of its lines, each hashed as it is made.
//
// Memory: the buffer, OpenSSL's two states and, in HashTree, the names of the directories on the way down; nothing
// grows with a file's size. Time: the SHA-256 unit's (about 1.7 GB/s per core here) plus the copy out of the page
// cache, so the gain over Baseline is the page faults of its buffer and, for small files, its implicit fetch of the
// algorithm.
//
// read() and not mmap(), which must map and unmap every file and faults page by page (2-vCPU Xeon guest, file in the
// page cache, least CPU time of several runs; whole file hashed each time):
//
//                                4 KiB    64 KiB    1 MiB     64 MiB
//   read() into 16 KiB          3.4 us     39 us   596 us    46-49 ms
//   read() into 64 KiB          3.3 us     39 us   592 us    45-48 ms
//   read() into 256 KiB         3.5 us     38 us   588 us       46 ms
//   read() into 1 MiB           3.3 us     38 us   601 us    45-46 ms
//   mmap()                      7.4 us     43 us   587 us    52-65 ms
//   mmap(MAP_POPULATE)          7.1 us     43 us   585 us    58-60 ms
//
// From 64 KiB on the buffer's size is within the noise. A larger one would also be above malloc's first threshold of
// 128 KiB, so that a process that hashes one file now and then maps it, faults and unmaps it each time: 256 KiB took
// 24.8 us for an empty file instead of 6.7 us.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  absl::StatusOr<Digest> HashFile(const std::filesystem::path& path);
  absl::StatusOr<Digest> HashTree(const std::filesystem::path& root);
  Manifest HashEach(const std::filesystem::path& root);
  absl::StatusOr<Digest> HashBytes(std::string_view bytes);

  // A digest and the file that it is of.
  struct Hashed {
    Digest digest;
    Stamp stamp;
  };
  absl::StatusOr<Hashed> HashContent(const std::filesystem::path& path, Links links);

  // Hashes an item of the tree `root`, unless it is done. Then it is.
  void HashItem(const std::filesystem::path& root, Item& item);

 private:
  EvpSha256 file_;
  EvpSha256 tree_;
  PageBuffer buffer_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_OPTIMIZED_H_

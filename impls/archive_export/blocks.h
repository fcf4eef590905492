#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_BLOCKS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_BLOCKS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/archive_export/buffer.h"
#include "impls/archive_export/by_index.h"
#include "impls/archive_export/codec.h"
#include "impls/archive_export/spool.h"
#include "impls/fd.h"

namespace archive_export {

// Bytes of an archive that can be taken apart alone, and the checksum of what they were made of.
struct Block {
  uint64_t offset = 0;  // in the archive
  uint32_t stored_bytes = 0;
  uint32_t size_bytes = 0;
  uint32_t crc = 0;  // of the content, when it was read from the tree
  Wrapping wrapping = Wrapping::kNone;
  bool last = true;      // of a deflate stream
  uint16_t entries = 0;  // that are whole with this block
};

// What a thread needs to pack and to check: kept from segment to segment.
struct Workbench {
  Buffer raw;
  Codec codec;
};

// All blocks of an archive, which cover every byte of it. Memory: that of the spool.
class Blocks {
 public:
  explicit Blocks(const std::filesystem::path& directory) : spool_(directory) {}

  absl::Status Add(const Block& block);

  // For CutTo(), which forgets the blocks that were added since.
  uint64_t mark() const { return spool_.size_bytes(); }
  absl::Status CutTo(uint64_t mark) { return spool_.CutTo(mark); }

  // Checks group `i` of the blocks of the archive that is open as `fd`, some hundred KiB, once. False if there are
  // fewer. DATA_LOSS, with `path`, if one does not become the content that it was made of. Safe to call from several
  // threads, each with its own bench and buffer; nothing may be added any more.
  absl::StatusOr<bool> CheckGroup(size_t i, const impls::Fd& fd, const std::filesystem::path& path, Workbench& bench,
                                  Buffer& buffer, uint64_t& entries, uint64_t& bytes);

  // REQUIRES: a CheckGroup() has returned false. DATA_LOSS if the blocks do not cover the file of that size.
  absl::Status CheckCover(const std::filesystem::path& path, uint64_t size_bytes) const;

 private:
  std::optional<absl::StatusOr<std::vector<Block>>> NextGroup();

  std::mutex mutex_;  // guards what follows
  ByIndex<absl::StatusOr<std::vector<Block>>> groups_;
  Spool spool_;
  uint64_t taken_ = 0;  // of the spool
  uint64_t covered_bytes_ = 0;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_BLOCKS_H_

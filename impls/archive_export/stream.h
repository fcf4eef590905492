#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_STREAM_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_STREAM_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "impls/archive_export/blocks.h"
#include "impls/archive_export/buffer.h"
#include "impls/archive_export/file_reader.h"
#include "impls/archive_export/output_file.h"
#include "impls/archive_export/segments.h"
#include "impls/archive_export/session.h"

namespace archive_export {

// What became of a piece.
struct PackedPiece {
  absl::Status problem = absl::OkStatus();
  bool archived = true;  // whether it is among the bytes
  uint32_t begin = 0;    // in them, its header included
  uint64_t size_bytes = 0;
  uint64_t stored_bytes = 0;
  uint32_t crc = 0;
  bool stored = false;
  std::string_view reason;
};

// What became of a segment.
struct Packed {
  std::unique_ptr<Segment> segment;
  std::vector<PackedPiece> pieces;  // one for each of the segment's
  Buffer bytes;
  std::vector<Block> blocks;  // their offsets are in `bytes`
};

// What all formats of an archive that is made of segments share.
struct StreamParts {
  Session& session;
  FileReader& reader;
  OutputFile& output;
  Blocks* blocks;  // null unless the archive is to be read back
};

// One archive.
class Stream {
 public:
  explicit Stream(StreamParts parts) : parts_(parts) {}
  virtual ~Stream() = default;

  // Reads and compresses `packed.segment`. Safe to call from several threads, each with its own arguments.
  virtual absl::Status Pack(Workbench& bench, Packed& packed) const = 0;

  // Writes what was packed, in the order of the segments, by one thread at a time.
  virtual absl::Status Join(Packed& packed) = 0;

  // Writes the end.
  virtual absl::Status Finish() = 0;

 protected:
  StreamParts parts_;
};

// The end of Join() for an entry: it is in the archive.
void SayArchived(Session& session, const Piece& piece, uint64_t size_bytes, uint64_t stored_bytes, bool stored,
                 std::string_view reason);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_STREAM_H_

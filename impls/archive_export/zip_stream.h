#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_ZIP_STREAM_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_ZIP_STREAM_H_

#include <cstdint>

#include "impls/archive_export/spool.h"
#include "impls/archive_export/stream.h"
#include "impls/archive_export/zip_format.h"

namespace archive_export {

// A zip file. Each piece is deflated alone; those of one file are joined to one stream.
class ZipStream final : public Stream {
 public:
  ZipStream(StreamParts parts, const std::filesystem::path& directory) : Stream(parts), central_(directory) {}

  absl::Status Pack(Workbench& bench, Packed& packed) const override;
  absl::Status Join(Packed& packed) override;
  absl::Status Finish() override;

 private:
  // The file that is being written piece by piece.
  struct Open {
    uint64_t begin = 0;  // in the archive
    uint64_t mark = 0;   // of the blocks
    ZipSizes sizes;
    bool failed = false;
    absl::Status problem;
  };

  absl::Status PackPiece(const Piece& piece, Workbench& bench, Packed& packed, PackedPiece& result) const;
  absl::Status Deflate(const Piece& piece, std::string_view content, Workbench& bench, Packed& packed,
                       PackedPiece& result) const;
  absl::Status JoinWhole(Packed& packed);
  absl::Status JoinPart(Packed& packed);
  absl::Status EndOpen(const Piece& piece, const PackedPiece& last);
  absl::Status AddBlocks(const Packed& packed, uint64_t base);

  Spool central_;
  uint64_t entries_ = 0;
  Open open_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_ZIP_STREAM_H_

#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_TAR_STREAM_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_TAR_STREAM_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "impls/archive_export/codec.h"
#include "impls/archive_export/stream.h"

namespace archive_export {

// A tar file, as it is, or each segment of it as a gzip member or zstd frame of its own: gzip, zstd and whatever reads
// their files take them for one.
//
// Contents are read and written, and not handed from file to file by copy_file_range() or sendfile(): within ext4 these
// took as much CPU (59 to 61 and 60 to 63 ms against 55 to 58 for the 2,000 files of 100 MiB, 213 to 237 and 235 to 239
// against 217 to 238 for one of 500 MB, of which only the system calls were timed; Zen 5 guest, Linux 6.18), and one
// thread would do what several do now. To check an archive, its content has to be seen anyway.
class TarStream final : public Stream {
 public:
  TarStream(StreamParts parts, Wrapping wrapping) : Stream(parts), wrapping_(wrapping) {}

  absl::Status Pack(Workbench& bench, Packed& packed) const override;
  absl::Status Join(Packed& packed) override;
  absl::Status Finish() override;

 private:
  absl::Status PackPiece(const Piece& piece, Buffer& tar, PackedPiece& result) const;
  absl::Status PackContent(const Piece& piece, Buffer& tar, size_t header_begin, PackedPiece& result) const;
  absl::Status Wrap(Workbench& bench, Packed& packed) const;
  absl::Status LeaveOutOrphans(Packed& packed);
  absl::Status Write(const Packed& packed);
  void Account(Packed& packed);

  const Wrapping wrapping_;
  Workbench bench_;
  absl::flat_hash_set<std::string> lost_;  // names that a hard link could be to, and that are not in the archive
  bool open_failed_ = false;               // of the file that is being written piece by piece
  bool open_reported_ = false;
  uint64_t open_bytes_ = 0;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_TAR_STREAM_H_

#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_ZIP_FORMAT_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_ZIP_FORMAT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "impls/archive_export/segments.h"

// The records of a zip file (PKWARE's APPNOTE.TXT 6.3), with zip64 where sizes need it.
//
// Of our own, since libarchive deflates by zlib only, which takes six times as long (optimized.h), and minizip, which
// takes deflated content, keeps the whole central directory in memory: some 100 bytes and the name for each entry, so
// that the memory of an export would grow with the tree. Here that is a Spool.
namespace archive_export {

// What is known of an entry once its content is.
struct ZipSizes {
  uint64_t size_bytes = 0;
  uint64_t stored_bytes = 0;
  uint32_t crc = 0;
  bool deflated = false;
};

// Whether the sizes of a local header take 64 bits, which has to be known before the content is.
bool NeedsZip64(const Piece& piece);

// What stands before an entry's content; as long whatever the sizes are.
std::string ZipLocalHeader(const Piece& piece, const ZipSizes& sizes);

// An entry's record in the central directory.
std::string ZipCentralHeader(const Piece& piece, const ZipSizes& sizes, uint64_t local_header_offset);

// What ends the file.
std::string ZipEnd(uint64_t entries, uint64_t directory_offset, uint64_t directory_bytes);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_ZIP_FORMAT_H_

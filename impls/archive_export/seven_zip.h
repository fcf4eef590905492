#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_SEVEN_ZIP_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_SEVEN_ZIP_H_

#include "absl/status/status.h"
#include "impls/archive_export/file_reader.h"
#include "impls/archive_export/output_file.h"
#include "impls/archive_export/session.h"
#include "impls/archive_export/tree.h"

namespace archive_export {

// Streams a tree into a 7z file by libarchive, and checks it if that is asked for. One thread: LZMA is one stream
// there.
absl::Status WriteSevenZip(Tree& tree, FileReader& reader, OutputFile& output, Session& session);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_SEVEN_ZIP_H_

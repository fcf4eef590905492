#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_NAMES_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_NAMES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "impls/archive_export/archive_export.h"

// What formats can hold.
namespace archive_export {

bool IsUtf8(std::string_view text);

// INVALID_ARGUMENT, with `full_path` and the way out, for a name that the format cannot hold.
absl::Status CheckName(Format format, const std::string& full_path, std::string_view name);

inline bool IsTar(Format format) { return format != Format::kZip && format != Format::kSevenZip; }

// Files of several names are hard links in tar only.
inline bool HasHardLinks(Format format) { return IsTar(format); }

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_NAMES_H_

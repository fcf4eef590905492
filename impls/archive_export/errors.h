#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_ERRORS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_ERRORS_H_

#include <filesystem>
#include <string_view>

#include "absl/status/status.h"

namespace archive_export {

// The errno's canonical code, with `path`, what failed, the errno's text and the way out: of what is read from a tree.
absl::Status SystemError(const std::filesystem::path& path, std::string_view what, int error_number);

// The same of an archive, or of what is kept beside it while it is made.
absl::Status OutputError(const std::filesystem::path& path, std::string_view what, int error_number);

// RESOURCE_EXHAUSTED for memory that was not to be had, at `path`.
absl::Status OutOfMemory(const std::filesystem::path& path);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_ERRORS_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_FILE_ERROR_H_
#define PAWL_IMPLS_SAMPLE_TABLE_FILE_ERROR_H_

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace sample_table {

// What the last call of the system said: errno's canonical code, with "<path>: <what>" before its text.
inline absl::Status FileError(const std::filesystem::path& path, std::string_view what) {
  return absl::ErrnoToStatus(errno, path.string() + ": " + std::string(what));
}

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_FILE_ERROR_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_REPLACE_FILE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_REPLACE_FILE_H_

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "absl/status/status.h"

namespace sample_table {

// Creates or replaces the file at `path` so that at any time, a crash of the machine included, it is the old one or the
// whole new one: written under a random name in the same directory, synced, and renamed. Whoever has the old one mapped
// keeps it. The errno's canonical code, with the path, and then `path` is as before and nothing is left beside it.
absl::Status ReplaceFile(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_REPLACE_FILE_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_REPLACE_FILE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_REPLACE_FILE_H_

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "absl/status/status.h"

namespace sample_table {

// Creates or replaces the file at `path` so that at any time, a crash of the machine included, it is the old one or the
// whole new one: written under a random name in the same directory, synced, and renamed. Whoever has the old one mapped
// keeps it. It is the caller's, of `group`, with `mode`; where the caller may not give it to `group`, of the caller's
// own one, and without the bits for anybody but the owner.
//
// The errno's canonical code, with the path, and then `path` is as before and nothing is left beside it. Throws
// std::bad_alloc, which leaves no file either.
absl::Status ReplaceFile(const std::filesystem::path& path, std::string_view bytes, mode_t mode, gid_t group);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_REPLACE_FILE_H_

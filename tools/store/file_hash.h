#ifndef PAWL_TOOLS_STORE_FILE_HASH_H_
#define PAWL_TOOLS_STORE_FILE_HASH_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace pawl {

// The content hash of a file's bytes. Reads it once; errors name the path.
absl::StatusOr<std::string> HashFile(const std::filesystem::path& path);

// Copies all of the open file `from` to the open file `to` and returns the hash of exactly the bytes that it wrote, so
// that nothing can change between reading and hashing. kResourceExhausted beyond `max_bytes`; other errors as of
// read(2) and write(2), without a path.
absl::StatusOr<std::string> CopyHashed(int from, int to, int64_t max_bytes);

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_FILE_HASH_H_

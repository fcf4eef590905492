#ifndef PAWL_TOOLS_RUNNER_BINARY_SIZE_H_
#define PAWL_TOOLS_RUNNER_BINARY_SIZE_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace pawl {

// Bytes of code, constants and initialized data in a static archive: `text` and `data` of all its members, as binutils'
// `size` tells them. Neither debug information, nor symbols, nor what is zero at the start (`bss`).
//
// `search_path`, the value of PATH, says where `size` is; `folder` takes what it prints. kUnavailable, with what to
// install, if it is nowhere; any other error names the archive and ends with what `size` last printed. An archive
// without members is an error, too: nothing was built is not 0 bytes.
absl::StatusOr<int64_t> BinarySize(const std::filesystem::path& archive, const std::string& search_path,
                                   const std::filesystem::path& folder);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_BINARY_SIZE_H_

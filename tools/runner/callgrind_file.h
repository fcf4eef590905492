#ifndef PAWL_TOOLS_RUNNER_CALLGRIND_FILE_H_
#define PAWL_TOOLS_RUNNER_CALLGRIND_FILE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace pawl {

// What one file that callgrind dumped says of instructions (event Ir).
struct CallgrindCosts {
  int64_t instructions = 0;
  // What each function executed itself, its callees not included, by demangled name; functions of one name are added
  // up. The sum is `instructions`.
  std::map<std::string, int64_t> by_function;
};

// Reads a file in callgrind's profile format, version 1. `path` starts every error as "path:line: ", which says what
// was found there. InvalidArgument if the text is empty, damaged, cut off (it has no totals), does not count
// instructions, or holds other costs than it says. O(size of text); no I/O.
absl::StatusOr<CallgrindCosts> ParseCallgrindFile(std::string_view text, const std::string& path);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_CALLGRIND_FILE_H_

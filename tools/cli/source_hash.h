#ifndef PAWL_TOOLS_CLI_SOURCE_HASH_H_
#define PAWL_TOOLS_CLI_SOURCE_HASH_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

// 16 hexadecimal digits (64 bits of a SHA-256) over the names and contents of files, in this order. A folder counts as
// all files below it, sorted. It stands in committed baselines, so it depends on nothing else: no time, no permission,
// no absolute path if `paths` has none. An error names what cannot be read; no paths are an error, too. Reads every
// byte once, in O(1) memory. `folder`, which paths are relative to and which does not enter the hash, is this process's
// own if it is empty.
absl::StatusOr<std::string> HashSources(const std::vector<std::string>& paths, const std::string& folder = "");

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_SOURCE_HASH_H_

#ifndef PAWL_TOOLS_CLI_RUNFILE_H_
#define PAWL_TOOLS_CLI_RUNFILE_H_

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace pawl {

// Where a file that was built with this program is. `path` is relative to its repository: `bazel run` and `bazel test`
// start programs where it leads to the file if that is the main repository; the folders of all others stand, beside
// the main one's, in the runfiles of `program`, which may also be started by hand. kNotFound, with how to start it.
absl::StatusOr<std::string> FindRunfile(const std::string& path,
                                        const std::filesystem::path& program = "/proc/self/exe");

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_RUNFILE_H_

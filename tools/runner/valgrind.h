#ifndef PAWL_TOOLS_RUNNER_VALGRIND_H_
#define PAWL_TOOLS_RUNNER_VALGRIND_H_

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

struct Valgrind {
  std::filesystem::path binary;
  std::string version;  // "3.19.0", free of '-' and '/'
};

// The valgrind that `path`, the value of PATH, finds first. Asks it for its version, and writes what it says to `log`.
// kUnavailable, with what to do, if there is none, it is older than 3.15, or it does not say how old it is.
absl::StatusOr<Valgrind> FindValgrind(const std::string& path, const std::filesystem::path& log);

// The command line that runs `command` under callgrind, which dumps its counts to `<output>.1`, `<output>.2` and so on.
// Nothing is instrumented until the process asks for it; neither files nor variables of the user change any option.
std::vector<std::string> UnderCallgrind(const Valgrind& valgrind, const std::filesystem::path& output,
                                        const std::vector<std::string>& command);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_VALGRIND_H_

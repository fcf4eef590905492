#ifndef PAWL_TOOLS_RUNNER_SEARCH_PATH_H_
#define PAWL_TOOLS_RUNNER_SEARCH_PATH_H_

#include <filesystem>
#include <optional>
#include <string>

namespace pawl {

// The first executable file of this name in the folders of `search_path`, a value of PATH, as a shell finds it; nullopt
// if there is none.
std::optional<std::filesystem::path> InSearchPath(const std::string& search_path, const std::string& program);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_SEARCH_PATH_H_

#ifndef PAWL_TOOLS_CLI_PAGE_H_
#define PAWL_TOOLS_CLI_PAGE_H_

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace pawl {

// Writes a page for people and says where. `given` is the file that was asked for, relative to the work space; if
// empty, `name` in the work space's .cache/pawl, a folder that keeps itself out of its version control.
absl::StatusOr<std::filesystem::path> WritePage(const std::string& workspace, const std::string& given,
                                                const std::string& name, const std::string& html);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PAGE_H_

#include "tools/runner/search_path.h"

#include <unistd.h>

#include <sstream>
#include <system_error>

namespace pawl {

std::optional<std::filesystem::path> InSearchPath(const std::string& search_path, const std::string& program) {
  std::istringstream folders(search_path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::filesystem::path path = std::filesystem::path(folder.empty() ? "." : folder) / program;
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

}  // namespace pawl

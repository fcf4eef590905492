#include "tools/cli/page.h"

#include "tools/cli/files.h"

namespace pawl {

absl::StatusOr<std::filesystem::path> WritePage(const std::string& workspace, const std::string& given,
                                                const std::string& name, const std::string& html) {
  std::filesystem::path path = given.empty() ? ".cache/pawl/" + name : given;
  if (path.is_relative()) path = workspace / path;
  std::error_code error;  // a folder that cannot be made is reported by who cannot write in it
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (given.empty()) {
    if (absl::Status status = WriteFile(path.parent_path() / ".gitignore", "*\n"); !status.ok()) return status;
  }
  if (absl::Status status = WriteFile(path, html); !status.ok()) return status;
  return path;
}

}  // namespace pawl

#include "tools/cli/files.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "fmt/format.h"

namespace pawl {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::ErrnoToStatus(errno, "cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return absl::DataLossError("cannot read " + path + " to its end");
  return text.str();
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".new";
  std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (file) {
    std::filesystem::rename(temporary, path, error);
    if (!error) return absl::OkStatus();
  }
  const absl::Status status = absl::ErrnoToStatus(error ? error.value() : errno, "cannot write " + path);
  std::filesystem::remove(temporary, error);
  return status;
}

absl::StatusOr<ScratchFolder> ScratchFolder::Create() {
  std::string path = "/tmp/pawl.XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return absl::ErrnoToStatus(errno, "cannot create a folder in /tmp");
  return ScratchFolder(path);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

ScratchFolder::~ScratchFolder() {
  std::error_code error;
  if (!path_.empty()) std::filesystem::remove_all(path_, error);
}

}  // namespace pawl

#include "impls/checksum/parent_directory.h"

#include <fcntl.h>

#include <cerrno>
#include <string_view>

namespace checksum {

absl::StatusOr<ParentDirectory::Place> ParentDirectory::Of(const std::string& relative) {
  const size_t slash = relative.rfind('/');
  const std::string_view directory =
      slash == std::string::npos ? std::string_view() : std::string_view(relative).substr(0, slash);
  if (fd_.get() < 0 || directory != open_) {
    open_ = directory;
    const std::filesystem::path path = directory.empty() ? root_ : root_ / open_;
    fd_ = Fd(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (fd_.get() < 0) return SystemError({root_, relative}, "cannot open", errno);
  }
  return Place{fd_, relative.c_str() + (slash == std::string::npos ? 0 : slash + 1)};
}

}  // namespace checksum

#include "impls/archive_export/errors.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace archive_export {
namespace {

std::string_view WayOut(int error_number) {
  switch (error_number) {
    case EACCES:
    case EPERM:
      return "Make it readable (chmod u+r; a directory u+rx), or run as its owner";
    case ENOENT:
    case ESTALE:
    case ENOTDIR:
      return "Check the path; if it was there a moment ago, export again when nothing writes to the tree";
    case EMFILE:
    case ENFILE:
      return "Raise the limit of open files (ulimit -n), or use fewer threads";
    case ENOSPC:
    case EDQUOT:
      return "Free some space, or write the archive to another disk";
    case EFBIG:
      return "Raise the limit of file sizes (ulimit -f), or write to a file system that holds larger files";
    case EROFS:
      return "Write the archive to a directory that may be written";
    case ELOOP:
      return "It became a symbolic link meanwhile; export again when nothing writes to the tree";
    default:
      return "Check the disk and the file system (dmesg has the kernel's reason)";
  }
}

}  // namespace

absl::Status SystemError(const std::filesystem::path& path, std::string_view what, int error_number) {
  std::string message = path.native();
  message += ": ";
  message += what;
  message += ": ";
  message += std::generic_category().message(error_number);
  message += " (errno " + std::to_string(error_number) + "). ";
  message += WayOut(error_number);
  return absl::Status(absl::ErrnoToStatusCode(error_number), message);
}

absl::Status OutOfMemory(const std::filesystem::path& root) {
  return absl::ResourceExhaustedError(
      root.native() + ": no memory to export it. Use the streaming method, fewer threads, or a lower level");
}

}  // namespace archive_export

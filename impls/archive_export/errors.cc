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
    case ELOOP:
      return "It or a directory above it became a symbolic link meanwhile; export again when nothing writes to the "
             "tree";
    default:
      return "Check the disk and the file system (dmesg has the kernel's reason)";
  }
}

std::string_view WayOutOfOutput(int error_number) {
  switch (error_number) {
    case EACCES:
    case EPERM:
    case EROFS:
      return "Write the archive to a directory that may be written (chmod u+wx), or run as its owner";
    case ENOENT:
    case ENOTDIR:
      return "Create its directory first (mkdir -p), or write the archive elsewhere";
    case EISDIR:
      return "Name a file in that directory";
    case ENAMETOOLONG:
      return "Use a shorter name: seven bytes more are needed while the archive is written";
    case ENOSPC:
    case EDQUOT:
      return "Free some space, or write the archive to another disk";
    case EFBIG:
      return "Raise the limit of file sizes (ulimit -f), or write to a file system that holds larger files";
    default:
      return WayOut(error_number);
  }
}

absl::Status Error(const std::filesystem::path& path, std::string_view what, int error_number,
                   std::string_view way_out) {
  std::string message = path.native();
  message += ": ";
  message += what;
  message += ": ";
  message += std::generic_category().message(error_number);
  message += " (errno " + std::to_string(error_number) + "). ";
  message += way_out;
  return absl::Status(absl::ErrnoToStatusCode(error_number), message);
}

}  // namespace

absl::Status SystemError(const std::filesystem::path& path, std::string_view what, int error_number) {
  return Error(path, what, error_number, WayOut(error_number));
}

absl::Status OutputError(const std::filesystem::path& path, std::string_view what, int error_number) {
  return Error(path, what, error_number, WayOutOfOutput(error_number));
}

absl::Status OutOfMemory(const std::filesystem::path& path) {
  return absl::ResourceExhaustedError(
      path.native() + ": no memory to export it. Use the streaming method, fewer threads, or a lower level");
}

}  // namespace archive_export

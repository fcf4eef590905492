#include "impls/archive_export/below.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace archive_export {
namespace {

constexpr int kMostLinks = 40;  // that Linux follows in one path

// The first name of `path`, which it loses.
std::string TakeName(std::string& path) {
  const size_t end = path.find('/');
  const std::string name = path.substr(0, end);
  path.erase(0, end == std::string::npos ? end : end + 1);
  return name;
}

// openat2(2), for which the C library has no function, of a path that leads below `directory` by no link. -1 with errno
// set; ENOSYS where the kernel, valgrind, or a container's filter, which says EPERM, does not know it. A kernel is
// asked only once.
int OpenAtOnce(int directory, const char* path, int flags) {
  static std::atomic<bool> is_unknown = false;
  if (is_unknown.load(std::memory_order_relaxed)) {
    errno = ENOSYS;
    return -1;
  }
  open_how how = {};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  const int fd = static_cast<int>(syscall(SYS_openat2, directory, path, &how, sizeof how));
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
    if (errno == ENOSYS) is_unknown = true;
    errno = ENOSYS;
  }
  return fd;
}

// The same by a system call for each name, of a path without empty names.
impls::Fd OpenNameByName(int directory, std::string path, int flags) {
  impls::Fd parent;
  while (true) {
    const int at = parent.get() < 0 ? directory : parent.get();
    const std::string name = TakeName(path);
    if (name == "..") {
      errno = EXDEV;
      return impls::Fd();
    }
    if (path.empty()) return impls::Fd(openat(at, name.c_str(), flags));
    impls::Fd next(openat(at, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (next.get() < 0) {
      const int error = errno;
      struct stat status = {};
      const bool is_link = fstatat(at, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
      errno = is_link ? ELOOP : error;
      return impls::Fd();
    }
    parent = std::move(next);
  }
}

impls::Fd OpenPart(int directory, const char* path, int flags) {
  flags |= O_NOFOLLOW | O_CLOEXEC;
  const int fd = OpenAtOnce(directory, path, flags);
  return fd < 0 && errno == ENOSYS ? OpenNameByName(directory, path, flags) : impls::Fd(fd);
}

std::string ParentOf(const std::string& path) {
  const size_t end = path.rfind('/');
  return path.substr(0, end == std::string::npos ? 0 : end);
}

// The text of a link; empty if `path` is none, or beyond PATH_MAX.
std::string TargetOf(const impls::Fd& root, const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = readlinkat(root.get(), path.c_str(), target.data(), target.size());
  target.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return target;
}

}  // namespace

impls::Fd OpenPatiently(const std::function<impls::Fd()>& open) {
  for (int attempt = 0;; ++attempt) {
    impls::Fd fd = open();
    if (fd.get() >= 0 || (errno != EMFILE && errno != ENFILE) || attempt == 1000) return fd;
    usleep(1000);
  }
}

impls::Fd OpenBelow(const impls::Fd& root, const std::string& path, int flags) {
  impls::Fd directory;  // none while it is the root
  size_t begin = 0;
  while (path.size() - begin >= PATH_MAX) {
    const size_t end = path.rfind('/', begin + PATH_MAX - 1);
    if (end == std::string::npos || end <= begin) {
      errno = ENAMETOOLONG;
      return impls::Fd();
    }
    const std::string part = path.substr(begin, end - begin);
    impls::Fd next = OpenPart(directory.get() < 0 ? root.get() : directory.get(), part.c_str(), O_PATH | O_DIRECTORY);
    if (next.get() < 0) return impls::Fd();
    directory = std::move(next);
    begin = end + 1;
  }
  return OpenPart(directory.get() < 0 ? root.get() : directory.get(), path.c_str() + begin, flags);
}

bool LinkLeadsOut(const impls::Fd& root, const std::string& path, std::string_view target) {
  std::string at = ParentOf(path);  // below the root, and by no link
  std::string ahead(target);
  if (ahead.starts_with('/')) return true;
  for (int links = 1; !ahead.empty() && links <= kMostLinks;) {
    const std::string name = TakeName(ahead);
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (at.empty()) return true;
      at = ParentOf(at);
      continue;
    }
    const std::string here = at.empty() ? name : at + '/' + name;
    const std::string next = TargetOf(root, here);
    if (next.starts_with('/')) return true;
    if (next.empty()) {
      at = here;
    } else {
      ahead = next + '/' + ahead;
      ++links;
    }
  }
  return false;
}

bool NameLeadsOut(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.size() >= 2 && name[1] == ':' && is_letter(name[0])) return true;
  if (name.starts_with('\\')) return true;
  ptrdiff_t depth = 0;
  while (!name.empty() && depth >= 0) {
    const std::string_view part = name.substr(0, name.find_first_of("/\\"));
    name.remove_prefix(std::min(part.size() + 1, name.size()));
    if (!part.empty() && part != ".") depth += part == ".." ? -1 : 1;
  }
  return depth < 0;
}

}  // namespace archive_export

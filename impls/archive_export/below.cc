#include "impls/archive_export/below.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
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

// openat2(2), for which the C library has no function. -1 with errno set; ENOSYS where the kernel, valgrind, or a
// container's filter, which says EPERM, does not know it. A kernel is asked only once.
int OpenResolved(int directory, const char* path, int flags, uint64_t resolve) {
  static std::atomic<bool> is_unknown = false;
  if (is_unknown.load(std::memory_order_relaxed)) {
    errno = ENOSYS;
    return -1;
  }
  open_how how = {};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = resolve;
  const int fd = static_cast<int>(syscall(SYS_openat2, directory, path, &how, sizeof how));
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
    if (errno == ENOSYS) is_unknown = true;
    errno = ENOSYS;
  }
  return fd;
}

impls::Fd OpenPart(int directory, const char* path, int flags) {
  flags |= O_NOFOLLOW | O_CLOEXEC;
  const int fd = OpenResolved(directory, path, flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  return impls::Fd(fd < 0 && errno == ENOSYS ? openat(directory, path, flags) : fd);
}

// By the names alone, which one of `dividers` ends, from so many directories down.
bool TextLeadsOut(std::string_view text, std::string_view dividers, ptrdiff_t depth) {
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find_first_of(dividers));
    text.remove_prefix(std::min(name.size() + 1, text.size()));
    if (name.empty() || name == ".") continue;
    depth += name == ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
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
  if (target.starts_with('/')) return true;
  const impls::Fd there = OpenPatiently(
      [&] { return impls::Fd(OpenResolved(root.get(), path.c_str(), O_PATH | O_CLOEXEC, RESOLVE_BENEATH)); });
  if (there.get() >= 0) return false;
  return errno == EXDEV || TextLeadsOut(target, "/", std::count(path.begin(), path.end(), '/'));
}

bool NameLeadsOut(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.size() >= 2 && name[1] == ':' && is_letter(name[0])) return true;
  return name.starts_with('\\') || TextLeadsOut(name, "/\\", 0);
}

}  // namespace archive_export

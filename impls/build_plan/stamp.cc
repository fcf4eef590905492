#include "impls/build_plan/stamp.h"

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <cerrno>

#include "impls/dated_file_systems.h"

namespace build_plan {
namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

// Four ticks of the slowest clock that kernels are built with.
constexpr int64_t kTicksNs = 40'000'000;

}  // namespace

bool GetStamp(int directory_fd, const char* path, Stamp& stamp) {
  struct statx status;
  constexpr int kFlags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;
  if (statx(directory_fd, path, kFlags, STATX_INO | STATX_MTIME | STATX_CTIME | STATX_MNT_ID, &status) != 0)
    return false;
  stamp = {.inode = status.stx_ino,
           .mount = (status.stx_mask & STATX_MNT_ID) != 0 ? status.stx_mnt_id : 0,
           .device = makedev(status.stx_dev_major, status.stx_dev_minor),
           .modified_s = status.stx_mtime.tv_sec,
           .changed_s = status.stx_ctime.tv_sec,
           .modified_ns = status.stx_mtime.tv_nsec,
           .changed_ns = status.stx_ctime.tv_nsec};
  return true;
}

bool IsSettled(const Stamp& stamp, const timespec& now) {
  const bool may_be_whole_seconds = stamp.changed_ns == 0;
  const int64_t ticks_ns = may_be_whole_seconds ? 2 * kSecondNs : kTicksNs;
  // Compared in whole seconds first: nanoseconds since 1970 of a damaged stamp might not fit.
  const int64_t seconds = now.tv_sec - stamp.changed_s;
  if (seconds > 3) return true;
  if (seconds < 0) return false;
  return seconds * kSecondNs + now.tv_nsec - stamp.changed_ns >= ticks_ns;
}

bool StampsByOurClock(int fd) {
  struct statfs status;
  int result;
  do {
    result = fstatfs(fd, &status);
  } while (result != 0 && errno == EINTR);
  return result == 0 && impls::IsDatedByThisKernel(status);
}

}  // namespace build_plan

#ifndef PAWL_IMPLS_BUILD_PLAN_STAMP_H_
#define PAWL_IMPLS_BUILD_PLAN_STAMP_H_

#include <sys/stat.h>
#include <time.h>

#include <cstdint>

// When a directory that was listed before need not be listed again.
namespace build_plan {

// What tells a directory, and its state, from others: which one it is, and when a name in it was last added, removed or
// given to something else. Programs can set the one time (mtime) back, never the other (ctime).
struct Stamp {
  uint64_t inode = 0;
  uint64_t mount = 0;
  uint64_t device = 0;
  int64_t modified_s = 0;
  int64_t changed_s = 0;
  uint32_t modified_ns = 0;
  uint32_t changed_ns = 0;

  bool operator==(const Stamp&) const = default;
};

// Of the directory `path` below `directory_fd`, which is not followed if it is a link; "" for that directory itself.
// False, with errno set, if it cannot be had.
bool GetStamp(int directory_fd, const char* path, Stamp& stamp);

// Whether any change after `now` gives the directory another stamp. Kernels stamp with a clock that ticks 100 to 1000
// times a second, so a change in the tick of the one before leaves the stamp as it was; file systems that keep whole
// seconds have ticks of a second. `now` is CLOCK_REALTIME_COARSE, the clock that they stamp with, from before the stamp
// was taken.
bool IsSettled(const Stamp& stamp, const timespec& now);

// Whether the file system of `fd` is known to stamp with this kernel's clock. Servers have their own, and what is known
// here of their stamps may be old.
bool StampsByOurClock(int fd);

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_STAMP_H_

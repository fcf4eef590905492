#ifndef PAWL_IMPLS_DATED_FILE_SYSTEMS_H_
#define PAWL_IMPLS_DATED_FILE_SYSTEMS_H_

#include <linux/magic.h>
#include <sys/vfs.h>

#include <cstdint>

namespace impls {

// Whether a file system, as statfs(2) describes it, is known to date changes with this kernel's clock: ext2 to ext4,
// XFS, Btrfs, F2FS, tmpfs and overlays. Servers have clocks of their own, and what is known here of their dates may be
// old; FAT has no time of change. A cache that trusts times must not trust those.
inline bool IsDatedByThisKernel(const struct statfs& system) {
  switch (static_cast<uint32_t>(system.f_type)) {
    case BTRFS_SUPER_MAGIC:
    case EXT4_SUPER_MAGIC:  // and EXT2, EXT3
    case F2FS_SUPER_MAGIC:
    case OVERLAYFS_SUPER_MAGIC:
    case TMPFS_MAGIC:
    case XFS_SUPER_MAGIC:
      return true;
    default:
      return false;
  }
}

}  // namespace impls

#endif  // PAWL_IMPLS_DATED_FILE_SYSTEMS_H_

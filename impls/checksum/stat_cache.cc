#include "impls/checksum/stat_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>

#include <algorithm>

#include "impls/checksum/parent_directory.h"
#include "impls/dated_file_systems.h"

namespace checksum {
namespace {

namespace fs = std::filesystem;

constexpr size_t kRoundItems = 1024;
constexpr int64_t kSecondNs = 1'000'000'000;
constexpr int64_t kCoarseNs = kSecondNs / 100;   // times that are all multiples of this may come from a slower clock
constexpr int64_t kSlowClockNs = 2 * kSecondNs;  // the slowest that file systems have

bool IsDatedHere(const PathRef& path) {
  struct statfs system = {};
  if (statfs(path.Text().c_str(), &system) != 0) return false;
  return impls::IsDatedByThisKernel(system);
}

}  // namespace

int64_t FileClockNs() {
  struct timespec now = {};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec * kSecondNs + now.tv_nsec;
}

bool IsSettled(const Stamp& stamp, int64_t began_ns) {
  const bool may_be_slow = stamp.changed_ns % kCoarseNs == 0;
  const int64_t earliest_next_ns = may_be_slow ? began_ns - began_ns % kSlowClockNs : began_ns;
  return std::max(stamp.changed_ns, stamp.modified_ns) < earliest_next_ns;
}

const Digest* StatCache::Find(const Stamp& stamp) const {
  const auto found = known_.find({stamp.device, stamp.inode});
  return found != known_.end() && found->second.stamp == stamp ? &found->second.digest : nullptr;
}

void StatCache::Remember(const Stamp& stamp, const Digest& digest, int64_t began_ns, const PathRef& path) {
  if (!IsSettled(stamp, began_ns)) return;
  const auto [dated, is_new] = is_dated_here_.try_emplace(stamp.device, false);
  if (is_new) dated->second = IsDatedHere(path);
  if (dated->second) known_.insert_or_assign({stamp.device, stamp.inode}, Known{stamp, digest});
}

absl::StatusOr<Digest> StatCache::HashFile(const fs::path& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
    if (const Digest* const digest = Find(Stamp(status))) return *digest;
  }
  const int64_t began_ns = FileClockNs();
  const absl::StatusOr<Optimized::Hashed> hashed = hasher_.one_file().HashContent(path, Links::kFollow);
  if (!hashed.ok()) return hashed.status();
  Remember(hashed->stamp, hashed->digest, began_ns, path);
  return hashed->digest;
}

absl::StatusOr<Digest> StatCache::HashTree(const fs::path& root) {
  return HashTreeInRounds(root, kRoundItems, [&](std::span<Item> items) { HashAll(root, items); });
}

Manifest StatCache::HashEach(const fs::path& root) {
  return HashEachInRounds(root, kRoundItems, [&](std::span<Item> items) { HashAll(root, items); });
}

void StatCache::HashAll(const fs::path& root, std::span<Item> items) {
  ParentDirectory directory(root);
  for (Item& item : items) {
    if (item.done || item.entry.kind != Kind::kFile) continue;
    const absl::StatusOr<ParentDirectory::Place> place = directory.Of(item.entry.path);
    struct stat status = {};
    if (!place.ok() || fstatat(place->directory.get(), place->name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    const Digest* const digest = S_ISREG(status.st_mode) ? Find(Stamp(status)) : nullptr;
    if (digest == nullptr) continue;
    item.digest = *digest;
    item.done = true;
  }
  const int64_t began_ns = FileClockNs();
  hasher_.HashAll(root, items);
  for (const Item& item : items) {
    // What was found again has no stamp, nor have links.
    if (item.digest.ok() && item.stamp != Stamp())
      Remember(item.stamp, *item.digest, began_ns, {root, item.entry.path});
  }
}

}  // namespace checksum

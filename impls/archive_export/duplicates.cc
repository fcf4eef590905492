#include "impls/archive_export/duplicates.h"

#define XXH_INLINE_ALL  // Debian's shared one is built for every CPU and called for each piece.
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace archive_export {
namespace {

constexpr size_t kChunkBytes = 128 << 10;
constexpr uint64_t kMostRemembered = 2 << 20;

bool SameOwnerAndMode(const Entry& a, const Entry& b) { return a.mode == b.mode && a.uid == b.uid && a.gid == b.gid; }

}  // namespace

// The first of each size is not told from the rest here: it is read, too.
bool Duplicates::SizeIsShared(uint64_t size_bytes) {
  if (!sorted_) {
    std::sort(sizes_.begin(), sizes_.end());
    sorted_ = true;
  }
  const auto [first, last] = std::equal_range(sizes_.begin(), sizes_.end(), size_bytes);
  return last - first > 1;
}

std::optional<Duplicates::Hash> Duplicates::HashOf(const Entry& file) {
  std::vector<char>& buffer = buffers_[0];
  buffer.resize(kChunkBytes);
  alignas(64) XXH3_state_t state;
  XXH3_128bits_reset(&state);
  for (uint64_t offset = 0; offset < file.stamp.size_bytes;) {
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(kChunkBytes, file.stamp.size_bytes - offset));
    const absl::StatusOr<Bytes> read = reader_.Read(file, offset, buffer.data(), wanted);
    if (!read.ok() || read->bytes != wanted || !read->whole.ok()) return std::nullopt;
    XXH3_128bits_update(&state, buffer.data(), wanted);
    offset += wanted;
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  return Hash(hash.low64, hash.high64);
}

bool Duplicates::SameBytes(const Entry& a, const Entry& b) {
  if (a.stamp.size_bytes != b.stamp.size_bytes) return false;
  for (std::vector<char>& buffer : buffers_) buffer.resize(kChunkBytes);
  for (uint64_t offset = 0; offset < a.stamp.size_bytes;) {
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(kChunkBytes, a.stamp.size_bytes - offset));
    const absl::StatusOr<Bytes> of_a = reader_.Read(a, offset, buffers_[0].data(), wanted);
    if (!of_a.ok() || of_a->bytes != wanted || !of_a->whole.ok()) return false;
    const absl::StatusOr<Bytes> of_b = reader_.Read(b, offset, buffers_[1].data(), wanted);
    if (!of_b.ok() || of_b->bytes != wanted || !of_b->whole.ok()) return false;
    if (std::memcmp(buffers_[0].data(), buffers_[1].data(), wanted) != 0) return false;
    offset += wanted;
  }
  return true;
}

std::optional<std::string> Duplicates::Find(const Entry& file) {
  if (file.hard_links > 1) {
    const auto [known, is_new] = by_inode_.try_emplace({file.stamp.device, file.stamp.inode}, file.path);
    if (!is_new) return known->second;
  }
  if (file.stamp.size_bytes == 0 || !SizeIsShared(file.stamp.size_bytes)) return std::nullopt;
  const std::optional<Hash> hash = HashOf(file);
  if (!hash) return std::nullopt;
  const auto known = by_hash_.find(*hash);
  if (known != by_hash_.end()) {
    if (!SameOwnerAndMode(known->second, file) || !SameBytes(known->second, file)) return std::nullopt;
    return known->second.path;
  }
  const uint64_t bytes = sizeof(Hash) + sizeof(Entry) + file.path.size();
  if (remembered_bytes_ + bytes <= kMostRemembered) {
    remembered_bytes_ += bytes;
    by_hash_.emplace(*hash, file);
  }
  return std::nullopt;
}

}  // namespace archive_export

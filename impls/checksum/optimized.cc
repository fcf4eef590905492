#include "impls/checksum/optimized.h"

#include <optional>
#include <string>

namespace checksum {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBufferBytes = size_t{64} << 10;  // The header has the measurements.

}  // namespace

absl::StatusOr<Digest> Optimized::HashFile(const fs::path& path) {
  const absl::StatusOr<Hashed> hashed = HashContent(path, Links::kFollow);
  if (!hashed.ok()) return hashed.status();
  return hashed->digest;
}

absl::StatusOr<Optimized::Hashed> Optimized::HashContent(const fs::path& path, Links links) {
  const absl::StatusOr<File> file = File::Open(path, links);
  if (!file.ok()) return file.status();
  if (!buffer_.Allocate(kBufferBytes)) return OutOfMemory(path, kBufferBytes);
  if (absl::Status status = file_.Start(); !status.ok()) return status;
  while (true) {
    const absl::StatusOr<size_t> got = ReadSome(file->fd(), buffer_.data(), kBufferBytes, path);
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    if (absl::Status status = file_.Update({buffer_.data(), *got}); !status.ok()) return status;
  }
  if (absl::Status status = file->Unchanged(path); !status.ok()) return status;
  const absl::StatusOr<Digest> digest = file_.Finish();
  if (!digest.ok()) return digest.status();
  return Hashed{*digest, file->stamp()};
}

absl::StatusOr<Digest> Optimized::HashBytes(std::string_view bytes) {
  if (absl::Status status = file_.Start(); !status.ok()) return status;
  if (absl::Status status = file_.Update(bytes); !status.ok()) return status;
  return file_.Finish();
}

void Optimized::HashItem(const fs::path& root, Item& item) {
  if (item.done) return;
  item.done = true;
  const fs::path path = root / item.entry.path;
  if (item.entry.kind == Kind::kLink) {
    const absl::StatusOr<std::string> target = ReadLink(path);
    item.digest = target.ok() ? HashBytes(*target) : target.status();
    return;
  }
  const absl::StatusOr<Hashed> hashed = HashContent(path, Links::kRefuse);
  if (!hashed.ok()) {
    item.digest = hashed.status();
    return;
  }
  item.digest = hashed->digest;
  item.stamp = hashed->stamp;
}

absl::StatusOr<Digest> Optimized::HashTree(const fs::path& root) {
  if (absl::Status status = tree_.Start(); !status.ok()) return status;
  TreeWalk walk(root);
  std::string line;
  while (std::optional<Item> item = walk.Next()) {
    HashItem(root, *item);
    if (!item->digest.ok()) return item->digest.status();
    line.clear();
    AppendTreeLine(*item->digest, item->entry, line);
    if (absl::Status status = tree_.Update(line); !status.ok()) return status;
  }
  return tree_.Finish();
}

Manifest Optimized::HashEach(const fs::path& root) {
  Manifest manifest;
  TreeWalk walk(root);
  while (std::optional<Item> item = walk.Next()) {
    HashItem(root, *item);
    AddTo(manifest, *item);
  }
  return manifest;
}

}  // namespace checksum

#include "impls/checksum/baseline.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "impls/checksum/evp_sha256.h"
#include "impls/checksum/files.h"
#include "impls/checksum/tree_walk.h"

namespace checksum {
namespace {

namespace fs = std::filesystem;

struct Free {
  void operator()(char* data) const { std::free(data); }
};

// The bytes of a file. From malloc, because a std::string would throw when the file does not fit.
struct Content {
  std::unique_ptr<char, Free> data;
  size_t size_bytes = 0;
};

absl::StatusOr<Digest> Sha256(std::string_view bytes) {
  Digest digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) return OpenSslError();
  return digest;
}

absl::StatusOr<Content> ReadWhole(const File& file, const fs::path& path) {
  // One byte more than the file claims, so that its end is seen without growing; files in /proc claim nothing.
  size_t capacity_bytes = std::max<size_t>(static_cast<size_t>(file.stamp().size_bytes) + 1, 4096);
  Content content;
  while (true) {
    char* const data = static_cast<char*>(std::realloc(content.data.get(), capacity_bytes));
    if (data == nullptr) return OutOfMemory(path, capacity_bytes);
    static_cast<void>(content.data.release());  // realloc has taken it
    content.data.reset(data);
    while (content.size_bytes < capacity_bytes) {
      const absl::StatusOr<size_t> got =
          ReadSome(file.fd(), data + content.size_bytes, capacity_bytes - content.size_bytes, path);
      if (!got.ok()) return got.status();
      if (*got == 0) return content;
      content.size_bytes += *got;
    }
    capacity_bytes *= 2;
  }
}

absl::StatusOr<Digest> HashContent(const fs::path& path, Links links) {
  const absl::StatusOr<File> file = File::Open(path, links);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Content> content = ReadWhole(*file, path);
  if (!content.ok()) return content.status();
  if (absl::Status status = file->Unchanged(path); !status.ok()) return status;
  return Sha256({content->data.get(), content->size_bytes});
}

// Adds the entries of a directory and of those below it; one that cannot be hashed or listed, with the error.
void CollectTree(const fs::path& root, const Entry& directory, std::vector<Item>& all) {
  const absl::StatusOr<std::vector<Entry>> entries = ListDirectory(root, directory.path);
  if (!entries.ok()) {
    all.push_back({directory, entries.status(), /*done=*/true});
    return;
  }
  for (const Entry& entry : *entries) {
    if (entry.kind == Kind::kDirectory) {
      CollectTree(root, entry, all);
    } else if (entry.kind == Kind::kOther) {
      all.push_back({entry, NotHashable(root / entry.path), /*done=*/true});
    } else {
      all.push_back({entry});
    }
  }
}

// What an item is sorted by: lines by their paths, a directory's error as what is below it.
std::string Key(const Item& item) { return item.entry.path + (item.entry.kind == Kind::kDirectory ? "/" : ""); }

absl::StatusOr<Digest> HashLink(const fs::path& path) {
  const absl::StatusOr<std::string> target = ReadLink(path);
  if (!target.ok()) return target.status();
  return Sha256(*target);
}

}  // namespace

absl::StatusOr<Digest> Baseline::HashFile(const fs::path& path) { return HashContent(path, Links::kFollow); }

absl::StatusOr<Digest> Baseline::HashTree(const fs::path& root) {
  const Manifest manifest = HashEach(root);
  if (!manifest.failures.empty()) return manifest.failures.front();
  return Sha256(manifest.lines);
}

Manifest Baseline::HashEach(const fs::path& root) {
  std::vector<Item> items;
  CollectTree(root, {"", Kind::kDirectory}, items);
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return Key(a) < Key(b); });
  Manifest manifest;
  for (Item& item : items) {
    const fs::path path = root / item.entry.path;
    if (!item.done) item.digest = item.entry.kind == Kind::kLink ? HashLink(path) : HashContent(path, Links::kRefuse);
    AddTo(manifest, item);
  }
  return manifest;
}

absl::StatusOr<Digest> Baseline::HashBytes(std::string_view bytes) { return Sha256(bytes); }

}  // namespace checksum

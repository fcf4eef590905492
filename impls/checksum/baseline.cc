#include "impls/checksum/baseline.h"

#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

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

absl::StatusOr<Content> ReadWhole(const Fd& file, const fs::path& path) {
  struct stat status = {};
  fstat(file.get(), &status);
  // One byte more than the file claims, so that its end is seen without growing; files in /proc claim nothing.
  size_t capacity_bytes = std::max<size_t>(static_cast<size_t>(status.st_size) + 1, 4096);
  Content content;
  while (true) {
    char* const data = static_cast<char*>(std::realloc(content.data.get(), capacity_bytes));
    if (data == nullptr) return OutOfMemory(path, capacity_bytes);
    static_cast<void>(content.data.release());  // realloc has taken it
    content.data.reset(data);
    while (content.size_bytes < capacity_bytes) {
      const absl::StatusOr<size_t> got =
          ReadSome(file, data + content.size_bytes, capacity_bytes - content.size_bytes, path);
      if (!got.ok()) return got.status();
      if (*got == 0) return content;
      content.size_bytes += *got;
    }
    capacity_bytes *= 2;
  }
}

absl::StatusOr<Digest> HashContent(const fs::path& path, Links links) {
  const absl::StatusOr<Fd> file = OpenRegularFile(path, links);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Content> content = ReadWhole(*file, path);
  if (!content.ok()) return content.status();
  return Sha256({content->data.get(), content->size_bytes});
}

absl::Status CollectTree(const fs::path& root, const std::string& directory, std::vector<Entry>& all) {
  const absl::StatusOr<std::vector<Entry>> entries = ListDirectory(root, directory);
  if (!entries.ok()) return entries.status();
  for (const Entry& entry : *entries) {
    if (entry.kind != Kind::kDirectory) {
      all.push_back(entry);
    } else if (absl::Status status = CollectTree(root, entry.path, all); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Digest> HashLink(const fs::path& path) {
  const absl::StatusOr<std::string> target = ReadLink(path);
  if (!target.ok()) return target.status();
  return Sha256(*target);
}

}  // namespace

absl::StatusOr<Digest> Baseline::HashFile(const fs::path& path) { return HashContent(path, Links::kFollow); }

absl::StatusOr<Digest> Baseline::HashTree(const fs::path& root) {
  std::vector<Entry> entries;
  if (absl::Status status = CollectTree(root, "", entries); !status.ok()) return status;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  std::string lines;
  for (const Entry& entry : entries) {
    const fs::path path = root / entry.path;
    const absl::StatusOr<Digest> digest =
        entry.kind == Kind::kLink ? HashLink(path) : HashContent(path, Links::kRefuse);
    if (!digest.ok()) return digest.status();
    lines += TreeLine(*digest, entry);
  }
  return Sha256(lines);
}

}  // namespace checksum

#include "impls/checksum/tree_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <memory>
#include <string_view>

namespace checksum {
namespace {

namespace fs = std::filesystem;

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

// Mostly costs no system call: reading the directory told the type. What cannot be looked up is `kOther`; the error
// comes when it is to be hashed.
Kind KindOf(DIR* directory, const dirent& entry) {
  mode_t mode = DTTOIF(entry.d_type);
  if (entry.d_type == DT_UNKNOWN) {
    struct stat status = {};
    if (fstatat(dirfd(directory), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return Kind::kOther;
    mode = status.st_mode;
  }
  if (S_ISREG(mode)) return Kind::kFile;
  if (S_ISLNK(mode)) return Kind::kLink;
  return S_ISDIR(mode) ? Kind::kDirectory : Kind::kOther;
}

// Byte i of the path, which goes on with a '/' if it is a directory's: -1 beyond its end.
int ByteAt(const Entry& entry, size_t i) {
  if (i < entry.path.size()) return static_cast<unsigned char>(entry.path[i]);
  return entry.kind == Kind::kDirectory && i == entry.path.size() ? '/' : -1;
}

// The order of two entries of one directory, or of what is below them, among the sorted paths of the whole tree.
bool ComesBefore(const Entry& a, const Entry& b) {
  const size_t common = std::min(a.path.size(), b.path.size());
  const int order = a.path.compare(0, common, b.path, 0, common);
  return order != 0 ? order < 0 : ByteAt(a, common) < ByteAt(b, common);
}

}  // namespace

absl::StatusOr<std::vector<Entry>> ListDirectory(const fs::path& root, const std::string& directory) {
  const fs::path path = directory.empty() ? root : root / directory;
  const std::unique_ptr<DIR, CloseDirectory> open(opendir(path.c_str()));
  if (open == nullptr) return SystemError(path, "cannot list", errno);
  const std::string prefix = directory.empty() ? "" : directory + "/";
  std::vector<Entry> entries;
  while (true) {
    errno = 0;
    const dirent* const entry = readdir(open.get());
    if (entry == nullptr && errno != 0) return SystemError(path, "cannot list", errno);
    if (entry == nullptr) return entries;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    entries.push_back({prefix + entry->d_name, KindOf(open.get(), *entry)});
  }
}

std::optional<Item> TreeWalk::Next() {
  while (!waiting_.empty()) {
    Item item{std::move(waiting_.back())};
    waiting_.pop_back();
    if (item.entry.kind == Kind::kOther) {
      item.digest = NotHashable(root_ / item.entry.path);
      item.done = true;
    }
    if (item.entry.kind != Kind::kDirectory) return item;
    absl::StatusOr<std::vector<Entry>> below = ListDirectory(root_, item.entry.path);
    if (!below.ok()) {
      item.digest = below.status();
      item.done = true;
      return item;
    }
    std::sort(below->begin(), below->end(), [](const Entry& a, const Entry& b) { return ComesBefore(b, a); });
    waiting_.insert(waiting_.end(), std::move_iterator(below->begin()), std::move_iterator(below->end()));
  }
  return std::nullopt;
}

void AppendTreeLine(const Digest& digest, const Entry& entry, std::string& lines) {
  const bool escaped = entry.path.find_first_of("\\\n\r") != std::string::npos;
  if (escaped) lines += '\\';
  AppendHex(digest, lines);
  lines += entry.kind == Kind::kLink ? " @" : "  ";
  if (!escaped) {
    lines += entry.path;
  } else {
    for (const char c : entry.path) {
      if (c == '\\') {
        lines += "\\\\";
      } else if (c == '\n') {
        lines += "\\n";
      } else if (c == '\r') {
        lines += "\\r";
      } else {
        lines += c;
      }
    }
  }
  lines += '\n';
}

void AddTo(Manifest& manifest, const Item& item) {
  if (item.digest.ok()) {
    AppendTreeLine(*item.digest, item.entry, manifest.lines);
  } else {
    manifest.failures.push_back(item.digest.status());
  }
}

}  // namespace checksum

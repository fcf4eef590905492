#include "impls/archive_export/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "impls/archive_export/below.h"
#include "impls/archive_export/errors.h"

namespace archive_export {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

int64_t Nanoseconds(const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

// Byte i of a name that '/' follows if it is a directory's; -1 beyond its end.
int ByteAt(const char* name, size_t length, size_t i) {
  if (i < length) return static_cast<unsigned char>(name[i]);
  return name[-1] == DT_DIR && i == length ? '/' : -1;
}

bool ComesBefore(const char* a, const char* b) {
  const size_t a_length = strlen(a), b_length = strlen(b), common = std::min(a_length, b_length);
  const int order = memcmp(a, b, common);
  return order != 0 ? order < 0 : ByteAt(a, a_length, common) < ByteAt(b, b_length, common);
}

std::string_view NameOf(mode_t mode) {
  if (S_ISFIFO(mode)) return "named pipe";
  if (S_ISSOCK(mode)) return "socket";
  return S_ISBLK(mode) || S_ISCHR(mode) ? "device" : "special file";
}

absl::Status NotArchivable(const std::filesystem::path& path, mode_t mode) {
  return absl::FailedPreconditionError(path.native() + ": is a " + std::string(NameOf(mode)) +
                                       ". Only files, directories and symbolic links are archived; what it stands for "
                                       "has to be set up where the archive is unpacked");
}

// The text of the link `path`; as long as it takes, since what lstat() says of it is 0 in some file systems.
absl::StatusOr<std::string> ReadTarget(const impls::Fd& link, const std::filesystem::path& path) {
  std::string target(256, '\0');
  while (true) {
    const ssize_t length = readlinkat(link.get(), "", target.data(), target.size());
    if (length < 0) return SystemError(path, "cannot read the link", errno);
    if (static_cast<size_t>(length) < target.size()) {
      target.resize(static_cast<size_t>(length));
      return target;
    }
    target.resize(target.size() * 2);
  }
}

}  // namespace

Stamp StampOf(const struct stat& status) {
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size_bytes = static_cast<uint64_t>(status.st_size),
          .modified_ns = Nanoseconds(status.st_mtim),
          .changed_ns = Nanoseconds(status.st_ctim)};
}

absl::StatusOr<Tree> Tree::Open(const std::filesystem::path& root) {
  impls::Fd directory(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) return SystemError(root, "cannot list", errno);
  Tree tree(root, std::move(directory));
  Directory first;
  if (const absl::Status listed = tree.List(first); !listed.ok()) return listed;
  tree.down_.push_back(std::move(first));
  return tree;
}

absl::Status Tree::List(Directory& directory) {
  impls::Fd opened =
      OpenPatiently([this] { return OpenBelow(root_, path_.empty() ? "." : path_, O_RDONLY | O_DIRECTORY); });
  const std::unique_ptr<DIR, CloseDirectory> listing(opened.get() < 0 ? nullptr : fdopendir(opened.get()));
  if (listing == nullptr) return SystemError(FullPath(), "cannot list", errno);
  opened.Release();
  while (true) {
    errno = 0;
    const dirent* const found = readdir(listing.get());
    if (found == nullptr && errno != 0) return SystemError(FullPath(), "cannot list", errno);
    if (found == nullptr) break;
    const std::string_view name = found->d_name;
    if (name == "." || name == "..") continue;
    unsigned char type = found->d_type;
    if (type == DT_UNKNOWN) {
      struct stat status = {};
      if (fstatat(dirfd(listing.get()), found->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        type = IFTODT(status.st_mode);
    }
    directory.names += static_cast<char>(type);
    directory.order.push_back(static_cast<uint32_t>(directory.names.size()));
    directory.names += name;
    directory.names += '\0';
    if (directory.names.size() > UINT32_MAX - NAME_MAX) {
      return absl::ResourceExhaustedError(FullPath().native() +
                                          ": has more than 4 GiB of names. Archive its parts one by one");
    }
  }
  std::sort(directory.order.begin(), directory.order.end(), [&](uint32_t a, uint32_t b) {
    return ComesBefore(directory.names.data() + a, directory.names.data() + b);
  });
  directory.path_bytes = path_.size();
  return absl::OkStatus();
}

void Tree::LeaveOut(absl::Status status) { unlisted_.push_back({path_, std::move(status)}); }

// Whether path_ is an entry, which it then is.
bool Tree::Describe(Entry& entry) {
  struct stat status = {};
  impls::Fd link;
  int result;
  if (path_.size() < PATH_MAX) {
    result = fstatat(root_.get(), path_.c_str(), &status, AT_SYMLINK_NOFOLLOW);
  } else {
    link = OpenPatiently([this] { return OpenBelow(root_, path_, O_PATH); });
    result = link.get() < 0 ? -1 : fstat(link.get(), &status);
  }
  if (result != 0) {
    LeaveOut(SystemError(FullPath(), "cannot look at", errno));
    return false;
  }
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode)) {
    LeaveOut(NotArchivable(FullPath(), status.st_mode));
    return false;
  }
  entry.path = path_;
  entry.kind = S_ISREG(status.st_mode) ? Kind::kFile : S_ISDIR(status.st_mode) ? Kind::kDirectory : Kind::kLink;
  entry.stamp = StampOf(status);
  entry.mode = status.st_mode;
  entry.uid = status.st_uid;
  entry.gid = status.st_gid;
  entry.hard_links = status.st_nlink;
  entry.allocated_bytes = static_cast<uint64_t>(status.st_blocks) * 512;
  if (entry.kind != Kind::kLink) return true;
  if (link.get() < 0) link = OpenPatiently([this] { return OpenBelow(root_, path_, O_PATH); });
  absl::StatusOr<std::string> target =
      link.get() < 0 ? SystemError(FullPath(), "cannot read the link", errno) : ReadTarget(link, FullPath());
  if (!target.ok()) {
    LeaveOut(target.status());
    return false;
  }
  entry.target = *std::move(target);
  return true;
}

std::optional<Entry> Tree::Next() {
  if (entered_) {
    entered_ = false;
    Directory below;
    if (const absl::Status listed = List(below); listed.ok()) {
      down_.push_back(std::move(below));
    } else {
      LeaveOut(listed);
    }
  }
  while (!down_.empty()) {
    Directory& directory = down_.back();
    path_.resize(directory.path_bytes);
    if (directory.next == directory.order.size()) {
      down_.pop_back();
      continue;
    }
    if (!path_.empty()) path_ += '/';
    path_ += directory.names.data() + directory.order[directory.next++];
    Entry entry;
    if (!Describe(entry)) continue;
    entered_ = entry.kind == Kind::kDirectory;
    return entry;
  }
  return std::nullopt;
}

}  // namespace archive_export

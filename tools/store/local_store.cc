#include "tools/store/local_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tools/model/content_hash.h"
#include "tools/store/file_hash.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

constexpr char kTemporary[] = ".new.";
// A temporary file of this age belongs to nobody: a copy takes seconds.
constexpr std::chrono::hours kForgotten{1};

absl::Status Of(const fs::path& path, const absl::Status& status) {
  return {status.code(), fmt::format("{}: {}", path.string(), std::string(status.message()))};
}

absl::Status ErrnoOf(const fs::path& path, const char* doing) {
  return absl::ErrnoToStatus(errno, fmt::format("cannot {} {}", doing, path.string()));
}

// A file descriptor that is closed at the end.
class Open {
 public:
  explicit Open(int file) : file_(file) {}
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  ~Open() {
    if (file_ >= 0) close(file_);
  }
  int get() const { return file_; }

 private:
  int file_;
};

// Held until destroyed, by one process at a time; not held if the folder is not ours to write.
class FolderLock {
 public:
  // Only read, so that everybody who may read the folder may hold it.
  explicit FolderLock(const fs::path& root)
      : file_(open((root / "lock").c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0644)) {
    if (file_.get() < 0) return;
    while (flock(file_.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
  }

 private:
  Open file_;
};

void SyncFolder(const fs::path& folder) {
  const Open file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() >= 0) fsync(file.get());
}

struct Entry {
  fs::path path;
  fs::file_time_type used;
  int64_t bytes = 0;
};

bool IsEntry(const fs::path& path) {
  const std::string name = path.filename();
  return IsContentHash(std::string(kHashPrefix) + name) && path.parent_path().filename() == name.substr(0, 2);
}

// Whether LocalStore::Put() made a file of this name: the folder may hold what is not ours.
bool IsTemporary(const fs::path& path) {
  constexpr size_t kRandom = 6;  // characters, of mkostemp
  const std::string name = path.filename();
  return name.starts_with(kTemporary) && name.size() == std::char_traits<char>::length(kTemporary) + kRandom;
}

// All entries; removes forgotten temporary files on the way.
std::vector<Entry> EntriesOf(const fs::path& root) {
  std::vector<Entry> entries;
  std::error_code error;
  const auto look = [&](const fs::path& folder, const auto& at_file) {
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      std::error_code gone;
      const auto used = at->last_write_time(gone);
      if (!gone) at_file(*at, used);
    }
  };
  std::vector<fs::path> folders;
  look(root, [&](const fs::directory_entry& at, fs::file_time_type used) {
    std::error_code gone;
    if (at.is_directory(gone) && at.path().filename().native().size() == 2) folders.push_back(at.path());
    const bool forgotten = fs::file_time_type::clock::now() - used > kForgotten;
    if (at.is_regular_file(gone) && IsTemporary(at.path()) && forgotten) fs::remove(at.path(), gone);
  });
  for (const fs::path& folder : folders) {
    look(folder, [&](const fs::directory_entry& at, fs::file_time_type used) {
      std::error_code gone;
      if (!at.is_regular_file(gone) || !IsEntry(at.path())) return;
      const auto bytes = static_cast<int64_t>(at.file_size(gone));
      if (!gone) entries.push_back({at.path(), used, bytes});
    });
  }
  return entries;
}

}  // namespace

fs::path LocalStore::PathOf(const std::string& hash) const {
  const std::string digits(HashDigits(hash));
  return root_ / digits.substr(0, 2) / digits;
}

absl::StatusOr<std::string> LocalStore::Put(const fs::path& file) const {
  const Open from(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (from.get() < 0) return ErrnoOf(file, "read");
  std::error_code error;
  fs::create_directories(root_, error);
  if (error) return absl::ErrnoToStatus(error.value(), fmt::format("cannot create {}", root_.string()));
  std::string temporary = root_ / (std::string(kTemporary) + "XXXXXX");
  const Open to(mkostemp(temporary.data(), O_CLOEXEC));
  if (to.get() < 0) {
    // Somebody else's folder, or a read-only one, may have it all the same.
    const absl::Status unwritable = ErrnoOf(root_, "write into");
    const absl::StatusOr<std::string> hash = HashFile(file);
    const absl::StatusOr<std::string> there = hash.ok() ? HashFile(PathOf(*hash)) : hash;
    return there.ok() && *there == *hash ? there : absl::StatusOr<std::string>(unwritable);
  }
  absl::StatusOr<std::string> hash = CopyHashed(from.get(), to.get(), max_bytes_);
  absl::Status status = hash.status();
  if (absl::IsResourceExhausted(status)) {
    status = absl::ResourceExhaustedError(fmt::format("{} has {} than the whole store {} may hold", file.string(),
                                                      std::string(status.message()), root_.string()));
  } else if (!status.ok()) {
    status = Of(temporary, status);
  }
  const fs::path entry = hash.ok() ? PathOf(*hash) : fs::path();
  if (status.ok() && (fchmod(to.get(), 0444) != 0 || fsync(to.get()) != 0)) status = ErrnoOf(temporary, "write");
  {
    // Nobody takes the entry for an old or a damaged one between its rename and the return.
    const FolderLock lock(root_);
    if (status.ok()) {
      fs::create_directory(entry.parent_path(), error);  // what goes wrong shows in the rename
      if (rename(temporary.c_str(), entry.c_str()) != 0) status = ErrnoOf(entry, "write");
    }
    if (status.ok()) Evict(entry);
  }
  if (!status.ok()) {
    fs::remove(temporary, error);
    return status;
  }
  SyncFolder(entry.parent_path());
  return hash;
}

absl::Status LocalStore::Get(const std::string& hash, const fs::path& into) const {
  if (!IsContentHash(hash)) return absl::InvalidArgumentError(fmt::format("\"{}\" is no content hash", hash));
  const fs::path entry = PathOf(hash);
  const Open from(open(entry.c_str(), O_RDONLY | O_CLOEXEC));
  if (from.get() < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return absl::NotFoundError(fmt::format("{} is not in {}", ShortHash(hash), root_.string()));
  }
  if (from.get() < 0) return ErrnoOf(entry, "read");
  const Open to(open(into.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700));
  if (to.get() < 0) return ErrnoOf(into, "create");
  const absl::StatusOr<std::string> copied = CopyHashed(from.get(), to.get(), std::numeric_limits<int64_t>::max());
  if (copied.ok() && *copied == hash) {
    Touch(hash);
    return absl::OkStatus();
  }
  std::error_code error;
  fs::remove(into, error);
  if (!copied.ok()) return Of(entry, copied.status());
  return RemoveDamaged(entry, from.get(), fmt::format("its bytes have the hash {}", ShortHash(*copied)));
}

void LocalStore::Touch(const std::string& hash) const {
  utimensat(AT_FDCWD, PathOf(hash).c_str(), nullptr, 0);  // a store that is not ours to write stays as it is
}

absl::Status LocalStore::RemoveDamaged(const fs::path& entry, int file, const std::string& what) const {
  const FolderLock lock(root_);
  struct stat seen = {};
  struct stat now = {};
  // Another process may have put a sound one in its place meanwhile.
  const bool same = fstat(file, &seen) == 0 && stat(entry.c_str(), &now) == 0 && seen.st_ino == now.st_ino;
  if (same && unlink(entry.c_str()) != 0) {
    return absl::DataLossError(fmt::format("{} is damaged: {}, and it cannot be removed: {}", entry.string(), what,
                                           std::generic_category().message(errno)));
  }
  return absl::DataLossError(fmt::format("{} was damaged: {}; it has been removed", entry.string(), what));
}

void LocalStore::Evict(const fs::path& kept) const {
  std::vector<Entry> entries = EntriesOf(root_);
  int64_t total = 0;
  for (const Entry& entry : entries) total += entry.bytes;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (total <= max_bytes_) return;
    std::error_code error;
    if (entry.path == kept || !fs::remove(entry.path, error)) continue;
    total -= entry.bytes;
  }
}

}  // namespace pawl

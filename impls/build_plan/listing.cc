#include "impls/build_plan/listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "impls/fd.h"

namespace build_plan {
namespace {

// What a thread keeps from one directory to the next.
struct Scratch {
  alignas(dirent64) std::array<char, size_t{64} << 10> buffer;
  std::string text;  // the names
  std::vector<Name> found;
  std::string path;
};

// Byte i of the path, which goes on with a '/' if it is a directory's: -1 beyond its end.
int ByteAt(const Name& name, size_t i) {
  if (i < name.name.size()) return static_cast<unsigned char>(name.name[i]);
  return name.type == FileType::kDirectory && i == name.name.size() ? '/' : -1;
}

// Reads one directory into a thread's scratch.
class Reader {
 public:
  Reader(const Place& place, const IgnoreRules& rules, int fd, Scratch& scratch)
      : place_(place), rules_(rules), fd_(fd), scratch_(scratch) {
    scratch_.text.clear();
    scratch_.found.clear();
    scratch_.path.clear();
    if (!place.is_root) scratch_.path.append(place.path).append(1, '/');
    directory_bytes_ = scratch_.path.size();
  }

  // 0 or the errno.
  int Read() {
    while (true) {
      const long got = syscall(SYS_getdents64, fd_, scratch_.buffer.data(), scratch_.buffer.size());
      if (got < 0) return errno;
      if (got == 0) return 0;
      for (long at = 0; at < got;) {
        const auto* const entry = reinterpret_cast<const dirent64*>(scratch_.buffer.data() + at);
        Look(entry->d_name, entry->d_type);
        at += entry->d_reclen;
      }
    }
  }

  // The names in their order.
  Names Finish() {
    const char* at = scratch_.text.data();
    for (Name& name : scratch_.found) {
      name.name = {at, name.name.size()};  // the text may have moved since
      at += name.name.size();
    }
    std::sort(scratch_.found.begin(), scratch_.found.end(), ComesBefore);
    Names names;
    names.Reserve(scratch_.found.size(), scratch_.text.size());
    for (const Name& name : scratch_.found) names.Add(name);
    return names;
  }

 private:
  void Look(const char* text, unsigned char type) {
    Name name = {text, FileType::kOther, false, 0};
    if (name.name == "." || name.name == ".." || !FindType(text, type, name.type)) return;
    scratch_.path.resize(directory_bytes_);
    scratch_.path.append(name.name);
    const int last_match = rules_.LastMatch(scratch_.path, place_.last_match);
    const bool excluded = rules_.Excludes(last_match);
    if (name.type == FileType::kDirectory) {
      if (excluded && !rules_.MayIncludeBelow(scratch_.path, last_match)) return;
    } else {
      const bool may_be_left_out = excluded && !place_.is_root;
      name.is_dockerfile = name.type != FileType::kOther && !may_be_left_out && IsDockerfile(name.name);
      name.kinds = excluded ? 0 : KindsOf(name.name);
      if (excluded && !name.is_dockerfile) return;
    }
    scratch_.text.append(name.name);
    scratch_.found.push_back(name);
  }

  // False if it has vanished meanwhile.
  bool FindType(const char* name, unsigned char told, FileType& type) const {
    if (told != DT_UNKNOWN) {
      type = TypeOf(DTTOIF(told));
      return true;
    }
    struct stat status;
    if (fstatat(fd_, name, &status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) return false;
    type = TypeOf(status.st_mode);
    return true;
  }

  const Place& place_;
  const IgnoreRules& rules_;
  const int fd_;
  Scratch& scratch_;
  size_t directory_bytes_;
};

}  // namespace

bool ComesBefore(const Name& a, const Name& b) {
  const size_t common = std::min(a.name.size(), b.name.size());
  const int order = std::memcmp(a.name.data(), b.name.data(), common);
  return order != 0 ? order < 0 : ByteAt(a, common) < ByteAt(b, common);
}

Listing List(const Place& place, const IgnoreRules& rules, const FileSystem& root) {
  // Not in the thread's own storage, which every thread of the program would have to clear.
  thread_local const std::unique_ptr<Scratch> scratch = std::make_unique_for_overwrite<Scratch>();
  Listing listing;
  const impls::Fd opened(
      place.is_root ? -1 : openat(place.root_fd, place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  const int fd = place.is_root ? place.root_fd : opened.get();
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (fd < 0 || !GetStamp(fd, "", listing.stamp)) {
    listing.error_number = errno;
    return listing;
  }
  Reader reader(place, rules, fd, *scratch);
  listing.error_number = reader.Read();
  if (listing.error_number != 0) return listing;
  listing.names = reader.Finish();
  const bool our_clock = listing.stamp.device == root.device ? root.stamps_by_our_clock : StampsByOurClock(fd);
  listing.trusted = our_clock && IsSettled(listing.stamp, now);
  return listing;
}

}  // namespace build_plan

#include "impls/memory_pressure/memory_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace memory_pressure {
namespace {

namespace fs = std::filesystem;

// memory.stat, the longest, has about 2 KiB. One that does not fit is read up to here, which is where its tail begins.
constexpr size_t kBufferBytes = 16 << 10;

bool Exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// Where cgroup v2 is mounted: alone, or beside v1.
std::optional<fs::path> GroupRoot(const fs::path& root) {
  for (const char* place : {"sys/fs/cgroup", "sys/fs/cgroup/unified"}) {
    if (Exists(root / place / "cgroup.controllers")) return root / place;
  }
  return std::nullopt;
}

}  // namespace

MemoryFiles::File::File(fs::path path) : path_(std::move(path)), fd_(-1) {
  do {
    fd_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  } while (fd_ < 0 && errno == EINTR);
}

MemoryFiles::File::~File() {
  if (fd_ >= 0) close(fd_);
}

std::optional<std::string_view> MemoryFiles::File::Read(std::vector<char>& buffer) const {
  if (fd_ < 0) return std::nullopt;
  size_t got_bytes = 0;
  while (got_bytes < buffer.size()) {
    const ssize_t got = pread(fd_, buffer.data() + got_bytes, buffer.size() - got_bytes, static_cast<off_t>(got_bytes));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;  // the group is gone (ENODEV), or PSI is switched off (EOPNOTSUPP)
    got_bytes += static_cast<size_t>(got);
    // These files come whole with the first read; a second one would only say so.
    if (got == 0 || buffer[got_bytes - 1] == '\n') break;
  }
  return std::string_view(buffer.data(), got_bytes);
}

MemoryFiles::Group::Group(const fs::path& folder)
    : max(folder / "memory.max"),
      high(folder / "memory.high"),
      current(folder / "memory.current"),
      stat(folder / "memory.stat") {}

template <typename Parse>
auto MemoryFiles::ReadAs(const File& file, Parse parse) {
  using Parsed = decltype(parse(std::string_view()));
  const std::optional<std::string_view> text = file.Read(buffer_);
  if (!text) return Parsed();  // absent
  Parsed parsed = parse(*text);
  if constexpr (requires { parsed.found; }) {
    if (parsed.found == Found::kDamaged && std::ranges::find(damaged_, file.path().native()) == damaged_.end()) {
      damaged_.push_back(file.path().native());
    }
  }
  return parsed;
}

MemoryFiles::MemoryFiles(const fs::path& root) : buffer_(kBufferBytes), statm_(root / "proc/self/statm") {
  FindGroups(root);
  stall_.emplace_back(root / "proc/pressure/memory");
  RereadLimits();
}

void MemoryFiles::FindGroups(const fs::path& root) {
  const std::optional<fs::path> mount = GroupRoot(root);
  if (!mount) return;
  const std::optional<std::string> path =
      ReadAs(File(root / "proc/self/cgroup"), [](std::string_view text) { return ParseGroupPath(text); });
  if (!path) return;
  fs::path relative = fs::path(*path).relative_path().lexically_normal();
  // A container that sees its host's path but only its own groups: those begin at the mount.
  if (!Exists(*mount / relative)) relative.clear();
  stall_.emplace_back(*mount / relative / "memory.pressure");
  while (true) {
    groups_.emplace_back(*mount / relative);
    if (!relative.has_relative_path() || relative == ".") break;
    relative = relative.parent_path();
  }
}

Number MemoryFiles::ResidentBytes() {
  return ReadAs(statm_, [](std::string_view text) {
    static const uint64_t page_bytes = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    Number pages = ParseResidentPages(text);
    if (pages.value > std::numeric_limits<uint64_t>::max() / page_bytes) return Number{Found::kDamaged, 0};
    pages.value *= page_bytes;
    return pages;
  });
}

Stall MemoryFiles::MemoryStall() {
  for (const File& file : stall_) {
    const Stall stall = ReadAs(file, ParseStall);
    if (stall.found == Found::kValue) return stall;
  }
  return {};
}

void MemoryFiles::RereadLimits() {
  for (Group& group : groups_) {
    group.limit_bytes.reset();
    for (const File* file : {&group.max, &group.high}) {
      const Number limit = ReadAs(*file, ParseNumber);
      if (limit.found != Found::kValue) continue;
      group.limit_bytes = std::min(limit.value, group.limit_bytes.value_or(limit.value));
    }
  }
}

uint64_t MemoryFiles::UsedBytes(const Group& group, uint64_t current_bytes) {
  const Number inactive = ReadAs(group.stat, ParseInactiveFile);
  return inactive.found == Found::kValue ? current_bytes - std::min(current_bytes, inactive.value) : current_bytes;
}

const std::vector<GroupUsage>& MemoryFiles::ReadGroups(uint64_t planned_bytes, double screen) {
  usages_.clear();
  for (const Group& group : groups_) {
    if (!group.limit_bytes) continue;
    const Number current = ReadAs(group.current, ParseNumber);
    if (current.found != Found::kValue) continue;
    const double bytes = static_cast<double>(current.value) + static_cast<double>(planned_bytes);
    const bool is_near = bytes >= screen * static_cast<double>(*group.limit_bytes);
    usages_.push_back({is_near ? UsedBytes(group, current.value) : current.value, *group.limit_bytes});
  }
  return usages_;
}

}  // namespace memory_pressure

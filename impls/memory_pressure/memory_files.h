#ifndef PAWL_IMPLS_MEMORY_PRESSURE_MEMORY_FILES_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_MEMORY_FILES_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "impls/memory_pressure/parse.h"

namespace memory_pressure {

// A control group's memory, in bytes. What the kernel can drop at no cost, file pages unused for long, is not counted.
struct GroupUsage {
  uint64_t used_bytes = 0;
  uint64_t limit_bytes = 0;  // the lower one of memory.max and memory.high; may be 0
};

// The files below a root folder that say how much memory is used and how much may be. Opened once; each reading is one
// pread per file (about 1 us; smaps_rollup would take 700). Everything may be absent: on a machine without cgroup v2
// there is no group, and that is no error. One object is used by one thread at a time.
class MemoryFiles {
 public:
  // `root` is "/", or a folder in which a test has made up proc/ and sys/.
  explicit MemoryFiles(const std::filesystem::path& root);

  // Of this process (proc/self/statm), in bytes.
  Number ResidentBytes();

  // Of this process's group (memory.pressure), or else of the machine (proc/pressure/memory).
  Stall MemoryStall();

  // Of this process's group and those above it, all of whose limits hold, those that have a limit and tell their usage.
  // memory.stat, ten times as dear as the rest, is read only where memory.current plus `planned_bytes` is at least
  // `screen` of the limit; below, all of memory.current counts. Valid until the next call; allocates in the first only.
  const std::vector<GroupUsage>& ReadGroups(uint64_t planned_bytes, double screen);

  // Reads memory.max and memory.high again; they may change while a program runs.
  void RereadLimits();

  // The files that were found damaged at some time, each once: for people, as the numbers go on without them.
  const std::vector<std::string>& damaged() const { return damaged_; }

 private:
  // A file that is kept open.
  class File {
   public:
    explicit File(std::filesystem::path path);
    File(File&& other) noexcept : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}
    File& operator=(File&&) = delete;
    ~File();

    // The whole text, in `buffer`; nullopt if the file is absent or does not answer.
    std::optional<std::string_view> Read(std::vector<char>& buffer) const;
    const std::filesystem::path& path() const { return path_; }

   private:
    std::filesystem::path path_;
    int fd_;
  };

  struct Group {
    explicit Group(const std::filesystem::path& folder);

    File max, high, current, stat;
    std::optional<uint64_t> limit_bytes;
  };

  void FindGroups(const std::filesystem::path& root);
  template <typename Parse>
  auto ReadAs(const File& file, Parse parse);
  uint64_t UsedBytes(const Group& group, uint64_t current_bytes);

  std::vector<char> buffer_;
  File statm_;
  std::vector<Group> groups_;  // this process's first, then those above
  std::vector<GroupUsage> usages_;
  std::vector<File> stall_;  // in order of preference
  std::vector<std::string> damaged_;
};

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_MEMORY_FILES_H_

#ifndef PAWL_IMPLS_STRUCT_LAYOUT_SPLIT_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_SPLIT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "impls/struct_layout/scans.h"
#include "impls/struct_layout/struct_layout.h"

namespace struct_layout {

// Hot and cold fields apart: what a scan reads is a column of its own, and the rest is a struct. A scan fetches 17, 5,
// 17 and 21 bytes of a record in place of all. One record as a whole costs more, since its parts lie in three to five
// places.
class Split {
 public:
  static constexpr std::string_view kName = "split";

  explicit Split(const Records& records);

  Records Load() const;

  FailedBuilds FailedSince(int64_t time_ns) const {
    FailedBuilds failed;
    for (size_t i = 0; i < builds_.rest.size(); ++i) {
      AddBuild(builds_.status[i], builds_.started_at_ns[i], builds_.finished_at_ns[i], time_ns, failed);
    }
    return failed;
  }

  EntriesBySource CountFrom(LogLevel level) const {
    EntriesBySource entries = {};
    for (size_t i = 0; i < log_.rest.size(); ++i) AddLogEntry(log_.level[i], log_.source[i], level, entries);
    return entries;
  }

  uint64_t RunningBytes(int64_t after_ns) const {
    uint64_t bytes = 0;
    for (size_t i = 0; i < containers_.rest.size(); ++i) {
      AddContainer(containers_.state[i], containers_.started_at_ns[i], containers_.writable_bytes[i], after_ns, bytes);
    }
    return bytes;
  }

  UnusedImages UnusedBefore(int64_t time_ns) const {
    UnusedImages unused;
    for (size_t i = 0; i < images_.rest.size(); ++i) {
      AddImage(images_.pinned[i], images_.containers[i], images_.last_used_at_ns[i], images_.size_bytes[i], time_ns,
               unused);
    }
    return unused;
  }

 private:
  struct RestOfBuild {
    uint64_t id;
    int64_t queued_at_ns;
    uint64_t context_bytes;
    int32_t exit_code;
    uint32_t app;
    uint32_t file;
    uint32_t image;
    uint16_t steps;
    BuildKind kind;
    bool no_cache;
    bool pull;
    bool verbose;
    bool pushed;
  };
  static_assert(sizeof(RestOfBuild) == 48, "no hole");

  struct RestOfLogEntry {
    int64_t time_ns;
    uint64_t text_offset;
    uint64_t sequence;
    uint32_t text_bytes;
    uint16_t step;
    LogStream stream;
    bool truncated;
    bool structured;
  };
  static_assert(sizeof(RestOfLogEntry) == 40, "no hole");

  struct RestOfContainer {
    uint64_t id;
    int64_t created_at_ns;
    int64_t finished_at_ns;
    int32_t exit_code;
    uint32_t image;
    uint32_t name;
    uint32_t memory_limit_mib;
    uint16_t restarts;
    RestartPolicy restart_policy;
    bool privileged;
    bool oom_killed;
    bool auto_remove;
  };
  static_assert(sizeof(RestOfContainer) == 48, "no hole");

  struct RestOfImage {
    uint64_t id;
    int64_t created_at_ns;
    uint64_t shared_bytes;
    uint32_t repository;
    uint32_t tag;
    uint16_t layers;
    Architecture architecture;
    OperatingSystem operating_system;
    bool dangling;
    bool is_signed;
  };
  static_assert(sizeof(RestOfImage) == 40, "no hole");

  struct Builds {
    std::vector<BuildStatus> status;
    std::vector<int64_t> started_at_ns;
    std::vector<int64_t> finished_at_ns;
    std::vector<RestOfBuild> rest;
  };

  struct Log {
    std::vector<LogLevel> level;
    std::vector<uint32_t> source;
    std::vector<RestOfLogEntry> rest;
  };

  struct Containers {
    std::vector<ContainerState> state;
    std::vector<int64_t> started_at_ns;
    std::vector<uint64_t> writable_bytes;
    std::vector<RestOfContainer> rest;
  };

  struct Images {
    std::vector<uint8_t> pinned;  // 0 or 1; bits would take longer to read than bytes take to fetch
    std::vector<uint32_t> containers;
    std::vector<int64_t> last_used_at_ns;
    std::vector<uint64_t> size_bytes;
    std::vector<RestOfImage> rest;
  };

  Builds builds_;
  Log log_;
  Containers containers_;
  Images images_;
};
static_assert(Store<Split>);

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_SPLIT_H_

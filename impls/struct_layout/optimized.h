#ifndef PAWL_IMPLS_STRUCT_LAYOUT_OPTIMIZED_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_OPTIMIZED_H_

#include <cstdint>
#include <string_view>

#include "impls/struct_layout/rows.h"
#include "impls/struct_layout/struct_layout.h"

namespace struct_layout {

// The members of the structs in struct_layout.h, by falling alignment, so that padding is left at the end only, where
// it rounds the size up to the alignment. Among members of one width those that a scan reads come first.

struct ReorderedBuild {
  int64_t started_at_ns;
  int64_t finished_at_ns;
  uint64_t id;
  int64_t queued_at_ns;
  uint64_t context_bytes;
  int32_t exit_code;
  uint32_t app;
  uint32_t file;
  uint32_t image;
  uint16_t steps;
  BuildStatus status;
  BuildKind kind;
  bool no_cache;
  bool pull;
  bool verbose;
  bool pushed;
};

struct ReorderedLogEntry {
  int64_t time_ns;
  uint64_t text_offset;
  uint64_t sequence;
  uint32_t source;
  uint32_t text_bytes;
  uint16_t step;
  LogLevel level;
  LogStream stream;
  bool truncated;
  bool structured;
};

struct ReorderedContainer {
  int64_t started_at_ns;
  uint64_t writable_bytes;
  uint64_t id;
  int64_t created_at_ns;
  int64_t finished_at_ns;
  int32_t exit_code;
  uint32_t image;
  uint32_t name;
  uint32_t memory_limit_mib;
  uint16_t restarts;
  ContainerState state;
  RestartPolicy restart_policy;
  bool privileged;
  bool oom_killed;
  bool auto_remove;
};

struct ReorderedImage {
  uint64_t size_bytes;
  int64_t last_used_at_ns;
  uint64_t id;
  int64_t created_at_ns;
  uint64_t shared_bytes;
  uint32_t containers;
  uint32_t repository;
  uint32_t tag;
  uint16_t layers;
  bool pinned;
  Architecture architecture;
  OperatingSystem operating_system;
  bool dangling;
  bool is_signed;
};

// The same members in 64, 40, 64 and 64 bytes, with 0, 2, 1 and 5 of them padding, all of it at the end. A scan out of
// cache is faster by as much as the structs are smaller; one in cache by 7 % or less, since nothing waits for memory.
class Optimized : public Rows<ReorderedBuild, ReorderedLogEntry, ReorderedContainer, ReorderedImage> {
 public:
  static constexpr std::string_view kName = "optimized";

  using Rows::Rows;
};
static_assert(Store<Optimized>);

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_OPTIMIZED_H_

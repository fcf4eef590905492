#ifndef PAWL_IMPLS_STRUCT_LAYOUT_ROWS_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "impls/struct_layout/fields.h"
#include "impls/struct_layout/scans.h"
#include "impls/struct_layout/struct_layout.h"

namespace struct_layout {

// A store of whole structs, one behind the other: a vector of each kind. The structs have the members of those in
// struct_layout.h, in any order. A scan fetches nearly all of every struct, whatever it reads of it: time is O(bytes).
template <typename BuildRow, typename LogEntryRow, typename ContainerRow, typename ImageRow>
class Rows {
 public:
  explicit Rows(const Records& records)
      : builds_(records.builds.size()),
        log_(records.log.size()),
        containers_(records.containers.size()),
        images_(records.images.size()) {
    for (size_t i = 0; i < builds_.size(); ++i) CopyBuild(records.builds[i], builds_[i]);
    for (size_t i = 0; i < log_.size(); ++i) CopyLogEntry(records.log[i], log_[i]);
    for (size_t i = 0; i < containers_.size(); ++i) CopyContainer(records.containers[i], containers_[i]);
    for (size_t i = 0; i < images_.size(); ++i) CopyImage(records.images[i], images_[i]);
  }

  Records Load() const {
    Records records;
    for (const BuildRow& row : builds_) CopyBuild(row, records.builds.emplace_back());
    for (const LogEntryRow& row : log_) CopyLogEntry(row, records.log.emplace_back());
    for (const ContainerRow& row : containers_) CopyContainer(row, records.containers.emplace_back());
    for (const ImageRow& row : images_) CopyImage(row, records.images.emplace_back());
    return records;
  }

  FailedBuilds FailedSince(int64_t time_ns) const {
    FailedBuilds failed;
    for (const BuildRow& row : builds_) {
      AddBuild(row.status, row.started_at_ns, row.finished_at_ns, time_ns, failed);
    }
    return failed;
  }

  EntriesBySource CountFrom(LogLevel level) const {
    EntriesBySource entries = {};
    for (const LogEntryRow& row : log_) AddLogEntry(row.level, row.source, level, entries);
    return entries;
  }

  uint64_t RunningBytes(int64_t after_ns) const {
    uint64_t bytes = 0;
    for (const ContainerRow& row : containers_) {
      AddContainer(row.state, row.started_at_ns, row.writable_bytes, after_ns, bytes);
    }
    return bytes;
  }

  UnusedImages UnusedBefore(int64_t time_ns) const {
    UnusedImages unused;
    for (const ImageRow& row : images_) {
      AddImage(row.pinned, row.containers, row.last_used_at_ns, row.size_bytes, time_ns, unused);
    }
    return unused;
  }

 private:
  std::vector<BuildRow> builds_;
  std::vector<LogEntryRow> log_;
  std::vector<ContainerRow> containers_;
  std::vector<ImageRow> images_;
};

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_ROWS_H_

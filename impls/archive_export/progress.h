#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_PROGRESS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_PROGRESS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "impls/archive_export/archive_export.h"

// From what an exporter says of its progress to what a person wants to know: how far, how fast, how long still.
namespace archive_export {

struct Snapshot {
  Stage stage = Stage::kWriting;
  uint64_t files = 0, total_files = 0;  // of this stage; at most the total, unless that is 0: unknown
  uint64_t bytes = 0, total_bytes = 0;
  double percent = 0;    // of all stages, in [0, 100]; never falls, is 100 only at the end of the last one, and stands
                         // still through a stage of unknown totals
  double elapsed_s = 0;  // since the export began
  double bytes_per_s = 0;  // since the stage began; 0 before a measurable time
  double files_per_s = 0;
  std::optional<double> left_s;  // absent until there is enough to judge by
  std::string path;              // of what was done last
};

// Makes snapshots of an export's Progress. It has no clock of its own: Progress::elapsed_s is the time. O(1) for each
// call, some 20 ns for one that is not due. One thread at a time, as Options::progress is called.
class ProgressMeter {
 public:
  struct Stages {
    bool reads_first = false;  // the standard method
    bool verifies = false;
  };

  static constexpr double kIntervalSeconds = 0.05;  // between snapshots: 20 per second at most

  explicit ProgressMeter(Stages stages) : stages_(stages) {}

  // A snapshot if one is due: nothing for kIntervalSeconds after the one before, but for the first of each stage and
  // its end.
  std::optional<Snapshot> Update(const Progress& progress);

  // Snapshots made.
  size_t snapshots() const { return snapshots_; }

 private:
  // The share of the whole export's time that stages before this one take, and that it takes itself; both in [0, 1].
  struct Part {
    double before, own;
  };
  Part PartOf(Stage stage) const;

  const Stages stages_;
  bool has_begun_ = false;
  Stage stage_ = Stage::kWriting;
  bool was_end_ = false;  // of stage_, already told
  double stage_begin_s_ = 0;
  double next_s_ = 0;
  double percent_ = 0;
  size_t snapshots_ = 0;
};

// "reading", "writing", "verifying".
std::string_view NameOf(Stage stage);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_PROGRESS_H_

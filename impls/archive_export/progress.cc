#include "impls/archive_export/progress.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace archive_export {
namespace {

// Opening and closing a file takes as long as exporting about so many bytes of one (10 us at 400 MB/s): a tree of empty
// files progresses, too.
constexpr double kBytesOfAFile = 4096;

// How long stages take beside each other. Reading is a copy from the page cache, and the check of the archive at most a
// quarter of its making. Only the percentage's evenness depends on it.
constexpr std::array<double, 3> kWeights = {1, 4, 1};  // by Stage

// Before that, the rate is that of the first files and not worth a forecast.
constexpr double kForecastFromSeconds = 0.5, kForecastFromPercent = 1;

double Share(const Progress& progress, uint64_t files, uint64_t bytes) {
  const double done = static_cast<double>(bytes) + kBytesOfAFile * static_cast<double>(files);
  const double all =
      static_cast<double>(progress.total_bytes) + kBytesOfAFile * static_cast<double>(progress.total_files);
  return progress.total_files == 0 ? 0 : std::min(done / all, 1.0);
}

}  // namespace

std::string_view NameOf(Stage stage) {
  constexpr std::array<std::string_view, 3> kNames = {"reading", "writing", "verifying"};
  return kNames[static_cast<size_t>(stage)];
}

ProgressMeter::Part ProgressMeter::PartOf(Stage stage) const {
  double before = 0, all = 0, own = 0;
  for (const Stage each : {Stage::kReading, Stage::kWriting, Stage::kVerifying}) {
    const bool is_there =
        each == Stage::kWriting || each == stage || (each == Stage::kReading ? stages_.reads_first : stages_.verifies);
    const double weight = is_there ? kWeights[static_cast<size_t>(each)] : 0;
    if (each < stage) before += weight;
    if (each == stage) own = weight;
    all += weight;
  }
  return {before / all, own / all};
}

std::optional<Snapshot> ProgressMeter::Update(const Progress& progress) {
  const bool begins = !has_begun_ || progress.stage != stage_;
  const bool is_known = progress.total_files > 0;
  // More than was counted before (files that grew, new ones) is no more than all of it.
  const uint64_t files = is_known ? std::min(progress.files, progress.total_files) : progress.files;
  const uint64_t bytes = is_known ? std::min(progress.bytes, progress.total_bytes) : progress.bytes;
  const bool is_end = is_known && files == progress.total_files && bytes == progress.total_bytes;
  if (begins) {
    stage_begin_s_ = has_begun_ ? progress.elapsed_s : 0;
    was_end_ = false;
  } else if (progress.elapsed_s < next_s_ && (!is_end || was_end_)) {
    return std::nullopt;
  }
  has_begun_ = true;
  stage_ = progress.stage;
  was_end_ |= is_end;
  next_s_ = progress.elapsed_s + kIntervalSeconds;
  ++snapshots_;

  Snapshot snapshot;
  snapshot.stage = progress.stage;
  snapshot.files = files;
  snapshot.total_files = progress.total_files;
  snapshot.bytes = bytes;
  snapshot.total_bytes = progress.total_bytes;
  snapshot.elapsed_s = progress.elapsed_s;
  snapshot.path = progress.path;
  const Part part = PartOf(progress.stage);
  const bool is_last = progress.stage == (stages_.verifies ? Stage::kVerifying : Stage::kWriting);
  const double percent = is_end && is_last ? 100 : 100 * (part.before + part.own * Share(progress, files, bytes));
  percent_ = std::clamp(percent, percent_, 100.0);
  snapshot.percent = percent_;
  if (const double stage_s = progress.elapsed_s - stage_begin_s_; stage_s > 0) {
    snapshot.bytes_per_s = static_cast<double>(progress.bytes) / stage_s;
    snapshot.files_per_s = static_cast<double>(progress.files) / stage_s;
  }
  if (progress.elapsed_s >= kForecastFromSeconds && percent_ >= kForecastFromPercent) {
    snapshot.left_s = progress.elapsed_s * (100 - percent_) / percent_;
  }
  return snapshot;
}

}  // namespace archive_export

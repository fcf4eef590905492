#ifndef PAWL_IMPLS_SAMPLE_TABLE_FFMPEG_FILES_H_
#define PAWL_IMPLS_SAMPLE_TABLE_FFMPEG_FILES_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Real MP4 files, and what an independent demuxer says about them: both by the programs ffmpeg and ffprobe in PATH.
namespace sample_table::ffmpeg {

// What ffprobe calls a packet: a sample, or several small ones in a row (PCM).
struct Packet {
  uint64_t stream = 0;  // the track, from 0
  int64_t pts = 0;
  int64_t dts = 0;
  std::optional<int64_t> duration;  // none of a stream's last: libavformat takes what the track's header leaves for it
  uint64_t size = 0;
  uint64_t pos = 0;  // in the file
  bool key = false;
};

// Runs ffmpeg with these arguments, as the shell splits them, and writes the file `path`. Its message as an error.
absl::Status Make(const std::string& arguments, const std::filesystem::path& path);

// The packets of a file in the order of the file's index, edit lists left out, times in each track's own units.
absl::StatusOr<std::vector<Packet>> Probe(const std::filesystem::path& path);

// Writes to `wide` the file `narrow` of ffmpeg's (its moov last, with stco) with a sparse hole of `hole_bytes` behind
// its first box, and so the chunks' offsets in co64: ffmpeg itself writes that only into a file of more than 4 GiB.
absl::Status Widen(const std::filesystem::path& narrow, const std::filesystem::path& wide, uint64_t hole_bytes);

}  // namespace sample_table::ffmpeg

#endif  // PAWL_IMPLS_SAMPLE_TABLE_FFMPEG_FILES_H_

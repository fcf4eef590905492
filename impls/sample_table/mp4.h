#ifndef PAWL_IMPLS_SAMPLE_TABLE_MP4_H_
#define PAWL_IMPLS_SAMPLE_TABLE_MP4_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "impls/sample_table/box.h"

// Writes MP4 files for test and benchmark, which FFmpeg opens as well: with pictures if there are composition offsets,
// else with sound. It shares nothing with the reader but the standard.
namespace sample_table::corpus {

// A track as plain lists, sample by sample and chunk by chunk.
struct Track {
  std::vector<uint32_t> sizes;                              // bytes
  std::vector<uint32_t> durations;                          // one for each sample
  std::vector<uint32_t> samples_per_chunk;                  // one for each chunk, adding up to the samples
  std::vector<uint64_t> chunk_offsets;                      // from the beginning of the media data
  std::optional<std::vector<int32_t>> composition_offsets;  // one for each sample
  std::optional<std::vector<uint32_t>> sync_samples;        // from 0, rising
  uint32_t timescale = 48'000;
  int stz2_bits = 0;         // 4, 8 or 16: sizes are written as stz2; 0: as stsz, constant if they are equal
  bool wide_offsets = true;  // co64, else stco
};

struct File {
  std::vector<uint8_t> bytes;  // the beginning: all but the media data, unless these come first
  uint64_t file_bytes = 0;
  uint64_t media_offset = 0;

  Bytes view() const { return bytes; }
};

enum class Order { kMoovFirst, kMediaFirst };

// An MP4 file with these tracks, whose chunk offsets count from one common beginning. Media data are zeros; with
// kMoovFirst they are left out of `bytes`.
File Mp4(const std::vector<Track>& tracks, Order order = Order::kMoovFirst);

// Writes it to disk, whole for a demuxer: what `bytes` leaves out of the media data becomes a hole.
absl::Status Write(const File& file, const std::filesystem::path& path);

// A box, for files that are put together by hand: size, type, payload.
std::string Box(std::string_view type, std::string_view payload);
std::string Number(uint64_t value, int bytes);  // big-endian

}  // namespace sample_table::corpus

#endif  // PAWL_IMPLS_SAMPLE_TABLE_MP4_H_

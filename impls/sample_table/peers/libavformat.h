#ifndef PAWL_IMPLS_SAMPLE_TABLE_PEERS_LIBAVFORMAT_H_
#define PAWL_IMPLS_SAMPLE_TABLE_PEERS_LIBAVFORMAT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/sample_table/sample_table.h"

extern "C" {
#include <libavformat/avformat.h>
}

namespace sample_table::peers {

// FFmpeg's demuxer as a sample table: the index of 24 bytes a sample that it makes of a file when it opens it, asked by
// its public calls. It reads files, not tables, and knows neither durations nor composition offsets nor chunks: what it
// answers leaves those 0. Edit lists are ignored, as here everywhere.
//
// The library is loaded when the first file is opened and called by pointers, which costs what a call of a shared
// library does: with all that it needs it takes 60 ms and 130 libraries, which a process shall not pay that doesn't use
// it. Immutable once open; any thread may ask.
class Libavformat {
 public:
  static constexpr std::string_view kName = "libavformat";

  // `track` counts from 0 in the file's order. UNAVAILABLE without the library; INVALID_ARGUMENT with FFmpeg's message
  // for a file that it does not open, or that has no such track.
  static absl::StatusOr<Libavformat> Open(const std::filesystem::path& path, uint32_t track = 0);

  // A sample with only those fields that the index has: what At answers for it.
  static Sample Known(const Sample& sample) { return {sample.offset, sample.size, 0, sample.dts, 0, sample.sync}; }

  uint32_t size() const { return size_; }

  Sample At(uint32_t sample) const {
    const AVIndexEntry& entry = *get_entry_(stream_, static_cast<int>(sample));
    const auto dts = static_cast<uint64_t>(entry.timestamp - first_time_);
    const bool sync = (entry.flags & AVINDEX_KEYFRAME) != 0;
    return {static_cast<uint64_t>(entry.pos), static_cast<uint32_t>(entry.size), 0, dts, 0, sync};
  }

  // Any of several samples that begin together, where the contract says the last.
  uint32_t AtTime(uint64_t dts) const {
    const int64_t time = static_cast<int64_t>(std::min<uint64_t>(dts, INT64_MAX)) + first_time_;
    return static_cast<uint32_t>(search_(stream_, time, AVSEEK_FLAG_BACKWARD | AVSEEK_FLAG_ANY));
  }

  // What malloc lent for the open file, by malloc's own books: the index, up to FFmpeg 8 composition offsets, buffers.
  // Another thread that allocated meanwhile is counted, too.
  size_t footprint() const { return heap_bytes_ + sizeof *this; }

  // Of that, the bytes of the index alone, in use.
  size_t index_bytes() const { return size_ * sizeof(AVIndexEntry); }

  // FFmpeg has no cursor of its own: its demuxer asks for one entry after the other.
  class Cursor {
   public:
    Cursor(const Libavformat& table, uint32_t first) : table_(&table), next_(first) {}
    Sample Next() { return table_->At(next_++); }

   private:
    const Libavformat* table_;
    uint32_t next_;
  };

 private:
  struct Close {
    void operator()(AVFormatContext* file) const;
  };

  Libavformat() = default;

  std::unique_ptr<AVFormatContext, Close> file_;
  AVStream* stream_ = nullptr;  // of file_
  decltype(&avformat_index_get_entry) get_entry_ = nullptr;
  decltype(&av_index_search_timestamp) search_ = nullptr;
  int64_t first_time_ = 0;  // below 0 with negative composition offsets: no sample is to be shown before it is decoded
  uint32_t size_ = 0;
  size_t heap_bytes_ = 0;
};

}  // namespace sample_table::peers

#endif  // PAWL_IMPLS_SAMPLE_TABLE_PEERS_LIBAVFORMAT_H_

#ifndef PAWL_IMPLS_SAMPLE_TABLE_TABLE_CACHE_FIXTURE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_TABLE_CACHE_FIXTURE_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/table_cache.h"
#include "impls/temp_dir.h"

// A small movie and its cache in a directory of their own.
namespace sample_table {
// Nobody else writes in these directories.
inline constexpr std::chrono::nanoseconds kNoStep(0);

inline std::string MovieOf(const std::vector<corpus::Track>& tracks) {
  const corpus::File file = corpus::Mp4(tracks, corpus::Order::kMediaFirst);
  return {file.bytes.begin(), file.bytes.end()};
}

class TableCache : public testing::Test {
 protected:
  TableCache() { Write(movie_, MovieOf(tracks_)); }

  static void Write(const std::filesystem::path& path, std::string_view bytes) {
    const absl::Status status = impls::WriteFile(path, bytes);
    ASSERT_TRUE(status.ok()) << status;
  }

  static std::string Read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  CachedMovie Open(std::chrono::nanoseconds step = kNoStep) const { return OpenCached(movie_, cache_, step).value(); }

  // Opens it, and expects the movie's tables, however they came.
  CachedMovie OpenRight(std::chrono::nanoseconds step = kNoStep) const {
    CachedMovie movie = Open(step);
    EXPECT_EQ(movie.tracks.size(), tracks_.size());
    for (size_t i = 0; i < std::min(movie.tracks.size(), tracks_.size()); ++i) ExpectIs(movie.tracks[i], tracks_[i]);
    EXPECT_EQ(movie.state == CacheState::kHit, movie.reason.empty()) << movie.reason;
    return movie;
  }

  // Puts `bytes` in the place of the cache, which nobody may write.
  void ReplaceCache(std::string_view bytes) const {
    ASSERT_TRUE(std::filesystem::remove(cache_));
    Write(cache_, bytes);
  }

  // How many files there are in the directory.
  size_t Files() const {
    return static_cast<size_t>(
        std::distance(std::filesystem::directory_iterator(directory_.path()), std::filesystem::directory_iterator()));
  }

  impls::TempDir directory_ = impls::TempDir::Make().value();
  std::vector<corpus::Track> tracks_ = {corpus::H264At60(300), corpus::Aac2h(500)};
  std::filesystem::path movie_ = directory_.path() / "a.mp4";
  std::filesystem::path cache_ = directory_.path() / "a.tables";

 private:
  static void ExpectIs(const CachedTrack& cached, const corpus::Track& track) {
    EXPECT_EQ(cached.timescale, track.timescale);
    ASSERT_EQ(cached.table.size(), track.sizes.size());
    uint64_t dts = 0;
    for (uint32_t i = 0; i < track.sizes.size(); ++i) {
      const Sample sample = cached.table.At(i);
      ASSERT_EQ(sample.size, track.sizes[i]) << i;
      ASSERT_EQ(sample.dts, dts) << i;
      dts += track.durations[i];
    }
  }
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_TABLE_CACHE_FIXTURE_H_

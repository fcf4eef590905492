#ifndef PAWL_IMPLS_SAMPLE_TABLE_SMALL_MOVIE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_SMALL_MOVIE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/mp4.h"

// A small MP4 file for the reader's tests, and ways to change its bytes.
namespace sample_table {

// A track with every kind of table: 4 samples in 3 chunks.
inline corpus::Track SmallTrack() {
  corpus::Track track;
  track.sizes = {10, 20, 30, 40};
  track.durations = {5, 5, 6, 6};
  track.samples_per_chunk = {2, 1, 1};
  track.chunk_offsets = {0, 30, 60};
  track.composition_offsets = {{0, 7, 0, 7}};
  track.sync_samples = {{0, 2}};
  return track;
}

inline std::string SmallFile(corpus::Order order = corpus::Order::kMoovFirst) {
  const corpus::File file = corpus::Mp4({SmallTrack()}, order);
  std::string bytes(file.bytes.begin(), file.bytes.end());
  bytes.resize(file.file_bytes);
  return bytes;
}

inline absl::StatusOr<Movie> Read(std::string_view file) {
  return ReadMovie({reinterpret_cast<const uint8_t*>(file.data()), file.size()}, file.size());
}

// The file with `bytes` in place of those `at` bytes behind the type of its first box of that type.
inline std::string With(std::string file, std::string_view type, size_t at, std::string_view bytes) {
  const size_t found = file.find(type);
  EXPECT_NE(found, std::string::npos) << type;
  return file.replace(found + type.size() + at, bytes.size(), bytes);
}

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_SMALL_MOVIE_H_

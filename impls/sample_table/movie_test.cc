#include "impls/sample_table/movie.h"

#include <string>

#include "gtest/gtest.h"
#include "impls/sample_table/mp4.h"
#include "impls/sample_table/small_movie.h"

namespace sample_table {
namespace {

using corpus::Number;

TEST(ReadMovie, FindsEveryTableOfATrack) {
  for (const corpus::Order order : {corpus::Order::kMoovFirst, corpus::Order::kMediaFirst}) {
    const std::string file = SmallFile(order);
    const absl::StatusOr<Movie> movie = Read(file);
    ASSERT_TRUE(movie.ok()) << movie.status();
    ASSERT_EQ(movie->tracks.size(), 1u);
    const Track& track = movie->tracks[0];
    EXPECT_EQ(track.id, 1u);
    EXPECT_EQ(track.handler, FourCc("vide"));
    EXPECT_EQ(track.timescale, 48'000u);
    EXPECT_EQ(track.edits, 0u);
    EXPECT_EQ(track.tables.size(), 4u);
    EXPECT_EQ(track.tables.sizes[2], 30u);
    EXPECT_EQ(track.tables.sample_to_chunk.count, 2u);
    EXPECT_EQ(track.tables.sample_to_chunk[1].first_chunk, 2u);
    EXPECT_EQ(track.tables.chunk_offsets[2] - track.tables.chunk_offsets[0], 60u);
    EXPECT_EQ(track.tables.durations[1].value, 6u);
    EXPECT_EQ((*track.tables.composition_offsets)[1].value, 7);
    EXPECT_EQ((*track.tables.sync_samples)[1], 3u);
  }
}

TEST(ReadMovie, ReadsBothWidthsOfOffsetsAndAllOfSizes) {
  for (const bool wide : {false, true}) {
    for (const int bits : {0, 4, 8, 16}) {
      corpus::Track track = SmallTrack();
      track.wide_offsets = wide;
      track.stz2_bits = bits;
      track.sizes = {1, 2, 15, 4};
      const corpus::File file = corpus::Mp4({track});
      const absl::StatusOr<Movie> movie = ReadMovie(file.view(), file.file_bytes);
      ASSERT_TRUE(movie.ok()) << movie.status();
      const Tables& tables = movie->tracks[0].tables;
      EXPECT_EQ(tables.chunk_offsets[1], file.media_offset + 30);
      for (uint32_t i = 0; i < 4; ++i) EXPECT_EQ(tables.sizes[i], track.sizes[i]) << i;
    }
  }
}

TEST(ReadMovie, KeepsTracksInTheFilesOrder) {
  corpus::Track sound = SmallTrack();
  sound.composition_offsets.reset();
  sound.timescale = 44'100;
  const corpus::File file = corpus::Mp4({SmallTrack(), sound});
  const absl::StatusOr<Movie> movie = ReadMovie(file.view(), file.file_bytes);
  ASSERT_TRUE(movie.ok()) << movie.status();
  ASSERT_EQ(movie->tracks.size(), 2u);
  EXPECT_EQ(movie->tracks[1].id, 2u);
  EXPECT_EQ(movie->tracks[1].handler, FourCc("soun"));
  EXPECT_EQ(movie->tracks[1].timescale, 44'100u);
}

TEST(ReadMovie, ALastBoxOfSize0ReachesToTheEnd) {
  const std::string file = SmallFile();
  std::string open = file;
  open.replace(file.find("mdat") - 4, 4, Number(0, 4));
  EXPECT_TRUE(Read(open).ok()) << Read(open).status();
}

TEST(ReadMovie, CountsEdits) {
  const std::string elst = corpus::Box("elst", Number(0, 4) + Number(2, 4) + Number(0, 24));
  std::string file = SmallFile();
  const std::string edts = corpus::Box("edts", elst);
  const size_t mdia = file.find("mdia") - 4;
  file.insert(mdia, edts);
  for (const char* const type : {"moov", "trak"}) {
    const size_t at = file.find(type) - 4;
    const uint32_t size = Load32(reinterpret_cast<const uint8_t*>(file.data()) + at);
    file.replace(at, 4, Number(size + edts.size(), 4));
  }
  const absl::StatusOr<Movie> movie = Read(file);
  ASSERT_TRUE(movie.ok()) << movie.status();
  EXPECT_EQ(movie->tracks[0].edits, 2u);
  const std::string message(Read(With(file, "elst", 4, Number(3, 4))).status().message());
  EXPECT_NE(message.find("moov/trak[1]/edts/elst at offset"), std::string::npos) << message;
  EXPECT_NE(message.find("3 entries need 44 bytes, the box holds 32"), std::string::npos) << message;
}

TEST(ReadMovie, TheBeginningIsEnoughIfMoovLiesWithin) {
  const corpus::File file = corpus::Mp4({SmallTrack()});
  ASSERT_LT(file.bytes.size(), file.file_bytes);
  EXPECT_TRUE(ReadMovie(file.view(), file.file_bytes).ok());
  const absl::Status cut = ReadMovie(file.view().first(100), file.file_bytes).status();
  EXPECT_NE(cut.message().find("of them within the bytes given"), std::string::npos) << cut;
}

}  // namespace
}  // namespace sample_table

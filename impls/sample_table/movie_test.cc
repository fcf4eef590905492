#include "impls/sample_table/movie.h"

#include <cstddef>
#include <initializer_list>
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

TEST(ReadMovie, ChunksMayOverlapWhereSizesAreListed) {
  corpus::Track track = SmallTrack();
  track.sizes.assign(400, 10);
  track.sizes[7] = 11;
  track.durations.assign(400, 1);
  track.samples_per_chunk.assign(20, 20);
  track.chunk_offsets.assign(20, 0);
  track.composition_offsets.reset();
  const corpus::File file = corpus::Mp4({track});
  const absl::StatusOr<Movie> movie = ReadMovie(file.view(), file.file_bytes);
  ASSERT_TRUE(movie.ok()) << movie.status();
  EXPECT_EQ(movie->tracks[0].tables.size(), 400u);
}

TEST(ReadMovie, OffsetsOfQuickTimeAreSignedInVersion0) {
  const std::string negative = With(SmallFile(), "ctts", 20, Number(0xfffffffb, 4));
  EXPECT_FALSE(Read(negative).ok());
  for (const std::string& quicktime : {With(negative, "ftyp", 0, "qt  "), With(negative, "ftyp", -4, "wide")}) {
    const absl::StatusOr<Movie> movie = Read(quicktime);
    ASSERT_TRUE(movie.ok()) << movie.status();
    EXPECT_EQ((*movie->tracks[0].tables.composition_offsets)[1].value, -5);
  }
}

// SmallFile() with `bytes` inserted at `at`, within the first boxes of these types.
std::string Inserted(size_t at, const std::string& bytes, std::initializer_list<const char*> parents) {
  std::string file = SmallFile(corpus::Order::kMediaFirst);
  file.insert(at, bytes);
  for (const char* const type : parents) {
    const size_t parent = file.find(type) - 4;
    const uint32_t size = Load32(reinterpret_cast<const uint8_t*>(file.data()) + parent);
    file.replace(parent, 4, Number(size + bytes.size(), 4));
  }
  return file;
}

TEST(ReadMovie, AFewZerosAtAnEndArePadding) {
  const std::string file = SmallFile(corpus::Order::kMediaFirst);  // ends with moov/trak
  for (size_t bytes = 1; bytes < 8; ++bytes) {
    const std::string zeros(bytes, '\0');
    EXPECT_TRUE(Read(file + zeros).ok()) << Read(file + zeros).status();
    const std::string in_boxes = Inserted(file.size(), zeros, {"moov", "trak", "mdia", "minf", "stbl"});
    EXPECT_TRUE(Read(in_boxes).ok()) << Read(in_boxes).status();
    EXPECT_FALSE(Read(Inserted(file.size(), std::string(bytes, '0'), {"moov"})).ok()) << bytes;
  }
}

TEST(ReadMovie, CountsEdits) {
  const std::string elst = corpus::Box("elst", Number(0, 4) + Number(2, 4) + Number(0, 24));
  const size_t mdia = SmallFile(corpus::Order::kMediaFirst).find("mdia") - 4;
  const std::string file = Inserted(mdia, corpus::Box("edts", elst), {"moov", "trak"});
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

#include "impls/sample_table/cache_format.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "impls/sample_table/cache_tracks.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/small_movie.h"

namespace sample_table {
namespace {

constexpr MovieIdentity kMovie = {1000, -2, 3, 4, 5};

std::vector<CachedTrack> TracksOf(const std::vector<corpus::Track>& tracks) {
  const corpus::File file = corpus::Mp4(tracks);
  const Movie movie = ReadMovie(file.view(), file.file_bytes).value();
  std::vector<CachedTrack> cached;
  for (const Track& track : movie.tracks) {
    cached.push_back({track.id, track.handler, track.timescale, track.edits, Succinct::Build(track.tables).value()});
  }
  return cached;
}

// Words, so that a buffer of bytes begins where a mapping might.
class Buffer {
 public:
  explicit Buffer(const std::string& bytes) : words_((bytes.size() + 7) / 8), size_(bytes.size()) {
    if (!bytes.empty()) std::memcpy(words_.data(), bytes.data(), bytes.size());
  }
  Bytes bytes() const { return {reinterpret_cast<const uint8_t*>(words_.data()), size_}; }

 private:
  std::vector<uint64_t> words_;
  size_t size_;
};

absl::Status Decoded(const std::string& bytes, const MovieIdentity& movie = kMovie) {
  const Buffer buffer(bytes);
  return DecodeCache(buffer.bytes(), movie).status();
}

std::string WithItsChecksum(std::string bytes) {
  const uint64_t checksum = CacheChecksum(Buffer(bytes).bytes());
  std::memcpy(bytes.data() + kCacheChecksumOffset, &checksum, sizeof checksum);
  return bytes;
}

// One of each kind of map.
std::string SmallCache() { return EncodeCache(kMovie, TracksOf({SmallTrack(), corpus::Random(11, 300)})); }

TEST(CacheFormat, GivesBackEveryTrackAndItsTable) {
  const std::vector<CachedTrack> built = TracksOf({SmallTrack(), {}, corpus::Vfr1M(5000)});
  const Buffer buffer(EncodeCache(kMovie, built));
  const std::vector<CachedTrack> read = DecodeCache(buffer.bytes(), kMovie).value();
  ASSERT_EQ(read.size(), built.size());
  for (size_t i = 0; i < built.size(); ++i) {
    EXPECT_EQ(read[i].id, built[i].id);
    EXPECT_EQ(read[i].handler, built[i].handler);
    EXPECT_EQ(read[i].timescale, built[i].timescale);
    EXPECT_EQ(read[i].edits, built[i].edits);
    ASSERT_EQ(read[i].table.size(), built[i].table.size());
    for (uint32_t sample = 0; sample < built[i].table.size(); ++sample) {
      ASSERT_EQ(read[i].table.At(sample), built[i].table.At(sample)) << sample;
    }
  }
}

TEST(CacheFormat, TheTablesAreUsedWhereTheyLie) {
  const Buffer buffer(EncodeCache(kMovie, TracksOf({corpus::Vfr1M(5000)})));
  const std::vector<CachedTrack> read = DecodeCache(buffer.bytes(), kMovie).value();
  EXPECT_EQ(read[0].table.footprint(), sizeof(Succinct));
}

TEST(CacheFormat, NoTrackIsACacheToo) { EXPECT_TRUE(Decoded(EncodeCache(kMovie, {})).ok()); }

TEST(CacheFormat, EveryFlippedBitIsNoticed) {
  const std::string cache = SmallCache();
  ASSERT_TRUE(Decoded(cache).ok()) << Decoded(cache);
  for (size_t at = 0; at < cache.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = cache;
      damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
      const absl::Status status = Decoded(damaged);
      const bool in_version = at >= 8 && at < 12;
      ASSERT_TRUE(in_version ? absl::IsFailedPrecondition(status) : absl::IsDataLoss(status)) << at << ": " << status;
    }
  }
}

TEST(CacheFormat, EveryCutAndEveryAdditionIsNoticed) {
  const std::string cache = SmallCache();
  for (size_t size = 0; size < cache.size(); ++size) {
    ASSERT_TRUE(absl::IsDataLoss(Decoded(cache.substr(0, size)))) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(Decoded(cache + '\0')));
  EXPECT_TRUE(absl::IsDataLoss(Decoded(cache + std::string(8, '\0'))));
}

TEST(CacheFormat, ACutIsNoticedBehindARightChecksum) {
  std::string cache = SmallCache();
  for (size_t size = cache.size() - 8; size >= kCacheSummedOffset + 8; size -= 8) {
    const uint64_t said = size;
    std::string cut = cache.substr(0, size);
    std::memcpy(cut.data() + kCacheSummedOffset, &said, sizeof said);
    ASSERT_TRUE(absl::IsDataLoss(Decoded(WithItsChecksum(cut)))) << size;
  }
}

TEST(CacheFormat, NoTimescaleIsDamage) {
  std::vector<CachedTrack> tracks = TracksOf({SmallTrack()});
  tracks[0].timescale = 0;
  const absl::Status status = Decoded(EncodeCache(kMovie, tracks));
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ(status.message(), "has timescale 0 in track 1 of 1");
}

TEST(CacheFormat, AnotherMovieIsNamedByWhatDiffers) {
  const std::string cache = SmallCache();
  const auto expect = [&cache](MovieIdentity movie, const std::string& what) {
    const absl::Status status = Decoded(cache, movie);
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_NE(status.message().find(what), std::string::npos) << status;
  };
  expect({1001, -2, 3, 4, 5}, "its size in bytes was 1000, is 1001");
  expect({1000, -1, 3, 4, 5}, "its modification time in ns was -2, is -1");
  expect({1000, -2, 4, 4, 5}, "its change time in ns was 3, is 4");
  expect({1000, -2, 3, 5, 5}, "its device was 4, is 5");
  expect({1000, -2, 3, 4, 6}, "its inode was 5, is 6");
}

TEST(CacheFormat, AnotherVersionIsNoDamage) {
  std::string cache = SmallCache();
  cache[8] = static_cast<char>(kCacheVersion + 1);
  const absl::Status status = Decoded(cache);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(status.message(), "has version 2, this program reads and writes 1");
}

// A change of what is written needs another version, or an old program's file would be read with a new one's eyes.
TEST(CacheFormat, IsThatOfItsVersion) {
  const std::string cache = EncodeCache(kMovie, TracksOf(corpus::TracksOfEveryMap()));
  EXPECT_EQ(kCacheVersion, 1u);
  EXPECT_EQ(CacheChecksum(Buffer(cache).bytes()), 15'058'506'506'184'015'493u)
      << "the bytes of a cache changed: raise kCacheVersion, then put this checksum here";
}

}  // namespace
}  // namespace sample_table

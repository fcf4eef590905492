// Each peer answers like the oracle, as far as it knows.
#include <cstdint>
#include <filesystem>
#include <type_traits>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/impl_list.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/peers/libavformat.h"
#include "impls/sample_table/peers/sdsl.h"
#include "impls/temp_dir.h"
#include "impls/typed_suite.h"

namespace sample_table::peers {
namespace {

Tables TablesOf(const corpus::File& file) { return ReadMovie(file.view(), file.file_bytes).value().tracks[0].tables; }

template <typename Peer>
Peer Open(const corpus::File& file);

template <>
Sdsl Open<Sdsl>(const corpus::File& file) {
  return Sdsl::Build(TablesOf(file)).value();
}

template <>
Libavformat Open<Libavformat>(const corpus::File& file) {
  const impls::TempDir folder = impls::TempDir::Make().value();
  const std::filesystem::path path = folder.path() / "movie.mp4";
  const absl::Status written = corpus::Write(file, path);
  EXPECT_TRUE(written.ok()) << written;
  return Libavformat::Open(path).value();
}

template <typename Peer>
class Peers : public ::testing::Test {};

using All = impls::ImplList<Libavformat, Sdsl>;
TYPED_TEST_SUITE(Peers, impls::AsTestTypes<All>::Type, impls::NameByImpl);

TYPED_TEST(Peers, AnswerWhatTheyKnowLikeTheOracle) {
  corpus::Track negative = corpus::H264At60(1000);
  for (int32_t& offset : *negative.composition_offsets) offset -= 3000;
  for (const corpus::Track& track :
       {corpus::Aac2h(5000), corpus::H264At60(5000), corpus::Vfr1M(5000), negative, corpus::Aac2h(1)}) {
    const corpus::File file = corpus::Mp4({track});
    TypeParam opened = Open<TypeParam>(file);
    const TypeParam table = std::move(opened);
    const std::vector<Sample> truth = corpus::Expand(track, file.media_offset);
    ASSERT_EQ(table.size(), truth.size());
    typename TypeParam::Cursor cursor(table, 0);
    for (uint32_t i = 0; i < truth.size(); ++i) {
      ASSERT_EQ(table.At(i), TypeParam::Known(truth[i])) << i;
      ASSERT_EQ(cursor.Next(), TypeParam::Known(truth[i])) << i;
      ASSERT_EQ(table.AtTime(truth[i].dts), i);
      ASSERT_EQ(table.AtTime(truth[i].dts + truth[i].duration - 1), i);
    }
    EXPECT_EQ(table.AtTime(UINT64_MAX), truth.size() - 1);
  }
}

TYPED_TEST(Peers, FootprintsGrowByWhatEachSampleTakes) {
  const auto bytes = [](uint32_t samples) {
    return static_cast<double>(Open<TypeParam>(corpus::Mp4({corpus::Vfr1M(samples)})).footprint());
  };
  const double bytes_per_sample = (bytes(40'000) - bytes(20'000)) / 20'000;
  const bool is_index = std::is_same_v<TypeParam, Libavformat>;  // AVIndexEntry, by doubling arrays
  EXPECT_GT(bytes_per_sample, is_index ? 12 : 4);
  EXPECT_LT(bytes_per_sample, is_index ? 60 : 9);
}

TEST(Sdsl, AnswersForChunksToo) {
  const corpus::Track track = corpus::Aac2h(1000);
  const Sdsl table = Sdsl::Build(TablesOf(corpus::Mp4({track}))).value();
  const std::vector<uint32_t> chunks = corpus::ExpandChunks(track);
  for (uint32_t i = 0; i < table.size(); ++i) ASSERT_EQ(table.ChunkOf(i), chunks[i]);
}

TEST(Sdsl, KnowsAllSamplesSyncFromNone) {
  corpus::Track track = corpus::Aac2h(10);
  EXPECT_TRUE(Sdsl::Build(TablesOf(corpus::Mp4({track})))->At(3).sync);
  track.sync_samples.emplace();
  EXPECT_FALSE(Sdsl::Build(TablesOf(corpus::Mp4({track})))->At(3).sync);
  EXPECT_EQ(Sdsl::Build(TablesOf(corpus::Mp4({corpus::Track()})))->size(), 0u);
}

TEST(Sdsl, RefusesChunksThatGoBack) {
  corpus::Track track = corpus::Aac2h(100);
  std::swap(track.chunk_offsets[0], track.chunk_offsets[1]);
  const absl::Status status = Sdsl::Build(TablesOf(corpus::Mp4({track}))).status();
  EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
  EXPECT_NE(status.message().find("chunk 2 begins before the end"), std::string::npos) << status;
}

// Of 1000 samples the last `some` have a size, or a duration.
TEST(Sdsl, CodesOrRefusesSamplesWithoutASizeOrADuration) {
  for (const uint32_t some : {0u, 1u, 20u, 512u, 1000u}) {
    for (const bool sizes : {false, true}) {
      corpus::Track track = corpus::Vfr1M(1000);
      std::vector<uint32_t>& values = sizes ? track.sizes : track.durations;
      for (uint32_t i = 0; i < 1000; ++i) values[i] = i < 1000 - some ? 0 : 1;
      corpus::PlaceChunks(track);
      const corpus::File file = corpus::Mp4({track});
      const absl::StatusOr<Sdsl> table = Sdsl::Build(TablesOf(file));
      if (some < 500) {
        EXPECT_TRUE(absl::IsUnimplemented(table.status())) << table.status();
        EXPECT_NE(table.status().message().find(sizes ? "sums of sizes" : "times"), std::string::npos);
        continue;
      }
      ASSERT_TRUE(table.ok()) << table.status();
      const std::vector<Sample> truth = corpus::Expand(track, file.media_offset);
      for (uint32_t i = 0; i < truth.size(); ++i) ASSERT_EQ(table->At(i), truth[i]) << i;
      if (!sizes) {
        EXPECT_EQ(table->AtTime(0), 1000 - some);
      }
    }
  }
}

TEST(Sdsl, RefusesManyChunksWithNothingBetweenThem) {
  corpus::Track track = corpus::ConstantSize(1024 * 400);
  const corpus::File file = corpus::Mp4({track}, corpus::Order::kMediaFirst);
  const absl::Status status = Sdsl::Build(TablesOf(file)).status();
  EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
  EXPECT_NE(status.message().find("gaps before chunks"), std::string::npos) << status;
}

// What a table without sync samples has: no number, moved about as the table is.
TEST(Sdsl, NoNumbersContainNone) {
  RisingNumbers none;
  RisingNumbers moved(std::move(none));
  EXPECT_FALSE(moved.Contains(0));
  moved = RisingNumbers({3, 5});
  EXPECT_EQ(moved[1], 5u);
  EXPECT_EQ(moved.CountUpTo(4), 1u);
  RisingNumbers assigned;
  assigned = std::move(moved);
  EXPECT_EQ(assigned[0], 3u);
  EXPECT_TRUE(assigned.Contains(5));
}

TEST(Libavformat, KeepsCompositionOffsetsBesideTheIndexUpToFfmpeg8) {
  const auto beside = [](const corpus::Track& track) {
    const Libavformat table = Open<Libavformat>(corpus::Mp4({track}));
    EXPECT_EQ(table.index_bytes(), 24u * table.size());
    EXPECT_GT(table.footprint(), table.index_bytes());
    return table.footprint() - table.index_bytes();
  };
  corpus::Track track = corpus::H264At60(30'000);
  const size_t with_offsets = beside(track);
  track.composition_offsets.reset();
  const bool keeps_them = LIBAVFORMAT_VERSION_MAJOR < 63;  // FFmpeg 9
  EXPECT_EQ(with_offsets > beside(track) + 30'000 * 4, keeps_them) << with_offsets;
}

TEST(Libavformat, SaysWhyAFileIsNotOpened) {
  const impls::TempDir folder = impls::TempDir::Make().value();
  const std::filesystem::path path = folder.path() / "movie.mp4";
  EXPECT_NE(Libavformat::Open(path).status().message().find("No such file"), std::string::npos);
  ASSERT_TRUE(corpus::Write(corpus::Mp4({corpus::Aac2h(10)}), path).ok());
  EXPECT_EQ(Libavformat::Open(path)->size(), 10u);
  const absl::Status status = Libavformat::Open(path, 1).status();
  EXPECT_NE(status.message().find("no track 1"), std::string::npos) << status;
}

}  // namespace
}  // namespace sample_table::peers

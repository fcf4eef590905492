// Files of ffmpeg's: every implementation says of each sample what ffprobe says of each packet.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/impl_list.h"
#include "impls/sample_table/ffmpeg_files.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/mapped_file.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/opened_table.h"
#include "impls/temp_dir.h"
#include "impls/typed_suite.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kHoleBytes = 5'000'000'000;  // offsets behind it need more than 32 bits

const std::string kVideo = "-f lavfi -i testsrc2=size=64x48:rate=50:duration=6 ";
const std::string kSound = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=6 ";
const std::string kH264 = "-c:v libx264 -preset veryfast -bf 2 -g 24 ";  // with B-frames

// A file, and what of the format it is there for.
struct Recipe {
  std::string name;
  std::string arguments;
  std::function<bool(const Movie&)> holds;
};

bool HasComposition(const Track& track) { return track.tables.composition_offsets.has_value(); }

bool HasNegativeComposition(const Track& track) {
  if (!HasComposition(track)) return false;
  RunWalk<int32_t> offsets(*track.tables.composition_offsets);
  for (uint32_t i = 0; i < track.tables.size(); ++i) {
    if (offsets.Next() < 0) return true;
  }
  return false;
}

std::vector<Recipe> Recipes() {
  const auto video_and_sound = [](const Movie& movie) {
    return movie.tracks.size() == 2 && HasComposition(movie.tracks[0]) && !HasNegativeComposition(movie.tracks[0]) &&
           movie.tracks[0].tables.sync_samples && movie.tracks[1].handler == FourCc("soun");
  };
  const auto negative = [](const Movie& movie) { return HasNegativeComposition(movie.tracks[0]); };
  return {
      {"moov_last.mp4", kVideo + kSound + kH264 + "-c:a aac", video_and_sound},
      {"faststart.mp4", kVideo + kSound + kH264 + "-c:a aac -movflags +faststart", video_and_sound},
      {"negative.mp4", kVideo + kH264 + "-movflags +negative_cts_offsets", negative},
      {"negative.mov", kVideo + kH264 + "-movflags +negative_cts_offsets", negative},
      {"vfr.mp4",
       kVideo + kH264 +
           "-vf 'settb=1/90000,setpts=N*1800+mod(N*N*7\\,701)' -fps_mode vfr -enc_time_base 1/90000"
           " -video_track_timescale 90000",
       [](const Movie& movie) { return movie.tracks[0].tables.durations.count > 200; }},
      {"sound.m4a", kSound + "-c:a aac",
       [](const Movie& movie) { return movie.tracks.size() == 1 && movie.tracks[0].handler == FourCc("soun"); }},
      {"pcm.mov", kSound + "-ac 2 -c:a pcm_s24le",
       [](const Movie& movie) { return movie.tracks[0].tables.sizes.constant == 6; }},
      {"all_sync.mov", kVideo + "-c:v mjpeg",
       [](const Movie& movie) { return !movie.tracks[0].tables.sync_samples.has_value(); }},
      {"tracks.mp4",
       kVideo + kSound + "-f lavfi -i sine=duration=6 -map 0 -map 1 -map 2 " + kH264 + "-c:a:0 aac -c:a:1 ac3",
       [](const Movie& movie) { return movie.tracks.size() == 3; }},
      {"timecode.mov", kVideo + kSound + kH264 + "-c:a aac -timecode 01:00:00:00",
       [](const Movie& movie) { return movie.tracks.size() == 3 && movie.tracks[2].handler == FourCc("tmcd"); }},
      {"hints.mp4", kVideo + kSound + kH264 + "-c:a aac -movflags +rtphint",
       [](const Movie& movie) { return movie.tracks.size() == 4 && movie.tracks[3].handler == FourCc("hint"); }},
  };
}

struct File {
  std::string name;
  MappedFile mapped;
  Movie movie;
  std::vector<ffmpeg::Packet> packets;
};

File Read(const fs::path& path) {
  MappedFile mapped = MappedFile::Open(path).value();
  absl::StatusOr<Movie> movie = ReadMovie(mapped.bytes(), mapped.bytes().size());
  if (!movie.ok()) ADD_FAILURE() << path << ": " << movie.status();
  absl::StatusOr<std::vector<ffmpeg::Packet>> packets = ffmpeg::Probe(path);
  if (!packets.ok()) ADD_FAILURE() << packets.status();
  return {path.filename().native(), std::move(mapped), movie.value(), packets.value()};
}

// QuickTime's ctts has signed offsets in its only version, 0; ffmpeg writes them as ISO's version 1.
void MakeCttsVersion0(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const size_t version = bytes.find("ctts") + 4;
  ASSERT_EQ(bytes.at(version), 1);
  bytes[version] = 0;
  ASSERT_TRUE(impls::WriteFile(to, bytes).ok());
}

const impls::TempDir& Folder() {
  static const impls::TempDir folder = impls::TempDir::Make().value();
  return folder;
}

// All of them, made once in this process.
const std::vector<File>& Files() {
  static const std::vector<File> files = [] {
    std::vector<File> made;
    const fs::path& folder = Folder().path();
    for (const Recipe& recipe : Recipes()) {
      if (absl::Status status = ffmpeg::Make(recipe.arguments, folder / recipe.name); !status.ok())
        ADD_FAILURE() << status;
      made.push_back(Read(folder / recipe.name));
      EXPECT_TRUE(recipe.holds(made.back().movie)) << recipe.name;
    }
    MakeCttsVersion0(folder / "negative.mov", folder / "negative_version_0.mov");
    made.push_back(Read(folder / "negative_version_0.mov"));
    EXPECT_TRUE(ffmpeg::Widen(folder / "moov_last.mp4", folder / "wide.mp4", kHoleBytes).ok());
    made.push_back(Read(folder / "wide.mp4"));
    EXPECT_TRUE(made.back().movie.tracks[1].tables.chunk_offsets.wide);
    EXPECT_GT(made.back().movie.tracks[1].tables.chunk_offsets[0], kHoleBytes);
    return made;
  }();
  return files;
}

template <typename Impl>
class Ffmpeg : public ::testing::Test {
 protected:
  // The samples from `first` on that make up the packet, and the next one's number.
  static uint32_t ExpectPacket(const Impl& table, uint32_t first, const ffmpeg::Packet& packet, int64_t shift) {
    const Sample sample = table.At(first);
    EXPECT_EQ(sample.offset, packet.pos);
    EXPECT_EQ(static_cast<int64_t>(sample.dts) - shift, packet.dts);
    EXPECT_EQ(static_cast<int64_t>(sample.dts) + sample.cts_offset, packet.pts);
    EXPECT_EQ(sample.sync, packet.key);
    uint64_t bytes = sample.size;
    int64_t duration = sample.duration;
    uint32_t next = first + 1;
    for (; next < table.size() && bytes < packet.size; ++next) {
      const Sample more = table.At(next);
      EXPECT_EQ(more.offset, sample.offset + bytes);
      bytes += more.size;
      duration += more.duration;
    }
    EXPECT_EQ(bytes, packet.size);
    if (packet.duration) {
      EXPECT_EQ(duration, *packet.duration);
    }
    return next;
  }

  // libavformat moves decoding times back until no sample is to be shown before its own.
  static int64_t Shift(const Impl& table) {
    int64_t shift = 0;
    for (uint32_t i = 0; i < table.size(); ++i) shift = std::max<int64_t>(shift, -int64_t{table.At(i).cts_offset});
    return shift;
  }
};
struct Lazy {
  static constexpr std::string_view kName = "lazy";
  static Optimized::Options GetOptions() { return {}; }
};
using All = impls::ImplList<Baseline, Optimized, Opened<Lazy>, Succinct>;
TYPED_TEST_SUITE(Ffmpeg, impls::AsTestTypes<All>::Type, impls::NameByImpl);

TYPED_TEST(Ffmpeg, EverySampleIsAsFfprobeSays) {
  for (const File& file : Files()) {
    for (size_t i = 0; i < file.movie.tracks.size(); ++i) {
      const TypeParam table = TypeParam::Build(file.movie.tracks[i].tables).value();
      const int64_t shift = this->Shift(table);
      uint32_t sample = 0;
      for (const ffmpeg::Packet& packet : file.packets) {
        if (packet.stream != i) continue;
        SCOPED_TRACE(file.name + ", track " + std::to_string(i + 1) + ", sample " + std::to_string(sample));
        ASSERT_LT(sample, table.size());
        sample = this->ExpectPacket(table, sample, packet, shift);
        ASSERT_FALSE(this->HasFailure());
      }
      EXPECT_EQ(sample, table.size()) << file.name << ", track " << i + 1;
    }
  }
}

// The reader's advice about fragmented files is tried, too.
TEST(FfmpegFragments, AreRefusedAndCanBeWrittenAnew) {
  const fs::path& folder = Folder().path();
  const fs::path whole = folder / "whole.mp4";
  for (const std::string flags : {"+frag_keyframe", "+frag_keyframe+empty_moov", "+frag_keyframe+dash+global_sidx"}) {
    const fs::path fragmented = folder / "fragmented.mp4";
    const absl::Status made = ffmpeg::Make(kVideo + kSound + kH264 + "-c:a aac -movflags " + flags, fragmented);
    ASSERT_TRUE(made.ok()) << made;
    const MappedFile mapped = MappedFile::Open(fragmented).value();
    const absl::Status status = ReadMovie(mapped.bytes(), mapped.bytes().size()).status();
    EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
    EXPECT_NE(status.message().find("fragmented MP4 (moof) is not supported"), std::string::npos) << status;
    const absl::Status again = ffmpeg::Make("-i '" + fragmented.native() + "' -c copy", whole);
    ASSERT_TRUE(again.ok()) << again;
    EXPECT_EQ(Read(whole).movie.tracks[0].tables.size(), 300u);
  }
}

}  // namespace
}  // namespace sample_table

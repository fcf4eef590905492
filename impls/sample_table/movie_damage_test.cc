// What ReadMovie says about damaged files.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/mp4.h"
#include "impls/sample_table/small_movie.h"

namespace sample_table {
namespace {

using corpus::Number;

struct Damage {
  std::string what;  // of the message
  std::string file;
};

TEST(ReadMovie, NamesTheBoxItsOffsetAndWhatIsWrong) {
  const std::string file = SmallFile();
  const auto with = [&file](std::string_view type, size_t at, uint64_t value, int bytes = 4) {
    return With(file, type, at, Number(value, bytes));
  };
  const Damage damages[] = {
      {"stsz at offset {stsz}: 5 entries need 32 bytes, the box holds 28", with("stsz", 8, 5)},
      {"stsz at offset {stsz}: 4294967295 entries need 17179869192 bytes", with("stsz", 8, 0xffffffff)},
      {"stsz at offset {stsz}: has version 1, known is up to 0", with("stsz", 0, 1, 1)},
      {"stsc at offset {stsc}: its chunks hold at least 4 samples, the track has 3", with("stsz", 8, 3)},
      {"stsc at offset {stsc}: entry 0 begins with chunk 0, the first one must with 1", with("stsc", 8, 0)},
      {"stsc at offset {stsc}: entry 0 begins with chunk 2, the first one must with 1", with("stsc", 8, 2)},
      {"stsc at offset {stsc}: entry 1 begins with chunk 1, not above the entry before", with("stsc", 20, 1)},
      {"stsc at offset {stsc}: entry 1 begins with chunk 4, the track has 3", with("stsc", 20, 4)},
      {"stsc at offset {stsc}: entry 1 has 0 samples to a chunk", with("stsc", 24, 0)},
      {"stsc at offset {stsc}: its chunks hold at least 8589934592 samples", with("stsc", 24, 0xffffffff)},
      {"stsc at offset {stsc}: has no entry, the track has 3 chunks", with("stsc", 4, 0)},
      {"stsc at offset {stsc}: 3 entries need 44 bytes, the box holds 32", with("stsc", 4, 3)},
      {"co64 at offset {co64}: 4 entries need 40 bytes, the box holds 32", with("co64", 4, 4)},
      {"co64 at offset {co64}: chunk 1 has 30 bytes from offset 18446744073709551615 on, past the end of the file",
       with("co64", 8, 0xffffffffffffffff, 8)},
      {"co64 at offset {co64}: chunk 3 has 40 bytes from offset {end} on, past the end of the file at {end}",
       with("co64", 24, file.size(), 8)},
      {"stts at offset {stts}: entry 1 stands for 0 samples", with("stts", 16, 0)},
      {"stts at offset {stts}: its entries stand for 5 samples, the track has 4", with("stts", 16, 3)},
      {"stts at offset {stts}: its entries stand for 4294967297 samples", with("stts", 16, 0xffffffff)},
      {"ctts at offset {ctts}: its entries stand for 5 samples, the track has 4", with("ctts", 8, 2)},
      {"ctts at offset {ctts}: entry 1 has the offset 4294967291, beyond 2^31", with("ctts", 20, 0xfffffffb)},
      {"ctts at offset {ctts}: has version 2, known is up to 1", with("ctts", 0, 2, 1)},
      {"stss at offset {stss}: entry 0 is sample 0, which must be above 0", with("stss", 8, 0)},
      {"stss at offset {stss}: entry 1 is sample 1, which must be above 1", with("stss", 12, 1)},
      {"stss at offset {stss}: entry 1 is sample 5, the track has 4", with("stss", 12, 5)},
      {"mdhd at offset {mdhd}: has the timescale 0", with("mdhd", 12, 0)},
      {"mdhd at offset {mdhd}: has version 2, known is up to 1", with("mdhd", 0, 2, 1)},
      {"stbl at offset {stbl}: has no stts", With(file, "stts", -4, "free")},
      {"stbl at offset {stbl}: has no stsz or stz2", With(file, "stsz", -4, "free")},
      {"ctts at offset {stss}: a second such table", With(file, "stss", -4, "ctts")},
      {"box at offset {stsc}: 'stsc' claims 4096 bytes, its parent has", with("stsc", -8, 4096)},
      {"box at offset {stsc}: 'stsc' claims 7 bytes, less than its own header of 8", with("stsc", -8, 7)},
      {"box at offset {stsc}: 'stsc' has size 0, which only a box of the file itself may", with("stsc", -8, 0)},
      {"moov at offset {moov}: has no trak", With(file, "trak", -4, "free")},
      {"moov/cmov at offset {trak}: QuickTime's compressed index (cmov) is not supported",
       With(file, "trak", -4, "cmov")},
      {"url  at offset {url }: media in another file are not supported", with("url ", 0, 0)},
      {"box at offset {mdat}: 'mdat' claims 9223372036854775807 bytes", with("mdat", 0, 0x7fffffffffffffff, 8)},
      {"no moov box in the", With(file, "moov", -4, "free")},
      {"the file, box at offset {end}: the 7 bytes left cannot hold a header of 8", file + "garbage"},
  };
  for (Damage damage : damages) {
    for (size_t at; (at = damage.what.find('{')) != std::string::npos;) {
      const std::string name = damage.what.substr(at + 1, damage.what.find('}') - at - 1);
      const size_t offset = name == "end" ? file.size() : file.find(name) - 4;
      damage.what.replace(at, name.size() + 2, std::to_string(offset));
    }
    const absl::StatusOr<Movie> movie = Read(damage.file);
    ASSERT_FALSE(movie.ok()) << damage.what;
    EXPECT_NE(movie.status().message().find(damage.what), std::string::npos) << movie.status() << "\n" << damage.what;
  }
}

TEST(ReadMovie, RefusesFragmentsByTheirName) {
  const std::string file = SmallFile() + corpus::Box("moof", "");
  const absl::Status status = Read(file).status();
  EXPECT_TRUE(absl::IsUnimplemented(status));
  EXPECT_NE(status.message().find("fragmented MP4 (moof) is not supported"), std::string::npos) << status;
}

TEST(ReadMovie, RefusesAnnouncedFragmentsThatItCannotLookFor) {
  const std::string file = With(SmallFile(), "mvhd", -4, "mvex");
  EXPECT_TRUE(Read(file).ok()) << Read(file).status();
  const absl::Status status =
      ReadMovie({reinterpret_cast<const uint8_t*>(file.data()), file.size()}, file.size() + 8).status();
  EXPECT_TRUE(absl::IsUnimplemented(status));
  EXPECT_NE(status.message().find("moov/mvex at offset"), std::string::npos) << status;
}

// An initialization segment, as of DASH: what it announces is in other files.
TEST(ReadMovie, RefusesAnnouncedFragmentsThatAreInOtherFiles) {
  const corpus::File empty = corpus::Mp4({corpus::Track()});
  const std::string bytes(empty.bytes.begin(), empty.bytes.end());
  ASSERT_EQ(bytes.size(), empty.file_bytes);
  EXPECT_TRUE(Read(bytes).ok()) << Read(bytes).status();
  const absl::Status status = Read(With(bytes, "mvhd", -4, "mvex")).status();
  EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
  EXPECT_NE(status.message().find("moov/mvex at offset"), std::string::npos) << status;
}

// Memory must not grow beyond the file's: a constant size is all that a table of 4 billion samples needs.
TEST(ReadMovie, RefusesMoreSamplesThanTheFileHasBytes) {
  corpus::Track track;
  track.sizes.assign(100, 1);
  track.durations.assign(100, 1);
  track.samples_per_chunk.assign(2, 50);
  track.chunk_offsets = {0, 50};
  const corpus::File file = corpus::Mp4({track});
  std::string bytes(file.bytes.begin(), file.bytes.end());
  constexpr uint64_t kSamples = 4'000'000'000;
  for (const char* const type : {"stsz", "stts"}) bytes = With(bytes, type, 8, Number(kSamples, 4));
  bytes = With(bytes, "stsc", 12, Number(kSamples / 2, 4));
  const absl::Status many =
      ReadMovie({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, file.file_bytes).status();
  EXPECT_NE(many.message().find("past the end of the file"), std::string::npos) << many;
  track.sizes.assign(2000, 10);
  track.durations.assign(2000, 1);
  track.samples_per_chunk.assign(20, 100);
  track.chunk_offsets.assign(20, 0);  // all on top of each other
  const corpus::File overlapping = corpus::Mp4({track});
  const absl::Status status = ReadMovie(overlapping.view(), overlapping.file_bytes).status();
  EXPECT_NE(status.message().find("chunks overlap, which is supported only where stsz lists"), std::string::npos)
      << status;
}

TEST(ReadMovie, AnyCutIsAnErrorNeverACrash) {
  for (const corpus::Order order : {corpus::Order::kMoovFirst, corpus::Order::kMediaFirst}) {
    const std::string file = SmallFile(order);
    for (size_t bytes = 0; bytes < file.size(); ++bytes) {
      const std::vector<char> cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes));  // exact, for asan
      EXPECT_FALSE(Read({cut.data(), cut.size()}).ok()) << bytes;
    }
  }
}

}  // namespace
}  // namespace sample_table

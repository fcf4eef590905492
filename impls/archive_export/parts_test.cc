#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <latch>
#include <random>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "impls/archive_export/blocks.h"
#include "impls/archive_export/by_index.h"
#include "impls/archive_export/codec.h"
#include "impls/archive_export/file_reader.h"
#include "impls/archive_export/impls.h"
#include "impls/archive_export/probe.h"
#include "impls/archive_export/spool.h"
#include "impls/archive_export/tree.h"
#include "impls/random.h"

namespace archive_export {
namespace {

std::string Compressed(Codec& codec, Wrapping wrapping, Level level, std::string_view content, bool last) {
  std::string out(Codec::MostBytes(content.size()), '\0');
  out.resize(codec.Compress(wrapping, CodecLevel::Of(level, wrapping), content, last, out.data()));
  return out;
}

// Whether `made` becomes exactly as many bytes as `out` has.
bool Decompresses(Codec& codec, Wrapping wrapping, std::string_view made, bool last, std::string& out) {
  std::string bytes = std::string(made) + "behind";
  const bool sound = codec.Decompress(wrapping, bytes.data(), made.size(), last, out.data(), out.size());
  EXPECT_EQ(bytes, std::string(made) + "behind");
  return sound;
}

TEST(Codec, PartsThatAreMadeAloneJoinToOneStream) {
  std::mt19937_64 random(1);
  const std::string parts[] = {corpus::Text(random, 100'000), impls::RandomBytes(1, 70'000), "", "x",
                               corpus::Numbers(random, 200'000)};
  for (const Level level : {Level::Auto(), Level::Small(), Level::Number(1), Level::Number(5), Level::Number(9)}) {
    Codec codec;
    std::string stream, content;
    for (const std::string& part : parts) {
      const std::string made = Compressed(codec, Wrapping::kDeflate, level, part, /*last=*/&part == &parts[4]);
      ASSERT_FALSE(made.empty());
      std::string alone(part.size(), '\0');
      const bool last = &part == &parts[4];
      EXPECT_TRUE(Decompresses(codec, Wrapping::kDeflate, made, last, alone));
      EXPECT_FALSE(Decompresses(codec, Wrapping::kDeflate, made, !last, alone));
      EXPECT_EQ(alone, part);
      stream += made;
      content += part;
    }
    std::string joined(content.size(), '\0');
    EXPECT_TRUE(Decompresses(codec, Wrapping::kDeflate, stream, /*last=*/true, joined));
    EXPECT_TRUE(joined == content) << LevelName(level);
  }
}

TEST(Codec, EveryByteOfAStreamCounts) {
  std::mt19937_64 random(1);
  const std::string content = corpus::Text(random, 2000);
  Codec codec;
  for (const Wrapping wrapping : {Wrapping::kDeflate, Wrapping::kGzip, Wrapping::kZstd}) {
    const std::string made = Compressed(codec, wrapping, Level::Auto(), content, /*last=*/true);
    std::string out(content.size(), '\0');
    EXPECT_TRUE(Decompresses(codec, wrapping, made, true, out));
    for (size_t bytes = 0; bytes < made.size(); ++bytes) {
      EXPECT_FALSE(Decompresses(codec, wrapping, std::string_view(made).substr(0, bytes), true, out));
    }
    EXPECT_FALSE(Decompresses(codec, wrapping, made + "x", true, out));
    out.pop_back();
    EXPECT_FALSE(Decompresses(codec, wrapping, made, true, out));
  }
}

TEST(Codec, TheSameBytesComeOutWhateverWasInItsMemory) {
  std::mt19937_64 random(1);
  const std::string content = corpus::Text(random, 3000);
  const std::string first = [&] {
    Codec codec;
    return Compressed(codec, Wrapping::kDeflate, Level::Auto(), content, true);
  }();
  Codec codec;
  for (int i = 0; i < 200; ++i) {
    Compressed(codec, Wrapping::kDeflate, Level::Auto(), corpus::Json(random, random() % 100'000), i % 2 == 0);
    EXPECT_EQ(Compressed(codec, Wrapping::kDeflate, Level::Auto(), content, true), first);
  }
}

TEST(Unfinish, RefusesWhatIsNoStream) {
  std::string bytes = impls::RandomBytes(9, 100) + std::string(8, '\0');
  bytes[0] = '\x07';  // a last block of a kind that there is not
  EXPECT_EQ(Unfinish(bytes.data(), 100), 0u);
}

TEST(Probe, KnowsWhatIsCompressedAndWhatOnlySaysSo) {
  std::mt19937_64 random(1);
  EXPECT_EQ(Probe::Of(corpus::Text(random, 100'000)).store, false);
  EXPECT_EQ(Probe::Of(impls::RandomBytes(1, 100'000)).reason, "probe: incompressible");
  EXPECT_EQ(Probe::Of("\xff\xd8\xff\xe0" + impls::RandomBytes(1, 100'000)).reason, "magic: JPEG");
  EXPECT_EQ(Probe::Of("PK\x03\x04" + corpus::Text(random, 100'000)).store, false);
}

TEST(Spool, GivesBackWhatItTookFromMemoryAndFile) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  Spool spool(directory.path(), /*most_in_memory=*/100);
  std::string all;
  for (int i = 0; i < 50; ++i) {
    const std::string some = impls::RandomBytes(static_cast<uint64_t>(i), 37);
    ASSERT_TRUE(spool.Append(some).ok());
    all += some;
    if (i == 20) {
      ASSERT_TRUE(spool.CutTo(50).ok());
      all.resize(50);
    }
  }
  ASSERT_EQ(spool.size_bytes(), all.size());
  std::string read;
  while (read.size() < all.size()) read += spool.Read(read.size(), 64).value();
  EXPECT_EQ(read, all);
  EXPECT_EQ(spool.Read(all.size(), 10).value(), "");
  EXPECT_TRUE(std::filesystem::is_empty(directory.path())) << "its file has no name";
}

TEST(ByIndex, HandsOutEachItemOnceInWhateverOrderTheyAreAskedFor) {
  ByIndex<int> items;
  int made = 0;
  const auto make = [&]() -> std::optional<int> { return made < 3 ? std::optional(made++) : std::nullopt; };
  EXPECT_EQ(items.Take(1, make), 1);
  EXPECT_EQ(items.Take(7, make), std::nullopt) << "there are three";
  EXPECT_EQ(items.Take(2, make), 2);
  EXPECT_EQ(items.Take(0, make), 0) << "which waited, though the end was seen";
  EXPECT_EQ(items.Take(0, make), std::nullopt) << "once";
  EXPECT_EQ(made, 3);
}

// A thread that is late must not find the others to have left nothing: its end would be that of the whole check.
TEST(Blocks, AGroupThatIsCheckedAfterTheEndWasSeenIsCheckedAllTheSame) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  const std::filesystem::path path = directory.path() / "archive";
  std::string content = impls::RandomBytes(1, 3 << 20);
  Blocks blocks(directory.path());
  constexpr uint32_t kBytes = 400 << 10;  // two do not fit into a group
  for (uint32_t i = 0; i < 4; ++i) {
    const std::string_view bytes = std::string_view(content).substr(i * kBytes, kBytes);
    ASSERT_TRUE(blocks.Add({i * kBytes, kBytes, kBytes, Crc32(bytes), Wrapping::kNone, true, 1}).ok());
  }
  content[0] = static_cast<char>(content[0] + 1);
  ASSERT_TRUE(corpus::WriteFile(path, content.substr(0, 4 * kBytes)).ok());
  const impls::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  Workbench bench;
  Buffer buffer;
  uint64_t entries = 0, bytes = 0;
  const auto check = [&](size_t i) { return blocks.CheckGroup(i, fd, path, bench, buffer, entries, bytes); };
  for (const size_t i : {3, 1, 2}) EXPECT_TRUE(check(i).value()) << i;
  EXPECT_FALSE(check(4).value());
  EXPECT_EQ(check(0).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(blocks.CheckCover(path, 4 * kBytes).ok());
}

// The limit is of this process: two more descriptors than are open.
TEST(DescriptorGate, LetsFewerInWhenThereAreNoMoreDescriptors) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  ASSERT_TRUE(corpus::WriteFile(directory.path() / "file", "1").ok());
  const impls::Fd root(open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DescriptorGate gate(6);
  // Begins and ends without a limit: UBSan wants descriptors for looking at the thread's own object.
  std::latch two_are_open(1), third_was_in(1), is_unlimited(1);
  std::thread third([&] {
    two_are_open.wait();
    impls::Fd fd = gate.Enter(root, "file");
    EXPECT_GE(fd.get(), 0) << "waits for one of the others";
    fd.Close();
    gate.Leave();
    third_was_in.count_down();
    is_unlimited.wait();
  });
  rlimit before = {};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit now = before;
  {
    const impls::Fd one(open("/dev/null", O_RDONLY | O_CLOEXEC)), two(open("/dev/null", O_RDONLY | O_CLOEXEC));
    now.rlim_cur = static_cast<rlim_t>(std::max(one.get(), two.get())) + 1;
  }
  setrlimit(RLIMIT_NOFILE, &now);
  impls::Fd first = gate.Enter(root, "file"), second = gate.Enter(root, "file");
  EXPECT_GE(second.get(), 0);
  EXPECT_EQ(gate.allowed(), 6u) << "as long as there are enough";
  two_are_open.count_down();
  while (gate.allowed() == 6) std::this_thread::yield();
  EXPECT_EQ(gate.allowed(), 2u);
  first.Close();
  gate.Leave();
  third_was_in.wait();
  EXPECT_EQ(gate.allowed(), 2u);
  gate.Leave();  // and the file of `second` stays open, as does this: nobody has one to give back
  first = impls::Fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(gate.Enter(root, "file").get(), -1);
  EXPECT_EQ(errno, EMFILE);
  EXPECT_EQ(gate.allowed(), 1u);
  setrlimit(RLIMIT_NOFILE, &before);
  is_unlimited.count_down();
  third.join();
}

TEST(Tree, ListsDirectoriesBeforeWhatIsInThemSortedByBytes) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  for (const char* path : {"a/x", "a-b", "a.c", "b/c/d", "B"}) {
    ASSERT_TRUE(corpus::WriteFile(directory.path() / path, "").ok());
  }
  absl::StatusOr<Tree> tree = Tree::Open(directory.path());
  ASSERT_TRUE(tree.ok());
  std::string order;
  while (const std::optional<Entry> entry = tree->Next()) order += entry->path + " ";
  EXPECT_EQ(order, "B a-b a.c a a/x b b/c b/c/d ");
}

TEST(Zip64, MoreEntriesThan16BitsCountAreListed) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  for (int i = 0; i < 70'000; ++i) {
    const std::filesystem::path path = directory.path() / "tree" / std::to_string(i / 1000) / std::to_string(i);
    if (i % 1000 == 0) std::filesystem::create_directories(path.parent_path());
    const impls::Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    ASSERT_GE(file.get(), 0);
  }
  const std::filesystem::path archive = directory.path() / "a.zip";
  const absl::StatusOr<Report> report = Optimized().Export(directory.path() / "tree", archive, {.verify = true});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->files, 70'000u);
  EXPECT_EQ(report->verified_entries, 70'070u);
  const std::string list = "test $(unzip -Z1 '" + archive.native() + "' | wc -l) = 70070";
  EXPECT_EQ(std::system(list.c_str()), 0);
}

}  // namespace
}  // namespace archive_export

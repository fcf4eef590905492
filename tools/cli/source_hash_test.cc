#include "tools/cli/source_hash.h"

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

// Two files, named relative to the folder of the running test as a plan names them relative to the runfiles.
class SourceHash : public ::testing::Test {
 public:
  SourceHash() : before_(std::filesystem::current_path()) {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    const auto folder = std::filesystem::path(::testing::TempDir()) / name;
    std::filesystem::create_directories(folder / "data/deep");
    std::filesystem::current_path(folder);
    Write("bench.cc", "BENCHMARK(Sort);\n");
    Write("data/deep/words.txt", "the quick brown fox");
  }
  ~SourceHash() override { std::filesystem::current_path(before_); }

 protected:
  static void Write(const std::string& path, const std::string& text) { ASSERT_TRUE(WriteFile(path, text).ok()); }
  static std::string Hash(const std::vector<std::string>& paths = {"bench.cc", "data"}) {
    const auto hash = HashSources(paths);
    EXPECT_TRUE(hash.ok()) << hash.status().message();
    return hash.value_or("");
  }

  std::filesystem::path before_;
};

// sha256sum of "8 bench.cc 17\nBENCHMARK(Sort);\n".
TEST_F(SourceHash, IsTheSameOnEveryMachineAndInEveryVersion) { EXPECT_EQ(Hash({"bench.cc"}), "593bae16603ede93"); }

TEST_F(SourceHash, AnEditedSourceOrDataFileChangesIt) {
  const std::string before = Hash();
  EXPECT_EQ(Hash(), before);
  Write("bench.cc", "BENCHMARK(Sort); \n");
  const std::string edited = Hash();
  EXPECT_NE(edited, before);
  Write("data/deep/words.txt", "the quick brown fix");
  EXPECT_NE(Hash(), edited);
}

TEST_F(SourceHash, ANewOrRenamedDataFileChangesIt) {
  const std::string before = Hash();
  Write("data/empty", "");
  const std::string added = Hash();
  EXPECT_NE(added, before);
  std::filesystem::rename("data/empty", "data/none");
  EXPECT_NE(Hash(), added);
}

TEST_F(SourceHash, ATouchedFileAndALinkedOneAreTheSame) {
  const std::string before = Hash();
  std::filesystem::rename("data", "elsewhere");
  std::filesystem::create_directory_symlink("elsewhere", "data");
  std::filesystem::last_write_time("bench.cc", std::filesystem::file_time_type());
  EXPECT_EQ(Hash(), before);
}

TEST_F(SourceHash, WhatCannotBeReadIsAnErrorAndNeverAHash) {
  EXPECT_THAT(std::string(HashSources({"bench.cc", "gone.cc"}).status().message()), HasSubstr("gone.cc"));
  std::filesystem::create_symlink("nowhere", "data/broken");
  EXPECT_THAT(std::string(HashSources({"data"}).status().message()), HasSubstr("data/broken"));
  EXPECT_FALSE(HashSources({}).ok());
}

}  // namespace
}  // namespace pawl

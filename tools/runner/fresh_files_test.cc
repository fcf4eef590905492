#include "tools/runner/fresh_files.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

class FreshFilesTest : public ::testing::Test {
 protected:
  FreshFilesTest() : folder_(fs::path(::testing::TempDir()) / "fresh_files_test" / "shared") {
    fs::remove_all(folder_.parent_path());
    fs::create_directories(folder_ / "tree");
  }

  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  std::string Read(const std::string& name) const {
    std::ifstream file(folder_ / name);
    std::ostringstream text;
    text << file.rdbuf();
    return file ? text.str() : "unreadable";
  }

  ino_t Inode(const std::string& name) const {
    struct stat status = {};
    return lstat((folder_ / name).c_str(), &status) == 0 ? status.st_ino : 0;
  }

  size_t Beside() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_.parent_path()), fs::directory_iterator()));
  }

  const fs::path folder_;
};

TEST_F(FreshFilesTest, FilesAndFoldersAreOthersWithTheSameContents) {
  Write("a", "alpha");
  Write("tree/b", "beta");
  fs::permissions(folder_ / "a", fs::perms::owner_read | fs::perms::owner_exec);
  std::ifstream open_before(folder_ / "tree/b");
  const ino_t a = Inode("a"), tree = Inode("tree"), b = Inode("tree/b");
  MakeFilesFresh(folder_);
  EXPECT_EQ(Read("a"), "alpha");
  EXPECT_EQ(Read("tree/b"), "beta");
  EXPECT_NE(Inode("a"), a);
  EXPECT_NE(Inode("tree"), tree);
  EXPECT_NE(Inode("tree/b"), b);
  EXPECT_EQ(fs::status(folder_ / "a").permissions(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(Beside(), 1u) << "nothing is left beside the folder";
  std::string text;
  open_before >> text;
  EXPECT_EQ(text, "beta") << "who has it open keeps it";
}

TEST_F(FreshFilesTest, LinksPipesAndLargeFilesStayWhatTheyAre) {
  Write("a", "alpha");
  fs::create_symlink(folder_ / "a", folder_ / "link");
  fs::create_symlink("nowhere", folder_ / "dangling");
  ASSERT_EQ(mkfifo((folder_ / "tree/pipe").c_str(), 0600), 0);
  Write("large", "");
  fs::resize_file(folder_ / "large", kLargestFreshFile + 1);
  const ino_t large = Inode("large"), link = Inode("link"), pipe = Inode("tree/pipe");
  MakeFilesFresh(folder_);
  EXPECT_EQ(Read("link"), "alpha");
  EXPECT_EQ(fs::read_symlink(folder_ / "dangling"), "nowhere");
  EXPECT_TRUE(fs::is_fifo(folder_ / "tree/pipe"));
  EXPECT_EQ(Inode("large"), large);
  EXPECT_EQ(Inode("link"), link);
  EXPECT_EQ(Inode("tree/pipe"), pipe);
  EXPECT_EQ(fs::file_size(folder_ / "large"), kLargestFreshFile + 1);
}

TEST_F(FreshFilesTest, WhatCannotBeCopiedLeavesEverythingAsItWas) {
  Write("a", "alpha");
  const ino_t a = Inode("a");
  std::ofstream(folder_.string() + ".fresh") << "in the way";
  MakeFilesFresh(folder_);
  EXPECT_EQ(Read("a"), "alpha");
  EXPECT_EQ(Inode("a"), a);
}

TEST_F(FreshFilesTest, NothingIsMadeOfNothing) {
  fs::remove_all(folder_);
  MakeFilesFresh(folder_);
  EXPECT_FALSE(fs::exists(folder_));
  fs::create_directory(folder_);
  MakeFilesFresh(folder_);
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace pawl

#include "tools/cli/files.h"

#include <filesystem>
#include <fstream>
#include <optional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string TestFile(const std::string& name) { return ::testing::TempDir() + "/" + name; }

TEST(Files, WhatIsWrittenIsReadAndLeavesNoTemporaryFile) {
  const std::string path = TestFile("written");
  ASSERT_TRUE(WriteFile(path, "old").ok());
  ASSERT_TRUE(WriteFile(path, std::string("new\0bytes", 9)).ok());
  EXPECT_EQ(*ReadFile(path), std::string("new\0bytes", 9));
  EXPECT_FALSE(fs::exists(path + ".new"));
}

TEST(Files, AFileThatIsNotThereIsNotFoundAndNamed) {
  const auto text = ReadFile(TestFile("absent"));
  EXPECT_TRUE(absl::IsNotFound(text.status()));
  EXPECT_THAT(std::string(text.status().message()), HasSubstr("absent"));
}

TEST(Files, AFolderIsNoEmptyFile) {
  const absl::StatusOr<std::string> read = ReadFile(::testing::TempDir());
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(std::string(read.status().message()), HasSubstr("it is a folder"));
}

TEST(Files, AFolderThatIsNotThereCannotBeWrittenTo) {
  EXPECT_THAT(std::string(WriteFile(TestFile("no/folder"), "x").message()), HasSubstr("cannot write"));
}

TEST(ScratchFolder, GoesWithItsOwner) {
  fs::path path;
  {
    const auto scratch = ScratchFolder::Create();
    ASSERT_TRUE(scratch.ok()) << scratch.status();
    path = scratch->path();
    std::ofstream(path / "file") << "x";
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(ScratchFolder, HasAPathOfTheSameLengthEveryTime) {
  const auto a = ScratchFolder::Create();
  const auto b = ScratchFolder::Create();
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_NE(a->path(), b->path());
  EXPECT_EQ(a->path().native().size(), b->path().native().size());
}

TEST(ScratchFolder, TheNextOneRemovesWhatAKilledOwnerLeftAndNothingElse) {
  const auto living = ScratchFolder::Create();
  ASSERT_TRUE(living.ok());
  char dead[] = "/tmp/pawl.XXXXXX";
  char unfinished[] = "/tmp/pawl.XXXXXX";
  ASSERT_NE(mkdtemp(dead), nullptr);
  ASSERT_NE(mkdtemp(unfinished), nullptr);
  std::ofstream(std::string(dead) + "/owner") << "";
  std::ofstream(std::string(dead) + "/worker.000001") << "left behind";
  const auto next = ScratchFolder::Create();
  EXPECT_TRUE(fs::exists(living->path()));
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(unfinished)) << "somebody is just making it";
  fs::remove_all(unfinished);
}

}  // namespace
}  // namespace pawl

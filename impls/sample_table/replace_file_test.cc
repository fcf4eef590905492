#include "impls/sample_table/replace_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>

#include "gtest/gtest.h"
#include "impls/temp_dir.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

struct stat StatusOf(const fs::path& path) {
  struct stat info = {};
  EXPECT_EQ(stat(path.c_str(), &info), 0);
  return info;
}

TEST(ReplaceFile, GivesTheFileItsModeAndGroup) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  const fs::path path = directory.path() / "file";
  ASSERT_TRUE(ReplaceFile(path, "old", 0600, getegid()).ok());
  ASSERT_TRUE(ReplaceFile(path, "newer", 0444, getegid()).ok());
  EXPECT_EQ(StatusOf(path).st_mode & 0777, 0444u);
  EXPECT_EQ(StatusOf(path).st_gid, getegid());
  EXPECT_EQ(StatusOf(path).st_size, 5);
}

// Who may give a file to any group, as root may outside a user namespace, sees the other half of the promise.
TEST(ReplaceFile, IsTheOwnersAloneWhereTheGroupIsNotToBeHad) {
  constexpr gid_t kAnother = 123'456;
  const impls::TempDir directory = impls::TempDir::Make().value();
  const fs::path path = directory.path() / "file";
  ASSERT_TRUE(ReplaceFile(path, "bytes", 0444, kAnother).ok());
  const struct stat info = StatusOf(path);
  EXPECT_EQ(info.st_mode & 0777, info.st_gid == kAnother ? 0444u : 0400u);
}

TEST(ReplaceFile, AFailureLeavesNothingBeside) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  ASSERT_TRUE(fs::create_directory(directory.path() / "taken"));
  const absl::Status status = ReplaceFile(directory.path() / "taken", "bytes", 0600, getegid());
  EXPECT_NE(status.message().find("taken: cannot be replaced"), std::string::npos) << status;
  EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace sample_table

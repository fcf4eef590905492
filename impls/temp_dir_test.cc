#include "impls/temp_dir.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace impls {
namespace {

namespace fs = std::filesystem;

std::string Content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(TempDir, IsRemovedWithAllThatIsInIt) {
  fs::path path;
  {
    TempDir directory = TempDir::Make().value();
    path = directory.path();
    ASSERT_TRUE(WriteFile(path / "a" / "b" / "file", "abc").ok());
    const TempDir owner(std::move(directory));
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TempDir, AreSeveral) { EXPECT_NE(TempDir::Make()->path(), TempDir::Make()->path()); }

TEST(TempDir, NamesTheFolderThatIsNotThere) {
  const char* const before = std::getenv("TEST_TMPDIR");
  const std::string saved = before == nullptr ? "" : before;
  setenv("TEST_TMPDIR", "/nowhere", /*overwrite=*/1);
  const absl::Status status = TempDir::Make().status();
  saved.empty() ? unsetenv("TEST_TMPDIR") : setenv("TEST_TMPDIR", saved.c_str(), 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(std::string(status.message()),
            "/nowhere: cannot create a directory in it: No such file or directory. Check that $TEST_TMPDIR or "
            "$TMPDIR is a writable folder with room");
}

TEST(WriteFile, ReplacesAndAppendToFileAdds) {
  const TempDir directory = TempDir::Make().value();
  const fs::path path = directory.path() / "file";
  ASSERT_TRUE(WriteFile(path, "a longer text").ok());
  ASSERT_TRUE(WriteFile(path, "abc").ok());
  EXPECT_EQ(Content(path), "abc");
  ASSERT_TRUE(AppendToFile(path, "de").ok());
  EXPECT_EQ(Content(path), "abcde");
  ASSERT_TRUE(AppendToFile(directory.path() / "new", "f").ok());
  EXPECT_EQ(Content(directory.path() / "new"), "f");
}

TEST(WriteFile, NamesThePlaceWhereItCannotBe) {
  const TempDir directory = TempDir::Make().value();
  ASSERT_TRUE(WriteFile(directory.path() / "file", "abc").ok());
  const std::string message(WriteFile(directory.path() / "file" / "below", "abc").message());
  EXPECT_EQ(message.rfind((directory.path() / "file").native() + ": cannot create the directory: ", 0), 0u) << message;
  EXPECT_FALSE(WriteFile(directory.path(), "abc").ok()) << "a directory";
}

}  // namespace
}  // namespace impls

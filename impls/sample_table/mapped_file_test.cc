#include "impls/sample_table/mapped_file.h"

#include <sys/stat.h>

#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "impls/temp_dir.h"

namespace sample_table {
namespace {

TEST(MappedFile, ShowsTheFilesBytes) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  const std::filesystem::path path = directory.path() / "a.mp4";
  ASSERT_TRUE(impls::WriteFile(path, "movie").ok());
  absl::StatusOr<MappedFile> file = MappedFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  const MappedFile moved = *std::move(file);
  EXPECT_EQ(std::string(moved.bytes().begin(), moved.bytes().end()), "movie");
}

TEST(MappedFile, IsEmptyWhenMovedFrom) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  const std::filesystem::path path = directory.path() / "a.mp4";
  ASSERT_TRUE(impls::WriteFile(path, "movie").ok());
  MappedFile first = MappedFile::Open(path).value(), second = MappedFile::Open(path).value();
  second = std::move(first);
  EXPECT_TRUE(first.bytes().empty());  // NOLINT(bugprone-use-after-move): what a moved-from mapping is
  EXPECT_EQ(second.bytes().size(), 5u);
}

TEST(MappedFile, AnEmptyFileHasNoBytes) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  ASSERT_TRUE(impls::WriteFile(directory.path() / "empty", "").ok());
  EXPECT_TRUE(MappedFile::Open(directory.path() / "empty").value().bytes().empty());
}

TEST(MappedFile, WhatIsNoFileIsAnErrorWithItsPath) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  const absl::Status missing = MappedFile::Open(directory.path() / "missing").status();
  EXPECT_TRUE(absl::IsNotFound(missing));
  EXPECT_NE(missing.message().find("missing: cannot be opened"), std::string::npos) << missing;
  EXPECT_TRUE(absl::IsFailedPrecondition(MappedFile::Open(directory.path()).status()));
  const std::filesystem::path pipe = directory.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(MappedFile::Open(pipe).status()));  // and does not wait for a writer
}

}  // namespace
}  // namespace sample_table

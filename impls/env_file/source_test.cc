#include "impls/env_file/source.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "gtest/gtest.h"
#include "impls/env_file/impls.h"
#include "impls/env_file/transcript.h"

namespace env_file {
namespace {

TEST(TextSource, MayHaveNoText) {
  char byte = 'x';
  EXPECT_EQ(*TextSource(std::string_view()).Read(&byte, 1), 0u);
  EXPECT_EQ(byte, 'x');
}

std::string FilledFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

std::filesystem::path TestPath(const char* name) { return std::filesystem::path(testing::TempDir()) / name; }

TEST(FileSource, ReadsAFile) {
  const std::string path = FilledFile(TestPath("file.env"), "A=1\n" + corpus::TypicalFile(5000) + "Z=${A}");
  const absl::StatusOr<std::unique_ptr<FileSource>> source = FileSource::Open(path);
  ASSERT_TRUE(source.ok()) << source.status();
  const absl::StatusOr<std::string> text = ReadWhole(**source);
  ASSERT_TRUE(text.ok());
  TextSource in_memory(*text);
  const std::string want = Transcript<Baseline>(in_memory, TestOptions());
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<std::unique_ptr<FileSource>> again = FileSource::Open(path);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(i == 0 ? Transcript<Streaming>(**again, TestOptions()) : Transcript<Optimized>(**again, TestOptions()),
              want);
  }
}

TEST(FileSource, ReadsAPipe) {
  const std::filesystem::path path = TestPath("pipe.env");
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&path] { FilledFile(path, "A=1\nB=2\n"); });
  const absl::StatusOr<std::unique_ptr<FileSource>> source = FileSource::Open(path);
  ASSERT_TRUE(source.ok()) << source.status();
  const std::string transcript = Transcript<Streaming>(**source, TestOptions());
  writer.join();
  EXPECT_EQ(transcript, "A=1 at 1:1\nB=2 at 2:1\n2 variables, 0 skipped, 0 warnings, OK");
}

TEST(FileSource, WhatCannotBeReadIsNamedWithTheWayOut) {
  const std::string gone = TestPath("gone.env").string();
  EXPECT_EQ(FileSource::Open(gone).status().ToString(),
            "NOT_FOUND: " + gone +
                ": cannot open: No such file or directory (errno 2). Check the path, or copy the "
                "project's .env.example to it");
  EXPECT_EQ(FileSource::Open(testing::TempDir()).status().ToString(),
            "FAILED_PRECONDITION: " + testing::TempDir() + ": is a directory. Name the .env file in it");
}

TEST(FileSource, AMessageBeginsWithItsPath) {
  const std::string path = FilledFile(TestPath("wrong.env"), "A=1\njunk\n");
  const absl::StatusOr<std::unique_ptr<FileSource>> source = FileSource::Open(path);
  ASSERT_TRUE(source.ok());
  EXPECT_NE(Transcript<Streaming>(**source, TestOptions()).find("INVALID_ARGUMENT: " + path + ":2:1: "),
            std::string::npos);
}

}  // namespace
}  // namespace env_file

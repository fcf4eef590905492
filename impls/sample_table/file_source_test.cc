#include "impls/sample_table/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/movie.h"
#include "impls/temp_dir.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

class FileSourceTest : public ::testing::Test {
 protected:
  FileSourceTest() {
    const corpus::File file = corpus::Mp4({track_});
    std::string bytes(file.bytes.begin(), file.bytes.end());
    EXPECT_TRUE(impls::WriteFile(path_, bytes).ok());
    fs::resize_file(path_, file.file_bytes);
    // Long ago: a change within the file system's clock tick would not be noticed.
    const std::array<timespec, 2> long_ago = {{{1'000'000, 0}, {1'000'000, 0}}};
    EXPECT_EQ(utimensat(AT_FDCWD, path_.c_str(), long_ago.data(), 0), 0);
    truth_ = corpus::Expand(track_, file.media_offset);
  }

  Optimized OpenTable() const {
    const auto source = FileSource::Open(path_).value();
    const MappedFile mapped = source->Map().value();
    const Movie movie = ReadMovie(mapped.bytes(), mapped.bytes().size()).value();
    return Optimized::Open(source, mapped.bytes(), movie.tracks[0].tables).value();
  }

  impls::TempDir directory_ = impls::TempDir::Make().value();
  fs::path path_ = directory_.path() / "movie.mp4";
  corpus::Track track_ = corpus::H264At60(20'000);
  std::vector<Sample> truth_;
};

TEST_F(FileSourceTest, ATableReadsTheFileThatItWasOpenedFrom) {
  const Optimized table = OpenTable();
  for (uint32_t i = 0; i < table.size(); i += 7) ASSERT_EQ(table.Lookup(i).value(), truth_[i]);
}

TEST_F(FileSourceTest, AFileThatIsCutIsAnErrorNotACrash) {
  const Optimized table = OpenTable();
  ASSERT_TRUE(table.Lookup(0).ok());
  fs::resize_file(path_, 100);
  const absl::Status status = table.Lookup(15'000).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_NE(status.message().find(path_.string()), std::string::npos) << status;
  EXPECT_NE(status.message().find("Open it again"), std::string::npos) << status;
  EXPECT_EQ(table.At(15'000), Optimized::kUnreadable);
}

TEST_F(FileSourceTest, AFileThatIsWrittenToIsAnError) {
  const Optimized table = OpenTable();
  const int file = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(pwrite(file, "x", 1, 3000), 1);
  close(file);
  EXPECT_TRUE(absl::IsDataLoss(table.Lookup(15'000).status()));
}

TEST_F(FileSourceTest, AFileThatIsReplacedOrRemovedIsReadOn) {
  const Optimized table = OpenTable();
  const fs::path other = directory_.path() / "other.mp4";
  ASSERT_TRUE(impls::WriteFile(other, "other").ok());
  fs::rename(other, path_);
  EXPECT_EQ(table.Lookup(15'000).value(), truth_[15'000]);
  fs::remove(path_);
  EXPECT_EQ(table.Lookup(5000).value(), truth_[5000]);
}

TEST_F(FileSourceTest, WhatCannotBeOpenedIsAnErrorWithItsPath) {
  const absl::Status absent = FileSource::Open(directory_.path() / "absent").status();
  EXPECT_TRUE(absl::IsNotFound(absent)) << absent;
  EXPECT_NE(absent.message().find("absent"), std::string::npos);
  EXPECT_TRUE(absl::IsFailedPrecondition(FileSource::Open(directory_.path()).status()));
}

TEST_F(FileSourceTest, ReadsExactlyWhatIsAskedFor) {
  const auto source = FileSource::Open(path_).value();
  std::array<uint8_t, 4> type = {};
  ASSERT_TRUE(source->Read(4, type).ok());
  EXPECT_EQ(std::string(type.begin(), type.end()), "ftyp");
  EXPECT_TRUE(source->Read(fs::file_size(path_), {}).ok());
  EXPECT_TRUE(absl::IsDataLoss(source->Read(fs::file_size(path_) - 2, type)));
  source->WillRead(0, 1 << 20);  // whatever it does, it says nothing
  EXPECT_TRUE(source->CheckUnchanged().ok());
}

}  // namespace
}  // namespace sample_table

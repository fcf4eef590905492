#include "impls/sample_table/movie_file.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "impls/temp_dir.h"

namespace sample_table {
namespace {

using std::chrono::nanoseconds;

class MovieFileTest : public testing::Test {
 protected:
  MovieFileTest() { Write("movie"); }

  void Write(const std::string& bytes) const {
    const absl::Status status = impls::WriteFile(path_, bytes);
    ASSERT_TRUE(status.ok()) << status;
  }

  impls::TempDir directory_ = impls::TempDir::Make().value();
  std::filesystem::path path_ = directory_.path() / "a.mp4";
};

TEST_F(MovieFileTest, StaysTheOneThatWasOpened) {
  const MovieFile movie = MovieFile::Open(path_).value();
  std::filesystem::rename(path_, directory_.path() / "b.mp4");
  Write("another");
  const MappedFile mapped = movie.Map().value();
  EXPECT_EQ(std::string(mapped.bytes().begin(), mapped.bytes().end()), "movie");
  EXPECT_EQ(movie.identity().size_bytes, 5u);
}

TEST_F(MovieFileTest, AChangeSinceIsNoticed) {
  const MovieFile movie = MovieFile::Open(path_).value();
  EXPECT_TRUE(movie.CheckUnchanged(nanoseconds(0)).ok());
  ASSERT_TRUE(impls::AppendToFile(path_, "s").ok());
  const absl::Status status = movie.CheckUnchanged(nanoseconds(0));
  EXPECT_TRUE(absl::IsAborted(status)) << status;
}

TEST_F(MovieFileTest, IsJudgedByTheClockBeforeItWasOpened) {
  const MovieFile movie = MovieFile::Open(path_).value();
  const int64_t changed_ns = std::max(movie.identity().modified_ns, movie.identity().changed_ns);
  const int64_t now_ns = NowNs();
  const absl::Status status = movie.CheckUnchanged(nanoseconds(now_ns - changed_ns));
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(CheckIsSettled(path_, movie.identity(), now_ns, nanoseconds(now_ns - changed_ns)).ok());
}

TEST_F(MovieFileTest, WhatCannotBeOpenedIsAnErrorWithItsPath) {
  const absl::Status status = MovieFile::Open(directory_.path() / "missing").status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_NE(status.message().find("missing: cannot be opened"), std::string::npos) << status;
}

TEST(IdentityOf, TimesBeyondTheNumbersAreTheLastOnes) {
  struct stat info = {};
  const auto expect = [&info](time_t seconds, int64_t want_ns) {
    info.st_mtim = {seconds, 5};
    EXPECT_EQ(IdentityOf(info).modified_ns, want_ns) << seconds;
  };
  expect(0, 5);
  expect(-1, -999'999'995);
  expect(9'223'372'035, 9'223'372'035'000'000'005);
  expect(9'223'372'037, INT64_MAX);
  expect(10'413'792'000, INT64_MAX);  // the year 2300
  expect(INT64_MAX, INT64_MAX);
  expect(INT64_MIN, INT64_MIN);
}

TEST(CheckIsSettled, NeedsBothTimesToBeAStepAgo) {
  const auto settled = [](int64_t modified_ns, int64_t changed_ns, int64_t now_ns) {
    return CheckIsSettled("a.mp4", {1, modified_ns, changed_ns, 2, 3}, now_ns, nanoseconds(10)).ok();
  };
  EXPECT_TRUE(settled(100, 100, 110));
  EXPECT_FALSE(settled(100, 100, 109));
  EXPECT_FALSE(settled(101, 100, 110));
  EXPECT_FALSE(settled(100, 101, 110));
  EXPECT_FALSE(settled(INT64_MAX, 100, 110));
  EXPECT_FALSE(settled(100, INT64_MAX, 110));
  EXPECT_TRUE(settled(INT64_MIN, INT64_MIN, 110));
}

}  // namespace
}  // namespace sample_table

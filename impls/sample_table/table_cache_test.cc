#include "impls/sample_table/table_cache.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "impls/file_privileges.h"
#include "impls/sample_table/movie_file.h"
#include "impls/sample_table/table_cache_fixture.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;

TEST_F(TableCache, TheSecondOpenIsAHit) {
  const CachedMovie first = OpenRight();
  EXPECT_EQ(first.state, CacheState::kAbsent);
  EXPECT_NE(first.reason.find("a.tables: cannot be opened"), std::string::npos) << first.reason;
  EXPECT_TRUE(first.saved.ok()) << first.saved;
  const CachedMovie second = OpenRight();
  EXPECT_EQ(second.state, CacheState::kHit) << second.reason;
  EXPECT_EQ(second.tracks[0].table.footprint(), sizeof(Succinct));
  EXPECT_EQ(Files(), 2u);
}

TEST_F(TableCache, AHitReadsNothingOfTheMovie) {
  ASSERT_EQ(chmod(movie_.c_str(), 0), 0);
  const impls::WithoutFilePrivileges nobody;
  EXPECT_TRUE(absl::IsPermissionDenied(OpenCached(movie_, cache_, kNoStep).status()));
  struct stat info = {};
  ASSERT_EQ(stat(movie_.c_str(), &info), 0);
  Write(cache_, EncodeCache(IdentityOf(info), {}));
  EXPECT_EQ(Open().state, CacheState::kHit);
}

TEST_F(TableCache, AMovieThatIsNoneIsAnError) {
  Write(movie_, "no movie");
  const absl::Status status = OpenCached(movie_, cache_).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_NE(status.message().find("a.mp4: "), std::string::npos) << status;
  fs::remove(movie_);
  EXPECT_TRUE(absl::IsNotFound(OpenCached(movie_, cache_).status()));
  EXPECT_EQ(Files(), 0u);
}

TEST_F(TableCache, IsStaleWhenTheMoviesSizeChanges) {
  OpenRight();
  tracks_.pop_back();
  Write(movie_, MovieOf(tracks_));
  const CachedMovie movie = OpenRight();
  EXPECT_EQ(movie.state, CacheState::kStale);
  EXPECT_NE(movie.reason.find("its size in bytes was"), std::string::npos) << movie.reason;
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
}

TEST_F(TableCache, IsStaleWhenTheMovieWasTouched) {
  OpenRight();
  fs::last_write_time(movie_, fs::last_write_time(movie_) - nanoseconds(1));
  const CachedMovie movie = OpenRight();
  EXPECT_EQ(movie.state, CacheState::kStale);
  EXPECT_NE(movie.reason.find("its modification time in ns was"), std::string::npos) << movie.reason;
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
}

// Written in place, as many bytes, and the modification time set back.
TEST_F(TableCache, IsStaleWhenOnlyTheContentChanged) {
  OpenRight();
  struct stat before = {}, now = {};
  ASSERT_EQ(stat(movie_.c_str(), &before), 0);
  std::swap(tracks_[0].sizes[1], tracks_[0].sizes[2]);
  const std::string bytes = MovieOf(tracks_);
  do {  // until the clock of time stamps has gone on
    Write(movie_, bytes);
    const timespec times[2] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(utimensat(AT_FDCWD, movie_.c_str(), times, 0), 0);
    ASSERT_EQ(stat(movie_.c_str(), &now), 0);
  } while (IdentityOf(now) == IdentityOf(before));
  ASSERT_EQ(now.st_size, before.st_size);
  const CachedMovie movie = OpenRight();
  EXPECT_EQ(movie.state, CacheState::kStale);
  EXPECT_NE(movie.reason.find("its change time in ns was"), std::string::npos) << movie.reason;
}

TEST_F(TableCache, AMovieThatWasJustChangedIsNotCached) {
  const CachedMovie movie = OpenRight(std::chrono::hours(24));
  EXPECT_TRUE(absl::IsFailedPrecondition(movie.saved)) << movie.saved;
  EXPECT_NE(movie.saved.message().find("ns ago, so that another change might show in no time stamp"),
            std::string::npos);
  EXPECT_EQ(OpenRight().state, CacheState::kAbsent);
  fs::last_write_time(movie_, fs::file_time_type::clock::now() + std::chrono::hours(1));
  const CachedMovie future = OpenRight();
  EXPECT_EQ(future.state, CacheState::kStale);
  EXPECT_NE(future.saved.message().find("its time stamps lie in the future"), std::string::npos) << future.saved;
}

TEST_F(TableCache, AMovieOfAFarFutureIsNotCached) {
  const timespec times[2] = {{0, UTIME_OMIT}, {10'413'792'000, 0}};  // the year 2300: more ns than 64 bits hold
  ASSERT_EQ(utimensat(AT_FDCWD, movie_.c_str(), times, 0), 0);
  const CachedMovie movie = OpenRight();
  EXPECT_NE(movie.saved.message().find("its time stamps lie in the future"), std::string::npos) << movie.saved;
}

TEST_F(TableCache, TheMoviesGroupMayReadTheCache) {
  ASSERT_EQ(chmod(movie_.c_str(), 0640), 0);
  OpenRight();
  struct stat movie = {}, cache = {};
  ASSERT_EQ(stat(movie_.c_str(), &movie), 0);
  ASSERT_EQ(stat(cache_.c_str(), &cache), 0);
  EXPECT_EQ(cache.st_mode & 0777, 0440u);
  EXPECT_EQ(cache.st_gid, movie.st_gid);
}

// Each finds a whole cache or none, whatever the others do meanwhile.
}  // namespace
}  // namespace sample_table

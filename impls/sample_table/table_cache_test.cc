#include "impls/sample_table/table_cache.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/file_privileges.h"
#include "impls/sample_table/allocations.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/movie_file.h"
#include "impls/temp_dir.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;

// Nobody else writes in these directories.
constexpr nanoseconds kNoStep(0);

std::string MovieOf(const std::vector<corpus::Track>& tracks) {
  const corpus::File file = corpus::Mp4(tracks, corpus::Order::kMediaFirst);
  return {file.bytes.begin(), file.bytes.end()};
}

class TableCache : public testing::Test {
 protected:
  TableCache() { Write(movie_, MovieOf(tracks_)); }

  static void Write(const fs::path& path, std::string_view bytes) {
    const absl::Status status = impls::WriteFile(path, bytes);
    ASSERT_TRUE(status.ok()) << status;
  }

  static std::string Read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  CachedMovie Open(nanoseconds step = kNoStep) const { return OpenCached(movie_, cache_, step).value(); }

  // Opens it, and expects the movie's tables, however they came.
  CachedMovie OpenRight(nanoseconds step = kNoStep) const {
    CachedMovie movie = Open(step);
    EXPECT_EQ(movie.tracks.size(), tracks_.size());
    for (size_t i = 0; i < std::min(movie.tracks.size(), tracks_.size()); ++i) ExpectIs(movie.tracks[i], tracks_[i]);
    EXPECT_EQ(movie.state == CacheState::kHit, movie.reason.empty()) << movie.reason;
    return movie;
  }

  // How many files there are in the directory.
  size_t Files() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator()));
  }

  impls::TempDir directory_ = impls::TempDir::Make().value();
  std::vector<corpus::Track> tracks_ = {corpus::H264At60(300), corpus::Aac2h(500)};
  fs::path movie_ = directory_.path() / "a.mp4";
  fs::path cache_ = directory_.path() / "a.tables";

 private:
  static void ExpectIs(const CachedTrack& cached, const corpus::Track& track) {
    EXPECT_EQ(cached.timescale, track.timescale);
    ASSERT_EQ(cached.table.size(), track.sizes.size());
    uint64_t dts = 0;
    for (uint32_t i = 0; i < track.sizes.size(); ++i) {
      const Sample sample = cached.table.At(i);
      ASSERT_EQ(sample.size, track.sizes[i]) << i;
      ASSERT_EQ(sample.dts, dts) << i;
      dts += track.durations[i];
    }
  }
};

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

TEST_F(TableCache, TheMovieItselfIsNeverReplaced) {
  const std::string before = Read(movie_);
  fs::create_hard_link(movie_, cache_);
  for (const fs::path& cache : {movie_, cache_}) {
    const CachedMovie movie = OpenCached(movie_, cache, kNoStep).value();
    EXPECT_EQ(movie.state, CacheState::kDamaged);
    EXPECT_TRUE(absl::IsInvalidArgument(movie.saved)) << movie.saved;
    EXPECT_EQ(Read(cache), before);
  }
}

TEST_F(TableCache, NoMemoryIsAnErrorWhicheverAllocationFails) {
  const auto needed = [this] {
    const int64_t before = allocations::count;
    EXPECT_TRUE(OpenCached(movie_, cache_, kNoStep).ok());
    return allocations::count - before;
  };
  const int64_t to_build = needed(), to_hit = needed();
  ASSERT_GT(to_hit, 0);
  const auto open = [this](int64_t before_failure) {
    allocations::left = before_failure;
    return OpenCached(movie_, cache_, kNoStep);
  };
  for (int64_t i = 0; i < to_hit; ++i) {
    const absl::Status status = open(i).status();
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << i << ": " << status;
  }
  EXPECT_EQ(Open().state, CacheState::kHit);
  for (int64_t i = 0; i < to_build; ++i) {
    fs::remove(cache_);
    const absl::StatusOr<CachedMovie> movie = open(i);
    const absl::Status status = movie.ok() ? movie->saved : movie.status();
    EXPECT_TRUE(status.ok() ? fs::exists(cache_) : absl::IsResourceExhausted(status)) << i << ": " << status;
    EXPECT_EQ(Files(), fs::exists(cache_) ? 2u : 1u) << i;
  }
}

TEST_F(TableCache, DamageIsRebuiltWhereverItIs) {
  OpenRight();
  const std::string whole = Read(cache_);
  for (size_t at = 0; at < whole.size(); at += 41) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    for (const std::string& bytes : {damaged, whole.substr(0, at)}) {
      Write(cache_, bytes);
      const CachedMovie movie = OpenRight();
      const bool in_version = at >= 8 && at < 12 && bytes.size() == whole.size();
      ASSERT_EQ(movie.state, in_version ? CacheState::kStale : CacheState::kDamaged) << at;
      ASSERT_EQ(Read(cache_), whole) << at;
    }
  }
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
}

TEST_F(TableCache, AnotherVersionIsRebuilt) {
  OpenRight();
  std::string bytes = Read(cache_);
  bytes[8] = 99;
  Write(cache_, bytes);
  const CachedMovie movie = OpenRight();
  EXPECT_EQ(movie.state, CacheState::kStale);
  EXPECT_NE(movie.reason.find("a.tables: has version 99"), std::string::npos) << movie.reason;
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
}

TEST_F(TableCache, ADirectoryThatIsNotToBeWrittenCostsTheCacheOnly) {
  const impls::WithoutFilePrivileges nobody;
  ASSERT_EQ(chmod(directory_.path().c_str(), 0500), 0);
  const CachedMovie movie = OpenRight();
  ASSERT_EQ(chmod(directory_.path().c_str(), 0700), 0);
  EXPECT_EQ(movie.state, CacheState::kAbsent);
  EXPECT_TRUE(absl::IsPermissionDenied(movie.saved)) << movie.saved;
  EXPECT_NE(movie.saved.message().find("a.tables: cannot be written"), std::string::npos) << movie.saved;
}

TEST_F(TableCache, AFullDiskCostsTheCacheOnly) {
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit little = {100, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &little), 0);
  const CachedMovie movie = OpenRight();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(movie.state, CacheState::kAbsent);
  EXPECT_NE(movie.saved.message().find("a.tables: cannot be written: "), std::string::npos) << movie.saved;
  EXPECT_EQ(Files(), 1u);  // nothing half-written beside the movie
}

TEST_F(TableCache, WhatCannotBeOpenedIsSaidAndKept) {
  ASSERT_TRUE(fs::create_directory(cache_));
  const CachedMovie movie = OpenRight();
  EXPECT_EQ(movie.state, CacheState::kDamaged);
  EXPECT_NE(movie.reason.find("not a regular file"), std::string::npos) << movie.reason;
  EXPECT_NE(movie.saved.message().find("a.tables: cannot be replaced"), std::string::npos) << movie.saved;
  EXPECT_EQ(Files(), 2u);
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

TEST_F(TableCache, AMappingOutlivesItsReplacement) {
  OpenRight();
  const CachedMovie hit = OpenRight();
  const Sample before = hit.tracks[0].table.At(200);
  fs::last_write_time(movie_, fs::last_write_time(movie_) - std::chrono::seconds(1));
  EXPECT_EQ(OpenRight().state, CacheState::kStale);
  EXPECT_EQ(hit.tracks[0].table.At(200), before);
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
}

// Each finds a whole cache or none, whatever the others do meanwhile.
TEST_F(TableCache, ProcessesMayWriteAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child > 0) {
      children.push_back(child);
      continue;
    }
    for (int round = 0; round < 50; ++round) {
      const CachedMovie movie = OpenRight();
      if (HasFailure() || movie.state == CacheState::kDamaged || movie.state == CacheState::kStale) _exit(1);
      if (!movie.saved.ok()) _exit(2);
      unlink(cache_.c_str());
    }
    _exit(0);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  OpenRight();
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
  EXPECT_EQ(Files(), 2u);
}

}  // namespace
}  // namespace sample_table

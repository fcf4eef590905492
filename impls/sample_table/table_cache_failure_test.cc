// Caches that are damaged, cannot be written, or are written by several at once.
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/file_privileges.h"
#include "impls/sample_table/allocations.h"
#include "impls/sample_table/table_cache.h"
#include "impls/sample_table/table_cache_fixture.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

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
    absl::StatusOr<CachedMovie> movie = OpenCached(movie_, cache_, kNoStep);
    allocations::left = -1;  // where it needed fewer
    return movie;
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
      ReplaceCache(bytes);
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
  ReplaceCache(bytes);
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

TEST_F(TableCache, AMappingOutlivesItsReplacement) {
  OpenRight();
  const CachedMovie hit = OpenRight();
  const Sample before = hit.tracks[0].table.At(200);
  fs::last_write_time(movie_, fs::last_write_time(movie_) - std::chrono::seconds(1));
  EXPECT_EQ(OpenRight().state, CacheState::kStale);
  EXPECT_EQ(hit.tracks[0].table.At(200), before);
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
}

TEST_F(TableCache, ThreadsMayOpenAndWriteAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int round = 0; round < 50; ++round) {
        const CachedMovie movie = OpenRight();
        EXPECT_TRUE(movie.state == CacheState::kHit || movie.state == CacheState::kAbsent) << movie.reason;
        EXPECT_TRUE(movie.saved.ok()) << movie.saved;
        unlink(cache_.c_str());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  OpenRight();
  EXPECT_EQ(OpenRight().state, CacheState::kHit);
  EXPECT_EQ(Files(), 2u);
}

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

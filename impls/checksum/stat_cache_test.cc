#include "impls/checksum/stat_cache.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "impls/checksum/files.h"
#include "impls/checksum/impls.h"

namespace checksum {
namespace {

constexpr int64_t kSecondNs = 1'000'000'000;

class StatCacheTest : public ::testing::Test {
 protected:
  StatCacheTest() : directory_(corpus::TempDir::Make().value()) {}

  std::filesystem::path Path(const std::string& name) const { return directory_.path() / name; }
  void Write(const std::string& name, std::string_view bytes) {
    ASSERT_TRUE(corpus::WriteFile(Path(name), bytes).ok());
  }

  // Until what has been written so far is older than the clock's tick. Not a multiple of 10 ms with any likelihood.
  static void Settle() { usleep(20'000); }

  // That of the file or tree, which must be that of one who remembers nothing.
  void ExpectFresh(const std::string& when) {
    EXPECT_EQ(Hex(cache_.HashTree(directory_.path()).value()), Hex(Baseline().HashTree(directory_.path()).value()))
        << when;
  }

  corpus::TempDir directory_;
  StatCache cache_;
};

TEST_F(StatCacheTest, RemembersWhatIsOldEnoughAndReadsItNoMore) {
  Write("file", "abc");
  Write("other", "abc");
  Settle();
  ExpectFresh("first");
  EXPECT_EQ(cache_.size(), 2u) << "if 0, the temporary folder is on a file system that is not remembered: set TMPDIR";
  EXPECT_TRUE(cache_.HashFile(Path("file")).ok());
  EXPECT_EQ(cache_.size(), 2u) << "file and tree share what is known";
  cache_.Forget();
  EXPECT_EQ(cache_.size(), 0u);
  ExpectFresh("after forgetting");
}

TEST_F(StatCacheTest, DoesNotOpenAgainWhatIsUnchanged) {
  Write("file", "abc");
  Settle();
  const absl::StatusOr<Digest> digest = cache_.HashFile(Path("file"));
  struct rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const struct rlimit nothing_opens = {0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &nothing_opens), 0);
  const absl::StatusOr<Digest> again = cache_.HashFile(Path("file")), uncached = StatCache().HashFile(Path("file"));
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(again, digest) << "it is in the cache";
  EXPECT_FALSE(uncached.ok());
}

TEST_F(StatCacheTest, SeesEveryWayInWhichAFileBecomesAnother) {
  Write("a", "first");
  Write("b", "other");
  Settle();
  ExpectFresh("first");

  Write("a", "First");
  ExpectFresh("rewritten with the same size");
  Settle();
  ExpectFresh("settled");

  std::filesystem::rename(Path("a"), Path("c"));
  std::filesystem::rename(Path("b"), Path("a"));
  std::filesystem::rename(Path("c"), Path("b"));
  ExpectFresh("swapped");

  Settle();
  ExpectFresh("settled");
  Write("new", "third");
  std::filesystem::rename(Path("new"), Path("a"));
  ExpectFresh("replaced");

  std::filesystem::remove(Path("b"));
  Write("b", "4.4.4");  // likely with the inode that was just freed
  ExpectFresh("removed and made again");

  std::filesystem::remove(Path("b"));
  std::filesystem::create_hard_link(Path("a"), Path("b"));
  ExpectFresh("linked");
}

TEST_F(StatCacheTest, SeesAChangeWhoseModificationTimeWasSetBack) {
  Write("file", "before");
  Settle();
  ExpectFresh("first");
  struct stat before = {};
  ASSERT_EQ(stat(Path("file").c_str(), &before), 0);
  const Fd out(open(Path("file").c_str(), O_WRONLY | O_CLOEXEC));
  ASSERT_EQ(pwrite(out.get(), "BEFORE", 6, 0), 6);
  const struct timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(futimens(out.get(), times), 0);
  ExpectFresh("set back");
}

// Without waiting: a change in the tick in which the file was hashed leaves size and times as they were.
TEST_F(StatCacheTest, IsNeverStaleHoweverFastTheFileChanges) {
  Write("file", "0");
  const Fd out(open(Path("file").c_str(), O_WRONLY | O_CLOEXEC));
  std::mt19937_64 random(1);
  int same_stamps = 0;
  struct stat status = {};
  for (int i = 0; i < 3000; ++i) {
    const Stamp before = (fstat(out.get(), &status), Stamp(status));
    const char c = static_cast<char>('0' + i % 10);
    ASSERT_EQ(pwrite(out.get(), &c, 1, 0), 1);
    same_stamps += before == (fstat(out.get(), &status), Stamp(status));
    ASSERT_EQ(Hex(cache_.HashFile(Path("file")).value()), Hex(Baseline().HashBytes({&c, 1}).value()))
        << "after " << i << " changes";
    if (random() % 8 == 0) usleep(static_cast<useconds_t>(random() % 5000));
  }
  // On kernels since 6.13 a change after a look at the file gets a time of its own.
  RecordProperty("changes_with_equal_stamps", same_stamps);
}

// The kernel dates them at the beginning of its tick, in which they may change again.
TEST_F(StatCacheTest, WhatIsHashedInTheTickOfItsLastChangeIsNotRemembered) {
  bool is_forgotten = false;
  for (int attempt = 0; attempt < 1000 && !is_forgotten; ++attempt) {  // a tick may end meanwhile
    Write("file", "abc");
    StatCache fresh;
    EXPECT_TRUE(fresh.HashFile(Path("file")).ok());
    is_forgotten = fresh.size() == 0;
  }
  EXPECT_TRUE(is_forgotten);
}

TEST_F(StatCacheTest, WhatClaimsToBeOfTheFutureIsNotRemembered) {
  Write("file", "abc");
  const struct timespec times[2] = {{0, UTIME_OMIT}, {int64_t{1} << 32, 1}};
  ASSERT_EQ(utimensat(AT_FDCWD, Path("file").c_str(), times, 0), 0);
  Settle();
  EXPECT_TRUE(cache_.HashFile(Path("file")).ok());
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(StatCacheTest, AFailureIsNotRemembered) {
  Write("file", "abc");
  Settle();
  EXPECT_FALSE(cache_.HashFile(Path("gone")).ok());
  std::filesystem::rename(Path("file"), Path("gone"));
  EXPECT_TRUE(cache_.HashFile(Path("gone")).ok());
  ExpectFresh("moved");
}

// Nothing tells when the bytes of such a file change.
TEST(StatCache, RemembersNothingOfProc) {
  StatCache cache;
  EXPECT_TRUE(cache.HashFile("/proc/self/status").ok());
  EXPECT_EQ(cache.size(), 0u);
}

Stamp StampAt(int64_t changed_ns, int64_t modified_ns) {
  Stamp stamp;
  stamp.changed_ns = changed_ns;
  stamp.modified_ns = modified_ns;
  return stamp;
}

TEST(IsSettled, OnlyBeforeTheTickInWhichHashingBegan) {
  const int64_t now = 1000 * kSecondNs + 123'456'789;
  EXPECT_TRUE(IsSettled(StampAt(now - 1, now - 1), now));
  EXPECT_FALSE(IsSettled(StampAt(now, now), now)) << "may change again in this tick";
  EXPECT_FALSE(IsSettled(StampAt(now + 1, now - 1), now)) << "changed since";
  EXPECT_FALSE(IsSettled(StampAt(now - 1, now), now)) << "modified in this tick, or by another clock";
  EXPECT_FALSE(IsSettled(StampAt(now + 3600 * kSecondNs, now - 1), now)) << "the clock was set back";
}

TEST(IsSettled, ATimeThatLooksLikeWholeSecondsMustBeOlderThanTheSlowestClocksTick) {
  const int64_t now = 1001 * kSecondNs + 500'000'000;
  EXPECT_FALSE(IsSettled(StampAt(1001 * kSecondNs, 0), now));
  EXPECT_FALSE(IsSettled(StampAt(1000 * kSecondNs, 0), now)) << "2 s are one tick";
  EXPECT_TRUE(IsSettled(StampAt(998 * kSecondNs, 0), now));
  EXPECT_FALSE(IsSettled(StampAt(1000 * kSecondNs + 10'000'000, 0), now)) << "10 ms, as exFAT's";
  EXPECT_TRUE(IsSettled(StampAt(1000 * kSecondNs + 10'000'001, 0), now));
}

}  // namespace
}  // namespace checksum

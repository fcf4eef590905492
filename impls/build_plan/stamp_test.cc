#include "impls/build_plan/stamp.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "gtest/gtest.h"
#include "impls/fd.h"
#include "impls/temp_dir.h"

namespace build_plan {
namespace {

bool IsSettledAt(int64_t changed_s, uint32_t changed_ns, int64_t now_s, int64_t now_ns) {
  return IsSettled({.changed_s = changed_s, .changed_ns = changed_ns}, {.tv_sec = now_s, .tv_nsec = now_ns});
}

TEST(IsSettled, OnlyWhenTheClockHasTickedSince) {
  EXPECT_FALSE(IsSettledAt(100, 5, 100, 5)) << "the same tick";
  EXPECT_FALSE(IsSettledAt(100, 5, 100, 10'000'005)) << "the next one at 100 Hz";
  EXPECT_FALSE(IsSettledAt(100, 5, 100, 40'000'004));
  EXPECT_TRUE(IsSettledAt(100, 5, 100, 40'000'005));
  EXPECT_FALSE(IsSettledAt(100, 999'999'999, 101, 0));
  EXPECT_TRUE(IsSettledAt(100, 999'999'999, 101, 40'000'000));
}

TEST(IsSettled, NotWithStampsToCome) {
  EXPECT_FALSE(IsSettledAt(101, 5, 100, 5));
  EXPECT_FALSE(IsSettledAt(100, 6, 100, 5));
  EXPECT_FALSE(IsSettledAt(INT64_MAX, 5, 100, 5));
}

TEST(IsSettled, WholeSecondsTakeTwo) {
  EXPECT_FALSE(IsSettledAt(100, 0, 101, 999'999'999));
  EXPECT_TRUE(IsSettledAt(100, 0, 102, 0));
}

TEST(IsSettled, LongAgo) {
  EXPECT_TRUE(IsSettledAt(0, 1, 1'700'000'000, 0));
  EXPECT_TRUE(IsSettledAt(-1'000'000, 1, 1'700'000'000, 0));
}

TEST(GetStamp, TellsDirectoriesApartAndDoesNotFollowLinks) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  std::filesystem::create_directory(directory.path() / "a");
  std::filesystem::create_directory(directory.path() / "b");
  std::filesystem::create_directory_symlink("a", directory.path() / "link");
  const impls::Fd fd(open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Stamp a, again, b, link, itself, gone;
  ASSERT_TRUE(GetStamp(fd.get(), "a", a) && GetStamp(fd.get(), "a", again) && GetStamp(fd.get(), "b", b));
  ASSERT_TRUE(GetStamp(fd.get(), "link", link) && GetStamp(fd.get(), "", itself));
  EXPECT_FALSE(GetStamp(fd.get(), "gone", gone));
  EXPECT_EQ(a, again);
  EXPECT_NE(a.inode, b.inode);
  EXPECT_NE(a.inode, link.inode);
  EXPECT_NE(a.inode, itself.inode);
}

// Whose directories change without being stamped.
TEST(StampsByOurClock, NotInProc) {
  const impls::Fd fd(open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  EXPECT_FALSE(StampsByOurClock(fd.get()));
  EXPECT_FALSE(StampsByOurClock(-1));
}

}  // namespace
}  // namespace build_plan

#include "impls/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "gtest/gtest.h"

namespace impls {
namespace {

int Open() { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

bool IsOpen(int number) { return fcntl(number, F_GETFD) != -1; }

TEST(Fd, ClosesOnceAndMoves) {
  const int number = Open();
  {
    Fd from(number);
    Fd to(std::move(from));
    EXPECT_EQ(from.get(), -1);  // NOLINT: the state is promised
    EXPECT_EQ(to.get(), number);
    EXPECT_TRUE(IsOpen(number));
    EXPECT_FALSE(from.Close());
    EXPECT_TRUE(to.Close());
    EXPECT_FALSE(to.Close());
  }
  EXPECT_FALSE(IsOpen(number));
}

TEST(Fd, LeavesWhatItReleasesOpen) {
  int number = -1;
  {
    Fd fd(Open());
    number = fd.Release();
    EXPECT_EQ(fd.get(), -1);
  }
  EXPECT_TRUE(IsOpen(number));
  close(number);
}

TEST(Fd, IsClosedAtItsEndAndLosesNoneWhenAssigned) {
  const int first = Open(), second = Open();
  {
    Fd to(first);
    to = Fd(second);
    EXPECT_EQ(to.get(), second);
    EXPECT_FALSE(IsOpen(first));
    EXPECT_TRUE(IsOpen(second));
  }
  EXPECT_FALSE(IsOpen(second));
}

}  // namespace
}  // namespace impls

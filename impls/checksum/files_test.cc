#include "impls/checksum/files.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "gtest/gtest.h"
#include "impls/checksum/impls.h"

namespace checksum {
namespace {

std::atomic<int> signals_seen = 0;

TEST(ReadSome, GoesOnAfterASignal) {
  struct sigaction count = {}, before = {};
  count.sa_handler = [](int) { ++signals_seen; };  // without SA_RESTART: read() returns EINTR
  ASSERT_EQ(sigaction(SIGUSR1, &count, &before), 0);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Fd source(ends[0]), sink(ends[1]);

  std::thread disturber([&sink, reader = pthread_self()] {
    for (int i = 0; i < 3; ++i) {
      usleep(20'000);  // long enough for the reader to be waiting again
      pthread_kill(reader, SIGUSR1);
      while (signals_seen == i) usleep(100);  // two that are pending at once would be one
    }
    usleep(20'000);
    EXPECT_EQ(write(sink.get(), "abc", 3), 3);
  });
  char data[8];
  const absl::StatusOr<size_t> got = ReadSome(source, data, sizeof data, std::filesystem::path("pipe"));
  disturber.join();
  sigaction(SIGUSR1, &before, nullptr);
  EXPECT_EQ(signals_seen, 3);
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(std::string(data, *got), "abc");
}

TEST(File, RefusesALinkWhereATreeHasSeenAFile) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  ASSERT_TRUE(corpus::WriteFile(directory.path() / "file", "abc").ok());
  std::filesystem::create_symlink("file", directory.path() / "link");
  EXPECT_TRUE(File::Open(directory.path() / "link", Links::kFollow).ok());
  EXPECT_FALSE(File::Open(directory.path() / "link", Links::kRefuse).ok());
}

TEST(Fd, ClosesOnceAndMoves) {
  const int number = open("/dev/null", O_RDONLY | O_CLOEXEC);
  {
    Fd from(number);
    Fd to(std::move(from));
    EXPECT_EQ(from.get(), -1);  // NOLINT: the state is promised
    EXPECT_EQ(to.get(), number);
    EXPECT_NE(fcntl(number, F_GETFD), -1);
  }
  EXPECT_EQ(fcntl(number, F_GETFD), -1);
}

class ChangedFile : public ::testing::Test {
 protected:
  ChangedFile() : directory_(corpus::TempDir::Make().value()), path_(directory_.path() / "file") {
    EXPECT_TRUE(corpus::WriteFile(path_, "abc").ok());
    file_ = File::Open(path_, Links::kFollow).value();
  }

  // Long enough that the next change is dated later than the last.
  static void LetTheClockTick() { usleep(20'000); }

  std::string Answer() { return file_.Unchanged(path_).ToString(); }

  corpus::TempDir directory_;
  std::filesystem::path path_;
  File file_;
};

TEST_F(ChangedFile, IsNoneIfItIsOnlyRead) {
  LetTheClockTick();
  char data[8];
  EXPECT_EQ(ReadSome(file_.fd(), data, sizeof data, path_).value(), 3u);
  EXPECT_EQ(Answer(), "OK");
}

TEST_F(ChangedFile, IsReportedByItsSizeInTheSameTick) {
  ASSERT_EQ(truncate(path_.c_str(), 5), 0);
  const std::string answer = Answer();
  EXPECT_EQ(answer.rfind("ABORTED: " + path_.native() + ": changed while it was read: 3 bytes, modified at ", 0), 0u)
      << answer;
  EXPECT_NE(answer.find(" ns before, 5 bytes, modified at "), std::string::npos) << answer;
  EXPECT_NE(answer.find(" ns after. Hash it again when nothing writes to it"), std::string::npos) << answer;
}

TEST_F(ChangedFile, IsReportedWhenBytesAreOverwritten) {
  LetTheClockTick();
  const Fd out(open(path_.c_str(), O_WRONLY | O_CLOEXEC));
  ASSERT_EQ(pwrite(out.get(), "x", 1, 0), 1);
  EXPECT_NE(Answer(), "OK");
}

TEST_F(ChangedFile, IsReportedWhenItsModificationTimeIsSetBack) {
  LetTheClockTick();
  struct stat before = {};
  ASSERT_EQ(stat(path_.c_str(), &before), 0);
  const Fd out(open(path_.c_str(), O_WRONLY | O_CLOEXEC));
  ASSERT_EQ(pwrite(out.get(), "x", 1, 0), 1);
  const struct timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(futimens(out.get(), times), 0);
  EXPECT_NE(Answer(), "OK");
}

TEST(PathRef, JoinsRootAndRelativePathAsAPathDoes) {
  for (const std::filesystem::path root : {"/", "/a", "/a/", "a"}) {
    EXPECT_EQ(PathRef(root, "b/c").Text(), (root / "b/c").native());
    EXPECT_EQ(PathRef(root).Text(), root.native());
  }
}

}  // namespace
}  // namespace checksum

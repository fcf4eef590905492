#include "impls/checksum/checksum.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "gtest/gtest.h"
#include "impls/checksum/contract.h"
#include "impls/checksum/impls.h"
#include "impls/typed_suite.h"

// The sanitizers end the program when an allocation is too large; here it must return null, as malloc does without
// them.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
extern "C" const char* __tsan_default_options() { return "allocator_may_return_null=1"; }

namespace checksum {
namespace {

PAWL_INSTANTIATE_CONTRACT(HasherContract, Impls);

TEST(Baseline, AFileBeyondAllMemoryIsAnError) {
  // 256 TiB, all hole: more than a process can address, so that no overcommitting kernel grants it.
  constexpr size_t kBytes = size_t{1} << 48;
  const Fd sparse(memfd_create("sparse", MFD_CLOEXEC));
  ASSERT_EQ(ftruncate(sparse.get(), kBytes), 0);
  const std::filesystem::path path = "/proc/self/fd/" + std::to_string(sparse.get());
  EXPECT_EQ(Baseline().HashFile(path).status(), OutOfMemory(path, kBytes + 1));
}

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
  const absl::StatusOr<size_t> got = ReadSome(source, data, sizeof data, "pipe");
  disturber.join();
  sigaction(SIGUSR1, &before, nullptr);
  EXPECT_EQ(signals_seen, 3);
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(std::string(data, *got), "abc");
}

TEST(OpenRegularFile, RefusesALinkWhereATreeHasSeenAFile) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  ASSERT_TRUE(corpus::WriteFile(directory.path() / "file", "abc").ok());
  std::filesystem::create_symlink("file", directory.path() / "link");
  EXPECT_TRUE(OpenRegularFile(directory.path() / "link", Links::kFollow).ok());
  EXPECT_FALSE(OpenRegularFile(directory.path() / "link", Links::kRefuse).ok());
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

TEST(Corpus, IsTheSameEverywhere) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  ASSERT_TRUE(corpus::WriteRandomFile(directory.path() / "file", /*seed=*/1, 100'000).ok());
  EXPECT_EQ(Hex(Baseline().HashFile(directory.path() / "file").value()),
            "04c671df807f1f4141677aaefec27fa33ad3aacc9f92fda675650a0278577ae0");
}

}  // namespace
}  // namespace checksum

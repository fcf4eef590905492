#include "impls/archive_export/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

#include "gtest/gtest.h"
#include "impls/fd.h"

namespace archive_export {
namespace {

void WaitForStop(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait(lock, token, [] { return false; });
}

// Runs `body` in a process of its own, which says by a byte that it is ready, and then `meanwhile`; returns how it
// ended, as waitpid() says.
int InProcess(const std::function<void(const std::function<void()>& ready)>& body,
              const std::function<void(pid_t, const std::function<void()>& next)>& meanwhile) {
  std::array<int, 2> ends = {-1, -1};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const impls::Fd out(ends[0]);
  impls::Fd in(ends[1]);
  const pid_t child = fork();
  if (child == 0) {
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) signal(number, SIG_DFL);
    body([&] {
      if (write(in.get(), "x", 1) != 1) _exit(99);
    });
    _exit(98);
  }
  in.Close();
  meanwhile(child, [&] {
    char byte;
    EXPECT_EQ(read(out.get(), &byte, 1), 1);
  });
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

TEST(StopOnSignal, EachRequestsAStopAndIsNamed) {
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    const int status = InProcess(
        [](const auto& ready) {
          const StopOnSignal signals;
          if (signals.token().stop_requested() || signals.signal_number() != 0) _exit(97);
          ready();
          WaitForStop(signals.token());
          _exit(signals.signal_number());
        },
        [&](pid_t child, const auto& next) {
          next();
          kill(child, number);
        });
    ASSERT_TRUE(WIFEXITED(status)) << status;
    EXPECT_EQ(WEXITSTATUS(status), number);
  }
}

TEST(StopOnSignal, ASecondEndsWhatDoesNotStop) {
  const int status = InProcess(
      [](const auto& ready) {
        const StopOnSignal signals;
        ready();
        WaitForStop(signals.token());
        ready();
        while (true) pause();
      },
      [](pid_t child, const auto& next) {
        next();
        kill(child, SIGINT);
        next();
        kill(child, SIGTERM);
      });
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

// As nohup starts programs.
TEST(StopOnSignal, LeavesIgnoredOnesIgnored) {
  const int status = InProcess(
      [](const auto& ready) {
        signal(SIGHUP, SIG_IGN);
        const StopOnSignal signals;
        ready();
        WaitForStop(signals.token());
        _exit(signals.signal_number());
      },
      [](pid_t child, const auto& next) {
        next();
        kill(child, SIGHUP);
        kill(child, SIGTERM);
      });
  ASSERT_TRUE(WIFEXITED(status)) << status;
  EXPECT_EQ(WEXITSTATUS(status), SIGTERM);
}

TEST(StopOnSignal, AClosedPipeIsAnError) {
  const StopOnSignal signals;
  std::array<int, 2> ends = {-1, -1};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  impls::Fd out(ends[0]);
  const impls::Fd in(ends[1]);
  out.Close();
  EXPECT_EQ(write(in.get(), "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
}

TEST(StopOnSignal, AFileAtItsLimitIsAnError) {
  const int status = InProcess(
      [](const auto&) {
        const StopOnSignal signals;
        const rlimit limit = {.rlim_cur = 0, .rlim_max = 0};
        setrlimit(RLIMIT_FSIZE, &limit);
        const impls::Fd file(memfd_create("file", MFD_CLOEXEC));
        _exit(write(file.get(), "x", 1) == -1 && errno == EFBIG ? 0 : 1);
      },
      [](pid_t, const auto&) {});
  EXPECT_EQ(status, 0);
}

TEST(StopOnSignal, PutsBackWhatItFound) {
  const auto is_blocked = [](int number) {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return sigismember(&mask, number) == 1;
  };
  const auto pipe_handler = [] {
    struct sigaction action = {};
    sigaction(SIGPIPE, nullptr, &action);
    return action.sa_handler;
  };
  ASSERT_FALSE(is_blocked(SIGTERM));
  const auto before = pipe_handler();
  {
    const StopOnSignal signals;
    EXPECT_TRUE(is_blocked(SIGTERM));
    EXPECT_EQ(pipe_handler(), SIG_IGN);
  }
  EXPECT_FALSE(is_blocked(SIGTERM));
  EXPECT_EQ(pipe_handler(), before);
}

}  // namespace
}  // namespace archive_export

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <new>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/log_aggregator/contract_fixture.h"
#include "impls/log_aggregator/impls.h"
#include "impls/typed_suite.h"

namespace log_aggregator {
namespace {

constexpr int kThreads = 3;

// What a process that will be killed says about itself, in memory that outlives it.
struct Progress {
  struct Thread {
    std::atomic<int64_t> accepted = 0;      // Log() has returned for all numbers below
    std::atomic<int64_t> acknowledged = 0;  // and a Flush() that began after that
  };
  std::array<Thread, kThreads> threads;
  std::atomic<bool> is_ready = false;
};

template <typename Impl>
class CrashContract : public LogFixture<Impl> {
 public:
  ~CrashContract() override { munmap(progress_, sizeof(Progress)); }

 protected:
  CrashContract() {
    void* const memory = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT_NE(memory, MAP_FAILED);
    progress_ = new (memory) Progress;
  }

  // Runs `body` in a process of its own and returns how that ended, as waitpid() says.
  int InProcess(const std::function<void()>& body, const std::function<void(pid_t)>& meanwhile = {}) {
    const pid_t child = fork();
    if (child == 0) {
      body();
      _exit(0);
    }
    if (meanwhile) meanwhile(child);
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status;
  }

  // One thread's messages: numbered, of different lengths, each third of another source.
  void LogForEver(Impl& log, int thread) {
    Progress::Thread& own = progress_->threads[static_cast<size_t>(thread)];
    const auto source = log.AddSource(std::to_string(thread)).value();
    const auto message = log.AddTemplate("{} {} {}").value();
    for (int64_t i = 0;; ++i) {
      if (!log.Log(Severity::kInfo, source, message, i, 0.5, std::string(static_cast<size_t>(i * 7 % 500), 'x')))
        continue;
      own.accepted.store(i + 1);
      if (i % 97 == 0 && log.Flush().ok()) own.acknowledged.store(i + 1);
      progress_->is_ready.store(true);
    }
  }

  // The file is whole lines, each thread's numbers without a gap from 0; returns how many of each. `may_tear` allows an
  // incomplete line at the end.
  std::array<int64_t, kThreads> WholeLines(bool may_tear) {
    std::string bytes = Content(this->path_);
    if (may_tear) bytes.resize(bytes.rfind('\n') + 1);
    EXPECT_TRUE(bytes.empty() || bytes.back() == '\n');
    std::array<int64_t, kThreads> counts = {};
    for (const std::string& line : corpus::SplitLines(bytes)) {
      corpus::Line read;
      EXPECT_TRUE(corpus::ReadLine(line, read)) << line;
      const size_t thread = static_cast<size_t>(read.source[0] - '0');
      const int64_t i = counts[thread]++;
      EXPECT_EQ(read.text, std::to_string(i) + " 0.5 " + std::string(static_cast<size_t>(i * 7 % 500), 'x'));
      if (::testing::Test::HasFailure()) break;
    }
    return counts;
  }

  Progress* progress_;
};

TYPED_TEST_SUITE_P(CrashContract);

// Killed at any moment, in the middle of a write, too: all that was acknowledged is there, whole, once and in order.
TYPED_TEST_P(CrashContract, WhatWasAcknowledgedOutlivesAKill) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 12; ++round) {
    std::filesystem::remove(this->path_);
    new (this->progress_) Progress;
    const int status = this->InProcess(
        [&] {
          TypeParam& log = this->Make();
          std::vector<std::jthread> threads;
          for (int thread = 0; thread < kThreads; ++thread)
            threads.emplace_back([&, thread] { this->LogForEver(log, thread); });
        },
        [&](pid_t child) {
          while (!this->progress_->is_ready.load()) std::this_thread::yield();
          std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
          kill(child, SIGKILL);
        });
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    const auto counts = this->WholeLines(/*may_tear=*/true);
    for (size_t thread = 0; thread < kThreads; ++thread) {
      EXPECT_GE(counts[thread], this->progress_->threads[thread].acknowledged.load());
    }
    // Who opens it next goes on after whole lines.
    this->Make();
    EXPECT_TRUE(this->Log("9", "next"));
    ASSERT_TRUE(this->log_->Flush().ok());
    this->log_.reset();
    EXPECT_EQ(Content(this->path_).back(), '\n');
    if (this->HasFailure()) break;
  }
}

// A fault or abort() in one thread while others log: all that was accepted is written, without a Flush().
TYPED_TEST_P(CrashContract, WhatWasAcceptedOutlivesACrash) {
  for (const int signal_number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    for (const bool others_log : {false, true}) {
      std::filesystem::remove(this->path_);
      new (this->progress_) Progress;
      const int status = this->InProcess([&] {
        for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
          signal(number, SIG_DFL);  // not a sanitizer's
        Options options;
        options.flush_on_crash = true;
        options.interval_ms = 3'600'000;
        TypeParam& log = this->Make(options);
        std::vector<std::thread> threads;
        for (int thread = 1; others_log && thread < kThreads; ++thread) {
          threads.emplace_back([&, thread] { this->LogForEver(log, thread); });
        }
        const auto source = log.AddSource("0").value();
        const auto message = log.AddTemplate("{} {} {}").value();
        for (int64_t i = 0; i < 300; ++i) {
          log.Log(Severity::kInfo, source, message, i, 0.5, std::string(static_cast<size_t>(i * 7 % 500), 'x'));
          this->progress_->threads[0].accepted.store(i + 1);
        }
        if (signal_number == SIGABRT) abort();
        raise(signal_number);
      });
      ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal_number) << status;
      const auto counts = this->WholeLines(/*may_tear=*/others_log);
      EXPECT_EQ(counts[0], 300) << strsignal(signal_number);
    }
  }
}

// For the rest of this process, its one CPU is wanted by a more important one.
void ShareTheCpu() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  if (sched_setaffinity(0, sizeof one, &one) != 0) _exit(3);
  const pid_t parent = getpid();
  const pid_t other = fork();
  if (other < 0) _exit(3);
  if (other == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (getppid() == parent) {
    }
    _exit(0);
  }
  if (setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 10) != 0) _exit(3);
}

// Log() reads what it is given with the lane locked: a fault just there must not keep the rest from being written, and
// not on a busy machine either; nor must the 870 KB of 3,000 messages, which the writer takes in some 30 parts.
TYPED_TEST_P(CrashContract, AFaultInTheMiddleOfACallIsNoObstacle) {
  struct Way {
    Overflow overflow;
    bool is_busy;
    int messages;
  };
  const Way ways[] = {{Overflow::kBlock, false, 2},
                      {Overflow::kDropOldest, false, 2},
                      {Overflow::kDropOldest, false, 3000},
                      {Overflow::kBlock, true, 2},
                      {Overflow::kDropOldest, true, 2}};
  for (const auto [overflow, is_busy, messages] : ways) {
    std::filesystem::remove(this->path_);
    const int status = this->InProcess([&] {
      signal(SIGSEGV, SIG_DFL);
      if (is_busy) ShareTheCpu();
      Options options;
      options.flush_on_crash = true;
      options.overflow = overflow;
      options.interval_ms = 3'600'000;
      options.queue_bytes = size_t{16} << 20;  // of which a lane's half wakes the writer
      this->Make(options);
      const std::string filler(500, 'x');
      for (int i = 0; i < messages; ++i) {
        this->Log("0", "{} 0.5 {}", i, std::string_view(filler).substr(0, static_cast<size_t>(i * 7 % 500)));
      }
      void* const page = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      this->Log("0", "{}", std::string_view(static_cast<const char*>(page), 100));
    });
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV) << status;
    EXPECT_EQ(this->WholeLines(/*may_tear=*/false)[0], messages) << (is_busy ? "busy" : "idle");
  }
}

TYPED_TEST_P(CrashContract, WhoHandledTheSignalBeforeStillDoes) {
  const int status = this->InProcess([&] {
    signal(SIGABRT, [](int) { _exit(42); });
    Options options;
    options.flush_on_crash = true;
    this->Make(options);
    this->Log("0", "0 0.5 ");
    raise(SIGABRT);
  });
  ASSERT_TRUE(WIFEXITED(status)) << status;
  EXPECT_EQ(WEXITSTATUS(status), 42);
  EXPECT_EQ(this->WholeLines(/*may_tear=*/false)[0], 1);
}

// A forked child has the messages that waited, but no writer: they are the parent's to write, once.
TYPED_TEST_P(CrashContract, AChildThatCrashesWritesNothing) {
  Options options;
  options.flush_on_crash = true;
  options.interval_ms = 3'600'000;
  const int status = this->InProcess([&] {
    signal(SIGABRT, SIG_DFL);
    this->Make(options);
    this->Log("0", "0 0.5 ");
    this->InProcess([] { abort(); });
    this->log_.reset();
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(this->WholeLines(/*may_tear=*/false)[0], 1);
}

REGISTER_TYPED_TEST_SUITE_P(CrashContract, WhatWasAcknowledgedOutlivesAKill, WhatWasAcceptedOutlivesACrash,
                            AFaultInTheMiddleOfACallIsNoObstacle, WhoHandledTheSignalBeforeStillDoes,
                            AChildThatCrashesWritesNothing);
PAWL_INSTANTIATE_CONTRACT(CrashContract, Impls);

TEST(CrashFlush, TakesNoMoreAggregatorsThanItHasPlacesFor) {
  Options options;
  options.flush_on_crash = true;
  std::vector<std::unique_ptr<Optimized>> logs;
  for (int i = 0; i < CrashFlush::kMaxWriters; ++i) logs.push_back(Optimized::Make(options).value());
  EXPECT_EQ(
      Optimized::Make(options).status().ToString(),
      "RESOURCE_EXHAUSTED: 16 aggregators are flushed on a crash already. Make this one without flush_on_crash, or "
      "log to fewer");
  logs.pop_back();
  EXPECT_TRUE(Optimized::Make(options).ok());
}

}  // namespace
}  // namespace log_aggregator

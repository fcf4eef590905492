// What happens where memory or threads are not to be had.
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <new>
#include <span>
#include <system_error>
#include <vector>

#include "gtest/gtest.h"
#include "impls/worker_pool/baseline.h"
#include "impls/worker_pool/function_queue.h"
#include "impls/worker_pool/optimized.h"
#include "impls/worker_pool/worker_pool.h"

namespace {

// On this thread, whoever asks for memory gets none.
thread_local bool memory_is_out = false;

}  // namespace

void* operator new(size_t bytes) {
  void* const block = memory_is_out ? nullptr : std::malloc(std::max<size_t>(bytes, 1));
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, size_t /*bytes*/) noexcept { std::free(block); }

namespace worker_pool {
namespace {

TEST(OutOfMemory, FailuresAreRecordedWithoutAny) {
  Ledger ledger(10);
  const absl::Status long_text = absl::UnavailableError(std::string(100, 'x'));
  memory_is_out = true;
  ledger.Fail(7, long_text);
  try {
    throw std::bad_alloc();
  } catch (...) {
    ledger.FailByException(5);
  }
  ledger.Skip(9);
  memory_is_out = false;
  const Outcome outcome = ledger.Close();
  EXPECT_EQ(outcome.status, absl::ResourceExhaustedError("exception in item 5: std::bad_alloc"));
  EXPECT_EQ(outcome.completed, 5u);
}

// The queue of a stream grows on whichever thread finishes an item.
TEST(OutOfMemory, AnItemThatCannotBeQueuedHasFailed) {
  constexpr size_t kWindow = 1024;
  FunctionQueue pool(1);
  Options options;
  options.window = kWindow;
  size_t handed_out = 0;
  const auto fn = [](size_t i) {
    if (i == 100) memory_is_out = true;
    return i;
  };
  const auto sink = [&](size_t i, size_t&&) {
    if (i == kWindow) memory_is_out = false;
    ++handed_out;
  };
  const Outcome outcome = pool.Stream(5000, fn, sink, options);
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kResourceExhausted) << outcome.status;
  EXPECT_GT(outcome.completed, kWindow);
  EXPECT_LT(outcome.completed, 2 * kWindow);
  EXPECT_EQ(handed_out, outcome.completed);
}

// Leaves address space for some threads, far fewer than kTooMany, while it lives.
class FewThreads {
 public:
  static constexpr size_t kTooMany = 1000;

  FewThreads() {
    constexpr size_t kStackBytes = size_t{8} << 20;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, kStackBytes);
    EXPECT_EQ(pthread_setattr_default_np(&attributes), 0);
    pthread_attr_destroy(&attributes);

    size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    EXPECT_EQ(getrlimit(RLIMIT_AS, &before_), 0);
    rlimit limit = before_;
    limit.rlim_cur = pages * static_cast<size_t>(sysconf(_SC_PAGESIZE)) + 10 * kStackBytes;
    EXPECT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  }
  ~FewThreads() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_ = {};
};

class OutOfThreads : public ::testing::Test {
 public:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers need the address space whose limit makes threads rare here";
#endif
  }
};

TEST_F(OutOfThreads, APoolThatCannotHaveItsThreadsSaysSo) {
  const FewThreads few;
  EXPECT_THROW(Optimized{FewThreads::kTooMany}, std::system_error);
  EXPECT_THROW(FunctionQueue{FewThreads::kTooMany}, std::system_error);
  std::vector<int> results(100);
  EXPECT_TRUE(Optimized(2).Map(std::span(results), [](size_t) { return 1; }).ok()) << "those it had are there again";
}

TEST_F(OutOfThreads, ThoseThatRunDoNotWaitForTheItemsOfThoseThatDoNot) {
  const FewThreads few;
  Baseline pool(FewThreads::kTooMany);
  std::vector<size_t> results(10 * FewThreads::kTooMany);
  const auto fn = [](size_t i) { return i; };
  EXPECT_THROW(pool.Map(std::span(results), fn), std::system_error);
  Options options;
  options.window = 4;
  EXPECT_THROW(pool.Stream(results.size(), fn, [](size_t, size_t&&) {}, options), std::system_error);
}

}  // namespace
}  // namespace worker_pool

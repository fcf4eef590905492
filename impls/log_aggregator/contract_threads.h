#ifndef PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_THREADS_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_THREADS_H_

#include <atomic>
#include <charconv>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "impls/log_aggregator/contract_fixture.h"

namespace log_aggregator {

// Many threads at once. Nothing here depends on which runs first.
template <typename Impl>
class ThreadsContract : public LogFixture<Impl> {
 protected:
  // source -> the numbers at the beginning of its texts, in order.
  std::map<std::string, std::vector<int>> Numbers() const {
    std::map<std::string, std::vector<int>> numbers;
    for (const std::string& line : corpus::SplitLines(Content(this->path_))) {
      corpus::Line read;
      EXPECT_TRUE(corpus::ReadLine(line, read)) << line;
      int number = -1;
      std::from_chars(read.text.data(), read.text.data() + read.text.size(), number);
      numbers[read.source].push_back(number);
    }
    return numbers;
  }

  static std::vector<int> UpTo(int count) {
    std::vector<int> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(i);
    return numbers;
  }
};

TYPED_TEST_SUITE_P(ThreadsContract);

TYPED_TEST_P(ThreadsContract, NothingIsLostAndEachSourceIsInOrder) {
  constexpr int kThreads = 4, kSourcesEach = 5, kMessages = 2000;
  TypeParam& log = this->Make();
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&log, thread] {
        const auto message = log.AddTemplate("{} of thread {}: {}").value();
        std::vector<typename TypeParam::Source> sources;
        for (int i = 0; i < kSourcesEach; ++i) {
          sources.push_back(log.AddSource(std::to_string(thread) + "-" + std::to_string(i)).value());
        }
        for (int i = 0; i < kMessages; ++i) {
          for (const auto& source : sources) {
            EXPECT_TRUE(log.Log(Severity::kInfo, source, message, i, thread, std::string(i % 97, '\n')));
          }
        }
      });
    }
  }
  ASSERT_TRUE(log.Flush().ok());
  const auto numbers = this->Numbers();
  EXPECT_EQ(numbers.size(), size_t{kThreads * kSourcesEach});
  for (const auto& [source, of_source] : numbers) EXPECT_EQ(of_source, this->UpTo(kMessages)) << source;
  EXPECT_EQ(log.stats().written, uint64_t{kThreads * kSourcesEach * kMessages});
}

// Threads that take turns at one source: what one logged before the other began comes first.
TYPED_TEST_P(ThreadsContract, OrderHoldsAcrossThreads) {
  constexpr int kMessages = 6000;
  TypeParam& log = this->Make();
  {
    std::mutex turn;
    int next = 0;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 3; ++thread) {
      threads.emplace_back([&] {
        const auto source = log.AddSource("shared").value();
        const auto message = log.AddTemplate("{}").value();
        while (true) {
          const std::scoped_lock lock(turn);
          if (next == kMessages) return;
          EXPECT_TRUE(log.Log(Severity::kInfo, source, message, next++));
        }
      });
    }
  }
  ASSERT_TRUE(log.Flush().ok());
  EXPECT_EQ(this->Numbers()["shared"], this->UpTo(kMessages));
}

// Each thread's own messages are in the file when its own Flush() returns, whatever the others do.
TYPED_TEST_P(ThreadsContract, FlushAcknowledgesWhatCameBefore) {
  constexpr int kRounds = 40;
  TypeParam& log = this->Make();
  std::atomic<bool> stop = false;
  std::jthread busy([&] {
    for (int i = 0; i < 5000 && !stop; ++i) this->Log("busy", "0");
  });
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 2; ++thread) {
      threads.emplace_back([&, thread] {
        for (int round = 0; round < kRounds; ++round) {
          const std::string text = "thread " + std::to_string(thread) + " round " + std::to_string(round) + ".";
          EXPECT_TRUE(this->Log("a", "{}", text));
          EXPECT_TRUE(log.Flush().ok());
          EXPECT_NE(Content(this->path_).find(text), std::string::npos);
          const auto tail = log.Tail(log.AddSource("a").value());
          EXPECT_FALSE(tail.empty());
        }
      });
    }
  }
  stop = true;
}

TYPED_TEST_P(ThreadsContract, SourcesAndTemplatesAreAddedWhileOthersLog) {
  constexpr int kThreads = 4, kSources = 200;
  TypeParam& log = this->Make();
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kSources; ++i) {
          EXPECT_TRUE(this->Log("shared" + std::to_string(i), std::to_string(thread) + " {}", i));
          EXPECT_GT(log.stats().written + 1, 0u);
          if (i % 50 == 0) {
            EXPECT_GT(log.RetainedBytes(), 0u);
          }
        }
      });
    }
  }
  ASSERT_TRUE(log.Flush().ok());
  const auto numbers = this->Numbers();
  EXPECT_EQ(numbers.size(), size_t{kSources});
  for (const auto& [source, of_source] : numbers) EXPECT_EQ(of_source.size(), size_t{kThreads}) << source;
}

REGISTER_TYPED_TEST_SUITE_P(ThreadsContract, NothingIsLostAndEachSourceIsInOrder, OrderHoldsAcrossThreads,
                            FlushAcknowledgesWhatCameBefore, SourcesAndTemplatesAreAddedWhileOthersLog);

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_CONTRACT_THREADS_H_

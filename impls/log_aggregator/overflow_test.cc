#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/log_aggregator/contract_fixture.h"
#include "impls/log_aggregator/impls.h"

namespace log_aggregator {
namespace {

// A pipe that nobody reads holds the writer back, so that queues fill.
class OverflowTest : public LogFixture<Optimized> {
 protected:
  // What a source logged and what became of it.
  struct Account {
    std::vector<int> numbers;
    uint64_t dropped = 0;
  };

  Optimized& MakeStuck(Overflow overflow) {
    pipe_ = Pipe();
    Options options;
    options.file = pipe_.in.get();
    options.overflow = overflow;
    options.queue_bytes = 0;  // the least: 64 KiB for each lane
    return Make(options);
  }

  // Everything that came out of the pipe, taken apart.
  std::map<std::string, Account> Accounts() {
    std::string bytes;
    {
      std::jthread reader([&] { bytes = ReadToEnd(pipe_.out.get()); });
      EXPECT_TRUE(log_->Flush().ok());
      log_.reset();
      pipe_.in = Fd();
    }
    std::map<std::string, Account> accounts;
    for (const std::string& line : corpus::SplitLines(bytes)) {
      corpus::Line read;
      if (corpus::ReadLine(line, read)) {
        int number = -1;
        std::from_chars(read.text.data(), read.text.data() + read.text.size(), number);
        accounts[read.source].numbers.push_back(number);
        continue;
      }
      const size_t colon = line.find(": ");
      EXPECT_EQ(line.substr(0, 2), "\\[") << line;
      EXPECT_NE(line.find(" dropped, queue full]"), std::string::npos) << line;
      uint64_t dropped = 0;
      std::from_chars(line.data() + colon + 2, line.data() + line.size(), dropped);
      accounts[line.substr(2, colon - 2)].dropped += dropped;
    }
    return accounts;
  }

  static void ExpectInOrder(const std::vector<int>& numbers) {
    for (size_t i = 1; i < numbers.size(); ++i) EXPECT_LT(numbers[i - 1], numbers[i]);
  }

  Ends pipe_;
};

constexpr int kMessages = 3000;  // of 100 bytes: more than the pipe and a lane hold

TEST_F(OverflowTest, DropNewestRefusesWhatDoesNotFit) {
  Optimized& log = MakeStuck(Overflow::kDropNewest);
  const std::string filler(100, 'f');
  int accepted = 0;
  for (int i = 0; i < kMessages; ++i) accepted += Log("a", "{} {}", i, filler) ? 1 : 0;
  EXPECT_TRUE(Log("b", "0"));  // a lane of its own
  EXPECT_EQ(log.stats().dropped, static_cast<uint64_t>(kMessages - accepted));
  auto accounts = Accounts();
  EXPECT_LT(accepted, kMessages);
  EXPECT_EQ(accounts["a"].numbers.size(), static_cast<size_t>(accepted));
  EXPECT_EQ(accounts["a"].numbers[0], 0);
  EXPECT_EQ(accounts["a"].dropped, static_cast<uint64_t>(kMessages - accepted));
  EXPECT_EQ(accounts["b"].numbers.size(), 1u);
  EXPECT_EQ(accounts["b"].dropped, 0u);
  ExpectInOrder(accounts["a"].numbers);
}

TEST_F(OverflowTest, DropOldestKeepsTheLast) {
  Optimized& log = MakeStuck(Overflow::kDropOldest);
  const std::string filler(100, 'f');
  for (int i = 0; i < kMessages; ++i) EXPECT_TRUE(Log("a", "{} {}", i, filler));
  EXPECT_GT(log.stats().dropped, 0u);
  auto accounts = Accounts();
  EXPECT_EQ(accounts["a"].numbers.size() + accounts["a"].dropped, size_t{kMessages});
  EXPECT_GT(accounts["a"].dropped, 0u);
  EXPECT_EQ(accounts["a"].numbers.back(), kMessages - 1);
  ExpectInOrder(accounts["a"].numbers);
}

TEST_F(OverflowTest, BlockWaits) {
  MakeStuck(Overflow::kBlock);
  std::jthread producer([&] {
    const std::string filler(100, 'f');
    for (int i = 0; i < kMessages; ++i) EXPECT_TRUE(Log("a", "{} {}", i, filler));
    EXPECT_TRUE(log_->Flush().ok());
    log_.reset();
    pipe_.in = Fd();
  });
  const std::vector<std::string> lines = WithoutTimes(ReadToEnd(pipe_.out.get()));
  ASSERT_EQ(lines.size(), size_t{kMessages});
  for (int i = 0; i < kMessages; ++i) {
    EXPECT_EQ(lines[i].substr(0, 5 + std::to_string(i).size()), "I a " + std::to_string(i) + " ");
  }
}

// Every message is in the output or in a count, whatever threads and giants do.
TEST_F(OverflowTest, DropsOfManyThreadsAddUp) {
  for (const Overflow overflow : {Overflow::kDropNewest, Overflow::kDropOldest}) {
    MakeStuck(overflow);
    {
      std::vector<std::jthread> threads;
      for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
          for (int i = 0; i < kMessages; ++i) {
            // Twelve sources of eight lanes; each fifth message of the last thread takes a quarter of one.
            const std::string source = std::to_string(thread) + "-" + std::to_string(i % 3);
            Log(source, "{} {}", i, std::string(thread == 3 && i % 5 == 0 ? 16000 : 60, 'f'));
          }
        });
      }
    }
    const auto accounts = Accounts();
    ASSERT_EQ(accounts.size(), 12u);
    for (const auto& [source, account] : accounts) {
      EXPECT_EQ(account.numbers.size() + account.dropped, size_t{kMessages / 3}) << source;
      ExpectInOrder(account.numbers);
    }
  }
}

// Drops while the writer works: nothing may be written twice or torn when the oldest go away under it.
TEST_F(OverflowTest, DropsBesideAWorkingWriterAddUp) {
  for (const Overflow overflow : {Overflow::kDropNewest, Overflow::kDropOldest}) {
    Options options;
    options.overflow = overflow;
    options.queue_bytes = 0;
    Optimized& log = Make(options);
    constexpr int kMany = 200'000;
    const std::string filler(300, '\n');  // takes the writer longer than those who log
    const auto message = log.AddTemplate("{} {}").value();
    {
      std::vector<std::jthread> threads;
      for (int thread = 0; thread < 3; ++thread) {
        const auto source = log.AddSource(std::to_string(thread)).value();
        // The next one gets the same lane.
        for (size_t i = 1; i < Optimized::kLanes; ++i) {
          ASSERT_TRUE(log.AddSource(std::to_string(thread) + "-" + std::to_string(i)).ok());
        }
        threads.emplace_back([&, source] {
          for (int i = 0; i < kMany; ++i) {
            log.Log(Severity::kInfo, source, message, i,
                    std::string_view(filler).substr(0, static_cast<size_t>(i % 300)));
          }
        });
      }
    }
    ASSERT_TRUE(log.Flush().ok());
    const Stats stats = log.stats();
    EXPECT_EQ(stats.written + stats.dropped, uint64_t{3 * kMany});
    std::map<std::string, std::vector<int>> numbers;
    uint64_t reported = 0;
    for (const std::string& line : corpus::SplitLines(Content(path_))) {
      corpus::Line read;
      if (!corpus::ReadLine(line, read)) {
        uint64_t dropped = 0;
        std::from_chars(line.data() + line.find(": ") + 2, line.data() + line.size(), dropped);
        reported += dropped;
        continue;
      }
      int number = -1;
      const char* const end = read.text.data() + read.text.size();
      const char* const after = std::from_chars(read.text.data(), end, number).ptr;
      ASSERT_EQ(end - after, 1 + 2 * (number % 300)) << line;
      numbers[read.source].push_back(number);
    }
    EXPECT_EQ(reported, stats.dropped);
    size_t lines = 0;
    for (const auto& [source, of_source] : numbers) {
      lines += of_source.size();
      ExpectInOrder(of_source);
    }
    EXPECT_EQ(lines, stats.written);
    log_.reset();
    std::filesystem::remove(path_);
  }
}

TEST_F(OverflowTest, BatchesShareAWrite) {
  Options options;
  options.interval_ms = 3'600'000;  // so that only half a lane or Flush() wakes the writer
  Optimized& log = Make(options);
  ASSERT_TRUE(log.Flush().ok());
  EXPECT_EQ(log.stats().write_calls, 0u) << "nothing to write";
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(Log("a", "{}", i));
  ASSERT_TRUE(log.Flush().ok());
  EXPECT_EQ(log.stats().write_calls, 1u);
  EXPECT_EQ(Lines().size(), 100u);
}

TEST_F(OverflowTest, WhatIsAcceptedIsWrittenWithinTheInterval) {
  Options options;
  options.interval_ms = 5;
  Make(options);
  EXPECT_TRUE(Log("a", "text"));
  while (Content(path_).empty()) std::this_thread::yield();  // a test that waits for ever fails by its timeout
  EXPECT_EQ(Lines(), std::vector<std::string>{"I a text"});
}

TEST_F(OverflowTest, HalfALaneWakesTheWriter) {
  Options options;
  options.interval_ms = 3'600'000;
  options.queue_bytes = 0;
  Make(options);
  const std::string filler(1000, 'f');
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(Log("a", "{}", filler));
  while (Content(path_).empty()) std::this_thread::yield();
}

}  // namespace
}  // namespace log_aggregator

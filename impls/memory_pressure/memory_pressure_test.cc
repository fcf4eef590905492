#include "impls/memory_pressure/memory_pressure.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/memory_pressure/contract.h"
#include "impls/memory_pressure/impls.h"
#include "impls/typed_suite.h"

namespace memory_pressure {
namespace {

PAWL_INSTANTIATE_CONTRACT(CheckerContract, Impls);

// A monitor of a made-up group that may use 1000 MiB.
class MonitorTest : public ::testing::Test {
 protected:
  MonitorTest() : root_(corpus::MadeUpRoot::Make().value()) {
    root_.SetLimit(1000 * kMiB);
    root_.SetUsed(0);
    options_.root = root_.path();
    options_.refresh = std::chrono::nanoseconds(0);
  }

  std::unique_ptr<Monitor> Make() const { return Monitor::Make(options_).value(); }

  corpus::MadeUpRoot root_;
  Options options_;
};

TEST_F(MonitorTest, SamplesByBytesAndNotByChunks) {
  const std::unique_ptr<Monitor> monitor = Make();
  Optimized checker(*monitor);
  for (int i = 0; i < 64 * 1024; ++i) checker.OnChunk(4096);  // 256 MiB
  EXPECT_EQ(monitor->reading().samples, 4u);
  Baseline baseline(*monitor);
  for (int i = 0; i < 100; ++i) baseline.OnChunk(4096);
  EXPECT_EQ(monitor->reading().samples, 104u);
}

TEST_F(MonitorTest, SamplesMoreOftenNearAThreshold) {
  const auto samples_of_256_mib = [this](uint64_t used_bytes) {
    root_.SetUsed(used_bytes);
    const std::unique_ptr<Monitor> monitor = Make();
    Optimized checker(*monitor);
    for (int i = 0; i < 64 * 1024; ++i) checker.OnChunk(4096);
    return monitor->reading().samples;
  };
  EXPECT_EQ(samples_of_256_mib(0), 4u);
  EXPECT_EQ(samples_of_256_mib(740 * kMiB), 8u) << "half of the 60 MiB to High and of the 4 beyond: 32 MiB each";
  EXPECT_EQ(samples_of_256_mib(1000 * kMiB), 128u) << "2 MiB each, to notice when Critical ends";
}

TEST_F(MonitorTest, WhatAnotherStreamMayTakeUnseenCountsUntilItEnds) {
  root_.SetUsed(700 * kMiB);
  const std::unique_ptr<Monitor> monitor = Make();
  auto idle = std::make_unique<Optimized>(*monitor);
  idle->OnChunk(1);  // may take 52 MiB from here on, 48 beyond the overshoot
  Baseline checker(*monitor);
  root_.SetUsed(753 * kMiB);
  EXPECT_EQ(checker.OnChunk(1), Level::kHigh);
  root_.SetUsed(740 * kMiB);
  EXPECT_EQ(checker.OnChunk(1), Level::kHigh);
  idle.reset();
  EXPECT_EQ(checker.OnChunk(1), Level::kNormal);
}

TEST_F(MonitorTest, TheGroupWithTheLeastRoomDecidesHowMuchPassesUnseen) {
  root_.Set("proc/self/cgroup", "0::/app/job\n");
  root_.Set("sys/fs/cgroup/app/job/memory.max", std::to_string(20 * kMiB) + "\n");
  root_.Set("sys/fs/cgroup/app/job/memory.current", std::to_string(10 * kMiB) + "\n");  // half, and 6 MiB to go
  root_.SetUsed(700 * kMiB);                                                            // more, and 100 MiB to go
  const std::unique_ptr<Monitor> monitor = Make();
  Monitor::Reservation reservation;
  EXPECT_EQ(monitor->Sample(0, reservation, UINT64_MAX), Level::kNormal);
  EXPECT_EQ(reservation.unseen_bytes, (6 + 4) * kMiB / 2);
  EXPECT_EQ(monitor->reading().group->limit_bytes, 1000 * kMiB);
}

TEST_F(MonitorTest, CallbacksAreToldOfEveryChangeInOrder) {
  const std::unique_ptr<Monitor> monitor = Make();
  std::string seen;
  monitor->callbacks().Add(
      [&seen](Level before, Level now) { seen += std::string(Name(before)) + ">" + Name(now) + " "; });
  for (const uint64_t used_mib : {100, 820, 830, 950, 870, 100, 990}) {
    root_.SetUsed(used_mib * kMiB);
    monitor->Sample();
  }
  EXPECT_EQ(seen, "normal>high high>critical critical>normal normal>critical ");
}

TEST_F(MonitorTest, ACallbackMaySampleAndRemoveItself) {
  const std::unique_ptr<Monitor> monitor = Make();
  std::string seen;
  Callbacks::Id id = 0;
  id = monitor->callbacks().Add([&](Level, Level now) {
    seen += Name(now);
    root_.SetUsed(0);  // what a callback is for: it frees
    monitor->Sample();
    monitor->callbacks().Remove(id);
  });
  root_.SetUsed(990 * kMiB);
  EXPECT_EQ(monitor->Sample(), Level::kCritical);
  EXPECT_EQ(seen, "critical") << "removed before the change that it caused was delivered";
  EXPECT_EQ(monitor->level(), Level::kNormal);
}

TEST_F(MonitorTest, ReadingSaysWhatTheLevelWasDeterminedFrom) {
  options_.process_limit_bytes = 100 * kMiB;
  options_.tracked_limit_bytes = 100 * kMiB;
  root_.Set("proc/self/statm", "9 256 3 4 5 6 7\n");
  root_.Set("proc/pressure/memory", "some avg10=2.50 avg60=0.00 avg300=0.00 total=1\nfull avg10=1.00 avg60=0.00\n");
  root_.Set("sys/fs/cgroup/app/memory.high", "cut");
  root_.SetUsed(7);
  const std::unique_ptr<Monitor> monitor = Make();
  Tracker::User user = monitor->tracker().Join("test");
  user.Add(5);
  monitor->Sample();
  const Reading reading = monitor->reading();
  EXPECT_EQ(reading.level, Level::kNormal);
  ASSERT_TRUE(reading.group.has_value());
  EXPECT_EQ(reading.group->used_bytes, 7u);
  EXPECT_EQ(reading.group->limit_bytes, 1000 * kMiB);
  EXPECT_EQ(reading.process_bytes, 256u * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(reading.tracked_bytes, 5u);
  EXPECT_EQ(reading.stall, 0.025);
  EXPECT_EQ(reading.damaged_files, std::vector<std::string>{root_.path().native() + "/sys/fs/cgroup/app/memory.high"});
}

TEST_F(MonitorTest, EachSourceAloneRaisesTheLevel) {
  options_.process_limit_bytes = 100 * kMiB;
  options_.tracked_limit_bytes = 100 * kMiB;
  const std::unique_ptr<Monitor> monitor = Make();  // opens what is there: statm and pressure are not
  EXPECT_EQ(monitor->Sample(), Level::kNormal);

  Tracker::User user = monitor->tracker().Join("test");
  user.Add(static_cast<int64_t>(85 * kMiB));
  EXPECT_EQ(monitor->Sample(), Level::kHigh);

  root_.Set("proc/self/statm", "0 25000 0 0 0 0 0\n");  // 97.7 of 100 MiB, with pages of 4 KiB
  EXPECT_EQ(Make()->Sample(), Level::kCritical);
  root_.Set("proc/self/statm", "0 2 0 0 0 0 0\n");
  root_.Set("proc/pressure/memory", "some avg10=41.00 avg60=0.00\nfull avg10=1.00 avg60=0.00\n");
  EXPECT_EQ(Make()->Sample(), Level::kCritical);
}

TEST_F(MonitorTest, PlannedBytesCountForEverySource) {
  options_.process_limit_bytes = 100 * kMiB;
  root_.Set("proc/self/statm", "0 2 0 0 0 0 0\n");
  const std::unique_ptr<Monitor> monitor = Make();
  EXPECT_EQ(monitor->Sample(), Level::kNormal);
  EXPECT_EQ(monitor->Sample(95 * kMiB), Level::kCritical);
}

TEST_F(MonitorTest, OptionsThatCannotHoldAreRefused) {
  const auto refusal = [](const Options& options) { return std::string(Monitor::Make(options).status().message()); };
  Options options;
  options.usage.high_leave = 0.80;  // where it begins
  EXPECT_EQ(refusal(options).substr(0, 48), "memory_pressure::Options::usage: each level must");
  options = Options();
  options.stall.critical_leave = 0;
  EXPECT_EQ(refusal(options).substr(0, 48), "memory_pressure::Options::stall: each level must");
}

TEST_F(MonitorTest, TheRealKernelIsReadToo) {
  Options real;
  real.process_limit_bytes = uint64_t{1} << 50;
  const std::unique_ptr<Monitor> monitor = Monitor::Make(real).value();
  monitor->Sample();
  const Reading reading = monitor->reading();
  ASSERT_TRUE(reading.process_bytes.has_value()) << "/proc/self/statm";
  EXPECT_GT(*reading.process_bytes, 100'000u);
  EXPECT_EQ(reading.damaged_files, std::vector<std::string>());
}

// Everything at once, for the thread sanitizer: streams, users that come and go, callbacks that remove themselves.
TEST_F(MonitorTest, ManyThreadsMayDoAllOfThisAtOnce) {
  options_.tracked_limit_bytes = 4000;
  const std::unique_ptr<Monitor> monitor = Make();
  std::atomic<int> called = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Optimized checker(*monitor);
      for (int i = 0; i < 300; ++i) {
        Tracker::User user = monitor->tracker().Join("thread " + std::to_string(t));
        auto id = std::make_shared<std::atomic<Callbacks::Id>>(0);
        *id = monitor->callbacks().Add([&called, &monitor, id](Level, Level) {
          ++called;
          monitor->callbacks().Remove(*id);
        });
        user.Add(i % 3 == 0 ? 3900 : 10);
        checker.OnChunk(i % 7 == 0 ? 70 * kMiB : 100);
        monitor->tracker().Rows();
        monitor->reading();
        user.Remove(5);
        if (i % 2 == 0) monitor->callbacks().Remove(*id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(called, 0);
  EXPECT_EQ(monitor->Sample(), Level::kNormal);
  EXPECT_EQ(monitor->tracker().TotalBytes(), 0u);
}

static_assert(std::is_same_v<StreamChecker, Optimized>);

TEST(Corpus, IsTheSameEverywhere) {
  EXPECT_EQ(corpus::ChunkSizes(1, 3, uint64_t{1} << 40), (std::vector<uint64_t>{58699, 53466, 51724}));
  EXPECT_EQ(corpus::ChunkSizes(1, 1000, 5)[0], 5u);
}

}  // namespace
}  // namespace memory_pressure

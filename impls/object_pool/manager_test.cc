#include "impls/object_pool/manager.h"

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/temp_dir.h"

namespace object_pool {
namespace {

void UseAll(Manager& manager) {
  std::vector<BytePool::Buffer> buffers;
  for (int i = 0; i < 1000; ++i) buffers.push_back(manager.byte_pool().Get(4096));
  manager.string_pool().Get()->Add("text");
  manager.map_pool().Get()->Set("key", "value");
}

bool WaitFor(const auto& condition) {
  for (int i = 0; i < 60'000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return condition();
}

// A process in no control group that has as much in memory as is said.
class MadeUpProcess {
 public:
  MadeUpProcess() { std::filesystem::create_directories(root() / "proc/self"); }

  std::filesystem::path root() const { return directory_.path(); }
  void SetResidentPages(uint64_t pages) const {
    // In place and of one length: the file stays open.
    std::string digits = std::to_string(pages);
    digits.insert(0, 12 - digits.size(), '0');
    std::ofstream(root() / "proc/self/statm") << "999999999999 " << digits << " 0 0 0 0 0\n";
  }

 private:
  impls::TempDir directory_ = impls::TempDir::Make().value();
};

TEST(Manager, TheDefaultConfigurationKeepsAndCounts) {
  MemoryConfig config;
  config.monitoring_enabled = false;
  const auto manager = Manager::Make(config);
  ASSERT_TRUE(manager.ok()) << manager.status();
  UseAll(**manager);
  const auto stats = (*manager)->stats();
  EXPECT_EQ(stats[0].pool, "bytes");
  EXPECT_EQ(stats[0].stats.retained, 1000u);
  EXPECT_EQ(stats[1].stats.retained, 1u);
  EXPECT_EQ(stats[2].stats.retained, 1u);
  const MemoryStats memory = (*manager)->memory_stats();
  EXPECT_GE(memory.retained_bytes, 4'096'000u);
  EXPECT_GE(memory.resident_bytes, 1u << 20);
  EXPECT_NE((*manager)->PrometheusText().find("pawl_object_pool_retained_objects{pool=\"bytes\"} 1000\n"),
            std::string::npos);
  (*manager)->ForceGC();
  EXPECT_EQ((*manager)->memory_stats().retained_bytes, 0u);
}

TEST(Manager, WhatIsSwitchedOffKeepsNothing) {
  MemoryConfig config;
  config.pool_enabled = false;
  const auto manager = Manager::Make(config);
  ASSERT_TRUE(manager.ok()) << manager.status();
  UseAll(**manager);
  EXPECT_EQ((*manager)->memory_stats().retained_bytes, 0u);
}

TEST(Manager, TheThreadGivesBackWhatLiesIdle) {
  MadeUpProcess process;
  process.SetResidentPages(10);
  MemoryConfig config;
  config.gc_interval = std::chrono::milliseconds(1);
  const auto manager = Manager::Make(config, process.root());
  ASSERT_TRUE(manager.ok()) << manager.status();
  UseAll(**manager);
  EXPECT_TRUE(WaitFor([&] { return (*manager)->stats()[0].stats.retained <= 33; })) << "but for this thread's cache";
  EXPECT_EQ((*manager)->monitor()->level(), Level::kNormal);
}

TEST(Manager, BeyondTheThresholdEverythingGoes) {
  MadeUpProcess process;
  process.SetResidentPages(10);
  MemoryConfig config;
  config.gc_interval = std::chrono::hours(1);
  const auto manager = Manager::Make(config, process.root());
  ASSERT_TRUE(manager.ok()) << manager.status();
  UseAll(**manager);
  EXPECT_EQ((*manager)->stats()[0].stats.retained, 1000u);
  process.SetResidentPages(config.memory_threshold / 4096 * 85 / 100);
  EXPECT_EQ((*manager)->monitor()->Sample(), Level::kHigh);
  EXPECT_LE((*manager)->stats()[0].stats.retained, 33u) << "this thread's cache";
  process.SetResidentPages(config.memory_threshold / 4096 * 95 / 100);
  EXPECT_EQ((*manager)->monitor()->Sample(), Level::kCritical);
  EXPECT_EQ((*manager)->memory_stats().retained_bytes, 0u);
  EXPECT_EQ((*manager)->looks(), 0u) << "the thread sleeps; who sampled trimmed";
}

TEST(Manager, TheThreadFindsThatOut) {
  MadeUpProcess process;
  process.SetResidentPages(1'000'000);
  MemoryConfig config;
  config.gc_interval = std::chrono::milliseconds(1);
  const auto manager = Manager::Make(config, process.root());
  ASSERT_TRUE(manager.ok()) << manager.status();
  EXPECT_TRUE(WaitFor([&] { return (*manager)->looks() > 2; }));
  EXPECT_EQ((*manager)->monitor()->level(), Level::kCritical);
  // Kept critical, so it trims at each look; this thread notices at its next miss.
  UseAll(**manager);
  EXPECT_TRUE(WaitFor([&] { return (*manager)->stats()[0].stats.retained <= 33; }));
}

TEST(Manager, RefusesWhatAConfigurationMayNotSay) {
  for (const std::chrono::milliseconds interval :
       {std::chrono::milliseconds(0), std::chrono::milliseconds(-1), std::chrono::milliseconds::max()}) {
    MemoryConfig config;
    config.gc_interval = interval;
    EXPECT_EQ(Manager::Make(config).status().code(), absl::StatusCode::kInvalidArgument) << interval.count();
  }
  MemoryConfig config;
  config.memory_threshold = 0;
  const absl::Status status = Manager::Make(config).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("memory_threshold: 0"), absl::string_view::npos) << status;
}

}  // namespace
}  // namespace object_pool

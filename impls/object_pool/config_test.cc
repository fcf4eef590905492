#include "impls/object_pool/config.h"

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "impls/object_pool/config_value.h"
#include "impls/temp_dir.h"

namespace object_pool {
namespace {

std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<Config> config = ParseConfig(text, "pool.yaml");
  if (config.ok()) return "no error";
  EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(config.status().message());
}

std::string MemoryError(const std::string& line) { return ErrorOf("memory:\n  " + line + "\n"); }

TEST(Config, TheSeedsExampleIsRead) {
  const absl::StatusOr<Config> config = ParseConfig(R"(memory:
  enabled: true
  pool_enabled: false
  monitoring_enabled: false
  string_pool_size: 2048
  byte_pool_size: 65536  # 64KB
  map_pool_size: 200
  gc_interval: 45s
  memory_threshold: 209715200  # 200MB

performance:
  batch_size: 60
  worker_count: 8
  streaming_enabled: false
  buffer_size: 16KiB
  max_line_size: 131072
)",
                                                    "pool.yaml");
  ASSERT_TRUE(config.ok()) << config.status();
  Config want;
  want.memory.pool_enabled = want.memory.monitoring_enabled = false;
  want.memory.string_pool_size = 2048;
  want.memory.byte_pool_size = 65536;
  want.memory.map_pool_size = 200;
  want.memory.gc_interval = std::chrono::seconds(45);
  want.memory.memory_threshold = 209715200;
  want.performance = {60, 8, false, 16384, 131072};
  EXPECT_EQ(*config, want);
}

TEST(Config, WhatIsAbsentHasItsDefault) {
  for (const char* text : {"", "# nothing\n", "memory:\n", "memory: {}\nperformance: ~\n", "---\n"}) {
    const absl::StatusOr<Config> config = ParseConfig(text, "pool.yaml");
    ASSERT_TRUE(config.ok()) << config.status();
    EXPECT_EQ(*config, Config());
  }
}

TEST(Config, TheDefaultsAreThoseOfPools) {
  const Options options = PoolOptions(MemoryConfig()), want;
  EXPECT_EQ(options.strings, want.strings);
  EXPECT_EQ(options.maps, want.maps);
  EXPECT_EQ(options.byte_pool_bytes, want.byte_pool_bytes);
  EXPECT_EQ(options.largest_buffer_bytes, want.largest_buffer_bytes);
  EXPECT_EQ(options.wipe_on_return, want.wipe_on_return);
}

TEST(Config, PoolsKeepNothingUnlessBothSwitchesAreOn) {
  for (const auto& [enabled, pool_enabled] :
       {std::pair(false, true), std::pair(true, false), std::pair(false, false)}) {
    MemoryConfig config;
    config.enabled = enabled;
    config.pool_enabled = pool_enabled;
    EXPECT_EQ(PoolOptions(config).strings, 0u);
    EXPECT_EQ(PoolOptions(config).maps, 0u);
    EXPECT_EQ(PoolOptions(config).byte_pool_bytes, 0u);
  }
}

TEST(Config, ErrorsSayWhereWhatAndWhatIsAllowed) {
  EXPECT_EQ(MemoryError("map_pool_size: -1"),
            "pool.yaml:2:18: map_pool_size: \"-1\" is negative; allowed is a number, from 0 to 1000000");
  EXPECT_EQ(MemoryError("map_pool_size: 99999999999999999999999"),
            "pool.yaml:2:18: map_pool_size: \"99999999999999999999999\" is too large; allowed is a number, from 0 to "
            "1000000");
  EXPECT_EQ(
      MemoryError("gc_interval: 30"),
      "pool.yaml:2:16: gc_interval: \"30\" has no unit; allowed is a number with a unit: ms, s, m or h, from 1ms to "
      "24h");
  EXPECT_EQ(
      MemoryError("memory_threshold: 100MB"),
      "pool.yaml:2:21: memory_threshold: \"100MB\" has the unknown unit \"MB\"; allowed is a number of bytes, or with "
      "a unit: KiB, MiB or GiB, from 1MiB to 1048576GiB");
  EXPECT_EQ(MemoryError("enabled: yes"),
            "pool.yaml:2:12: enabled: \"yes\" is not a switch; allowed are true and false");
  EXPECT_EQ(MemoryError("enabled:"), "pool.yaml:2:3: enabled: has no value");
  EXPECT_EQ(MemoryError("enabled: [true]"), "pool.yaml:2:12: enabled: must be one value, not a list or a map");
  EXPECT_EQ(MemoryError("map_pool_size: \"7\""),
            "pool.yaml:2:18: map_pool_size: \"7\" is quoted or tagged, which makes it a text; write it without");
  EXPECT_EQ(MemoryError("string_pool_sise: 7"),
            "pool.yaml:2:3: unknown key \"string_pool_sise\" in \"memory\"; known are enabled, pool_enabled, "
            "monitoring_enabled, string_pool_size, map_pool_size, byte_pool_size, largest_buffer_size, wipe_on_return, "
            "gc_interval, memory_threshold");
  EXPECT_EQ(MemoryError("enabled: true\n  enabled: true"),
            "pool.yaml:3:3: key \"enabled\" stands twice, first in line 2; remove one of them");
  EXPECT_EQ(ErrorOf("memory: {}\nmemory: {}\n"),
            "pool.yaml:2:1: key \"memory\" stands twice, first in line 1; remove one of them");
  EXPECT_EQ(ErrorOf("pools: {}\n"), "pool.yaml:1:1: unknown section \"pools\"; known are memory and performance");
  EXPECT_EQ(ErrorOf("- memory\n"), "pool.yaml:1:1: the configuration must be a map of keys and values");
  EXPECT_EQ(ErrorOf("memory: 5\n"), "pool.yaml:1:9: \"memory\" must be a map of keys and values");
}

TEST(Config, WhatIsNotYamlIsAnError) {
  EXPECT_EQ(ErrorOf("memory: {enabled: true\n").substr(0, 10), "pool.yaml:");
  EXPECT_NE(ErrorOf("memory: {enabled: true\n").find("not YAML: "), std::string::npos);
  EXPECT_NE(ErrorOf("memory: *nowhere\n").find("not YAML: "), std::string::npos);
  EXPECT_NE(ErrorOf("memory:\n\tenabled: true\n"), "no error");
  EXPECT_NE(ErrorOf(std::string(100'000, '[')).find("not YAML: "), std::string::npos);
  EXPECT_NE(ErrorOf("memory: {}\n---\nmemory: {}\n").find("another document begins"), std::string::npos);
  // Which yaml-cpp 0.7 takes for documents without end; 0.9 refuses it.
  const std::string comma = ErrorOf(",");
  const auto says = [&](const char* what) { return comma.find(what) != std::string::npos; };
  EXPECT_TRUE(says("another document begins") || says("not YAML: ")) << comma;
  EXPECT_NE(ErrorOf(std::string((1 << 20) + 1, '#')).find("allowed are 1048576"), std::string::npos);
}

TEST(Config, AFileIsReadAndOneThatIsNotThereIsAnError) {
  const absl::StatusOr<impls::TempDir> directory = impls::TempDir::Make();
  ASSERT_TRUE(directory.ok());
  const std::string file = (directory->path() / "pool.yaml").string();
  EXPECT_EQ(ReadConfig(file).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(ReadConfig(directory->path().string()).ok()) << "a directory";
  std::ofstream(file) << "memory:\n  map_pool_size: 7\n";
  const absl::StatusOr<Config> config = ReadConfig(file);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->memory.map_pool_size, 7u);
}

TEST(ConfigValue, TakesNumbersWithinTheirBounds) {
  EXPECT_EQ(*ParseQuantity("0", Quantity::kCount, 0, 10), 0u);
  EXPECT_EQ(*ParseQuantity("10", Quantity::kCount, 0, 10), 10u);
  EXPECT_EQ(*ParseQuantity("3KiB", Quantity::kBytes, 0, 1 << 20), 3072u);
  EXPECT_EQ(*ParseQuantity("2m", Quantity::kMilliseconds, 1, 1'000'000), 120'000u);
  for (const char* text : {"", " 1", "1 ", "+1", "1.5", "0x10", "1e3", "11", "KiB", "1k", "١"}) {
    EXPECT_FALSE(ParseQuantity(text, Quantity::kCount, 0, 10).ok()) << text;
  }
  // Would be 0 if the product overflowed.
  EXPECT_FALSE(ParseQuantity("17179869184GiB", Quantity::kBytes, 0, uint64_t{1} << 63).ok());
  EXPECT_FALSE(ParseQuantity("1ms", Quantity::kMilliseconds, 2, 10).ok());
}

}  // namespace
}  // namespace object_pool

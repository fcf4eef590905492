#include "tools/cli/test_environment.h"

#include <cstdlib>
#include <filesystem>
#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kNames[] = {"TEST_TIMEOUT",           "TEST_TOTAL_SHARDS",           "TEST_SHARD_INDEX",
                                  "TEST_SHARD_STATUS_FILE", "TEST_UNDECLARED_OUTPUTS_DIR", "XML_OUTPUT_FILE",
                                  "TESTBRIDGE_TEST_ONLY"};

// Starts outside of any test; gives this test its own environment back.
class BazelsWord : public ::testing::Test {
 public:
  BazelsWord() {
    for (const char* name : kNames) {
      if (const char* value = std::getenv(name)) before_[name] = value;
      unsetenv(name);
    }
  }
  ~BazelsWord() override {
    for (const char* name : kNames) unsetenv(name);
    for (const auto& [name, value] : before_) setenv(name.c_str(), value.c_str(), 1);
  }

  static std::string Refused(const char* name, const char* value) {
    setenv(name, value, 1);
    const auto read = ReadTestEnvironment();
    unsetenv(name);
    return read.ok() ? "" : std::string(read.status().message());
  }

 private:
  std::map<std::string, std::string> before_;
};

TEST_F(BazelsWord, OutsideOfATestThereIsNoLimitAndOneShard) {
  const auto read = ReadTestEnvironment();
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_FALSE(read->time_limit.has_value());
  EXPECT_EQ(read->shard.total, 1);
  EXPECT_TRUE(read->shard.First());
  EXPECT_THAT(read->earlier_attempt, IsEmpty());
}

TEST_F(BazelsWord, LimitAndShardAreNumbers) {
  setenv("TEST_TIMEOUT", "300", 1);
  setenv("TEST_TOTAL_SHARDS", "4", 1);
  setenv("TEST_SHARD_INDEX", "3", 1);
  const auto read = ReadTestEnvironment();
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->time_limit, std::chrono::seconds(300));
  EXPECT_EQ(read->shard.index, 3);
  EXPECT_EQ(read->shard.total, 4);
}

TEST_F(BazelsWord, NoShardsAreOneShard) {
  setenv("TEST_TOTAL_SHARDS", "0", 1);
  setenv("TEST_SHARD_INDEX", "0", 1);
  EXPECT_EQ(ReadTestEnvironment()->shard.total, 1);
}

TEST_F(BazelsWord, WhatIsNoNumberOrNoShardOfTheTotalIsRefused) {
  EXPECT_THAT(Refused("TEST_TIMEOUT", "soon"), HasSubstr("TEST_TIMEOUT=soon"));
  EXPECT_THAT(Refused("TEST_TIMEOUT", "0"), HasSubstr("TEST_TIMEOUT=0"));
  EXPECT_THAT(Refused("TEST_TOTAL_SHARDS", "2x"), HasSubstr("TEST_TOTAL_SHARDS=2x"));
  EXPECT_THAT(Refused("TEST_SHARD_INDEX", "-1"), HasSubstr("TEST_SHARD_INDEX=-1"));
  setenv("TEST_TOTAL_SHARDS", "2", 1);
  EXPECT_THAT(Refused("TEST_SHARD_INDEX", "2"), HasSubstr("TEST_SHARD_INDEX=2 of TEST_TOTAL_SHARDS=2"));
}

TEST_F(BazelsWord, AnAttemptSeesTheLogOfTheOneBefore) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "attempts";
  std::filesystem::create_directories(folder / "test_attempts");
  setenv("XML_OUTPUT_FILE", (folder / "test.xml").c_str(), 1);
  EXPECT_THAT(ReadTestEnvironment()->earlier_attempt, IsEmpty());
  ASSERT_TRUE(WriteFile(folder / "test_attempts/attempt_1.log", "red").ok());
  EXPECT_THAT(ReadTestEnvironment()->earlier_attempt, EndsWith("attempts/test_attempts/attempt_1.log"));
}

}  // namespace
}  // namespace pawl

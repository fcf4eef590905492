#include <limits>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/object_pool/flat_map.h"
#include "impls/object_pool/flat_strings.h"
#include "impls/object_pool/text_arena.h"

namespace object_pool {
namespace {

TEST(TextArena, HoldsTextsOfEveryLength) {
  TextArena arena(false);
  std::string all;
  for (size_t bytes = 0; bytes < 200; ++bytes) {
    const std::string text(bytes, static_cast<char>('a' + bytes % 26));
    EXPECT_EQ(arena.Append(text, "|"), all.size());
    all += text + "|";
  }
  EXPECT_EQ(arena.View(0, arena.size()), all);
}

TEST(TextArena, TakesTextsOfItsOwn) {
  TextArena arena(true);
  arena.Append("0123456789");
  std::string want = "0123456789";
  while (arena.size() < 100'000) {
    arena.Append(arena.View(0, arena.size()), arena.View(1, 3));
    want += want + want.substr(1, 3);
  }
  EXPECT_EQ(arena.View(0, arena.size()), want);
}

TEST(TextArena, RefusesMoreThanFourGiB) {
  TextArena arena(false);
  arena.Append("some");
  const volatile size_t bytes = std::numeric_limits<uint32_t>::max();  // which the compiler need not know
  const std::string_view huge("x", bytes);                             // refused before it is looked at
  EXPECT_THROW(arena.Append(huge), std::bad_alloc);
  EXPECT_THROW(arena.Append("a", huge), std::bad_alloc);
  EXPECT_EQ(arena.View(0, arena.size()), "some");
}

TEST(TextArena, WipesWhenItIsCleared) {
  TextArena arena(true);
  arena.Append("a secret that is longer than sixteen");
  const size_t bytes = arena.size();
  arena.Clear();
  EXPECT_EQ(arena.View(0, bytes), std::string(bytes, '\0'));
}

TEST(FlatStrings, KeepsItsBlocksWhenItIsCleared) {
  FlatStrings strings(false);
  for (int i = 0; i < 100; ++i) strings.Add("of some length, at least " + std::to_string(i));
  const size_t bytes = strings.Bytes();
  EXPECT_GE(bytes, 2600u);
  strings.Clear();
  EXPECT_EQ(strings.size(), 0u);
  EXPECT_EQ(strings.Bytes(), bytes);
}

TEST(FlatMap, IsAMapWhateverIsSetInWhateverOrder) {
  std::mt19937_64 random(17);
  FlatMap map(false);
  for (int round = 0; round < 200; ++round) {
    std::map<std::string, std::string> want;
    const size_t count = random() % (round % 20 == 0 ? 5000 : 40);
    for (size_t i = 0; i < count; ++i) {
      std::string key(random() % 24, '\0');
      for (char& c : key) c = static_cast<char>(random() % 3);
      const std::string value = std::to_string(random() % 1000);
      map.Set(key, value);
      want[key] = value;
    }
    ASSERT_EQ(map.size(), want.size());
    size_t visited = 0;
    map.ForEach([&](std::string_view key, std::string_view value) {
      ++visited;
      EXPECT_EQ(want.at(std::string(key)), value);
    });
    EXPECT_EQ(visited, want.size());
    for (const auto& [key, value] : want) ASSERT_EQ(map.Find(key), value);
    EXPECT_EQ(map.Find("not there"), std::nullopt);
    map.Clear();
    ASSERT_EQ(map.size(), 0u);
    for (const auto& [key, value] : want) ASSERT_EQ(map.Find(key), std::nullopt);
  }
}

TEST(FlatMap, TakesAValueOfItsOwn) {
  FlatMap map(false);
  map.Set("first", std::string(200, 'v'));
  for (int i = 0; i < 100; ++i) map.Set("key " + std::to_string(i), *map.Find("first"));
  EXPECT_EQ(map.Find("key 99"), std::string(200, 'v'));
}

TEST(FlatMap, HashesOfSimilarKeysSpread) {
  std::vector<int> in_bucket(256);
  for (int i = 0; i < 25'600; ++i) ++in_bucket[FlatMap::Hash("VARIABLE_" + std::to_string(i)) % 256];
  for (const int count : in_bucket) {
    EXPECT_GT(count, 50);  // 100 are expected; 5 standard deviations
    EXPECT_LT(count, 150);
  }
}

}  // namespace
}  // namespace object_pool

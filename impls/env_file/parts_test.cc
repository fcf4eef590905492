// What the implementations are made of.

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/env_file/classes.h"
#include "impls/env_file/flat_table.h"
#include "impls/env_file/options.h"
#include "impls/env_file/utf8.h"

namespace env_file {
namespace {

TEST(Classify, AgreesWithThePortableWay) {
  std::mt19937_64 random(1);
  for (size_t size = 0; size <= Classes::kMaxBytes; size += size < 300 ? 1 : 173) {
    std::string bytes;
    // Half of them are of some class.
    for (size_t i = 0; i < size; ++i)
      bytes += random() % 2 == 0 ? static_cast<char>(random()) : "a=\n\r\\$#\"' `\x7f"[random() % 12];
    Classes want, got;
    internal::ClassifyPortably(bytes, want);
    Classify(bytes, got);
    EXPECT_EQ(want.is_plain, got.is_plain);
    for (size_t at = 0; at <= size; ++at) {
      for (const auto bits : {&Classes::key_end, &Classes::line_break, &Classes::unquoted_turn, &Classes::quoted_turn,
                              &Classes::double_quote, &Classes::single_quote}) {
        ASSERT_EQ(Classes::At(want.*bits, at), Classes::At(got.*bits, at)) << size << " bytes, at " << at;
      }
    }
  }
}

TEST(Classify, KeyEndsAreWhatNoKeyHas) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    Classes classes;
    Classify({&c, 1}, classes);
    EXPECT_EQ(classes.key_end[0], IsKeyByte(c) ? 0u : 1u) << byte;
    EXPECT_EQ(classes.is_plain, byte > 0 && byte < 128) << byte;
  }
}

// All characters, one by one, and every sequence of a length that is none.
TEST(CheckText, AcceptsEveryCharacterAndNothingElse) {
  const auto utf8 = [](uint32_t c) {
    std::string s;
    if (c < 0x80) return std::string(1, static_cast<char>(c));
    const auto tail = [&s, c](int shift) { s += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
    if (c < 0x800) {
      s += static_cast<char>(0xc0 | c >> 6);
    } else if (c < 0x10000) {
      s += static_cast<char>(0xe0 | c >> 12);
      tail(6);
    } else {
      s += static_cast<char>(0xf0 | c >> 18);
      tail(12);
      tail(6);
    }
    tail(0);
    return s;
  };
  for (uint32_t c = 1; c < 0x110000; ++c) {
    const std::string s = utf8(c);
    const bool is_character = c < 0xd800 || c > 0xdfff;
    const TextCheck check = CheckText(s);
    ASSERT_EQ(check.good_bytes, is_character ? s.size() : 0) << c;
    ASSERT_FALSE(check.truncated) << c;
  }
  EXPECT_EQ(CheckText("\xf4\x90\x80\x80").good_bytes, 0u);
  EXPECT_EQ(CheckText("a\xe0\x9f\xbf").good_bytes, 1u);
  EXPECT_TRUE(CheckText("a\xe2\x82").truncated);
  EXPECT_TRUE(CheckText("a\xf0").truncated);
  EXPECT_FALSE(CheckText("a\xe2(").truncated);
  const std::string long_text(1000, 'x');
  EXPECT_EQ(CheckText(long_text + "\xff").good_bytes, 1000u);
}

TEST(FlatTable, KeepsManyKeysOfAllSizes) {
  FlatTable table;
  std::mt19937_64 random(3);
  std::vector<std::string> keys;
  for (int i = 0; i < 20'000; ++i) keys.push_back(std::string(i % 40, 'k') + std::to_string(i));
  for (const std::string& key : keys) table.SetKeepingKey(std::string(key), table.Keep(key + "!"));
  EXPECT_EQ(table.size(), keys.size());
  for (const std::string& key : keys) ASSERT_EQ(table.Find(key), key + "!");
  for (size_t i = 0; i < keys.size(); i += 3) table.Set(keys[i], "new");
  EXPECT_EQ(table.size(), keys.size());
  EXPECT_EQ(table.Find(keys[3]), "new");
  EXPECT_EQ(table.Find(keys[4]), keys[4] + "!");
  EXPECT_EQ(table.Find("no key"), std::nullopt);
}

TEST(FlatTable, AnEmptyKeyIsAKey) {
  FlatTable table;
  EXPECT_EQ(table.Find(""), std::nullopt);
  table.SetKeepingKey("", "1");
  EXPECT_EQ(table.Find(""), "1");
}

}  // namespace
}  // namespace env_file

#include "impls/archive_export/figures.h"

#include <cstdint>
#include <limits>
#include <string_view>

#include "gtest/gtest.h"

namespace archive_export {
namespace {

using namespace std::literals;

TEST(BytesText, TakesTheLargestUnit) {
  EXPECT_EQ(BytesText(0), "0 B");
  EXPECT_EQ(BytesText(1023), "1023 B");
  EXPECT_EQ(BytesText(1024), "1.0 KiB");
  EXPECT_EQ(BytesText(1536), "1.5 KiB");
  EXPECT_EQ(BytesText(uint64_t{50} << 20), "50.0 MiB");
  EXPECT_EQ(BytesText(uint64_t{5} << 30), "5.0 GiB");
  EXPECT_EQ(BytesText(std::numeric_limits<uint64_t>::max()), "16.0 EiB");
}

TEST(BytesText, NeverRoundsUpTo1024) {
  EXPECT_EQ(BytesText((1 << 20) - 1), "1.0 MiB");
  EXPECT_EQ(BytesText(1'048'473), "1023.9 KiB");
}

TEST(DurationText, GrowsFromSecondsToHours) {
  EXPECT_EQ(DurationText(0), "0.0 s");
  EXPECT_EQ(DurationText(59.94), "59.9 s");
  EXPECT_EQ(DurationText(59.96), "1:00");
  EXPECT_EQ(DurationText(65), "1:05");
  EXPECT_EQ(DurationText(3599.6), "1:00:00");
  EXPECT_EQ(DurationText(7207), "2:00:07");
}

TEST(DurationText, DoesNotInventOne) {
  EXPECT_EQ(DurationText(-1), "?");
  EXPECT_EQ(DurationText(std::numeric_limits<double>::infinity()), "?");
  EXPECT_EQ(DurationText(std::numeric_limits<double>::quiet_NaN()), "?");
  EXPECT_EQ(DurationText(1e300), "?");
}

TEST(Printable, KeepsText) {
  EXPECT_EQ(Printable("src/Größe €\U0001F600.txt"), "src/Größe €\U0001F600.txt");
  EXPECT_EQ(Printable("\uFFFD"), "\uFFFD");
  EXPECT_EQ(Printable(""), "");
}

TEST(Printable, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(Printable("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
  EXPECT_EQ(Printable("\x7f"), "\\x7f");
  EXPECT_EQ(Printable("\xc2\x9b"), "\\xc2\\x9b");  // CSI in one character
  EXPECT_EQ(Printable("\0"sv), "\\x00");
}

TEST(Printable, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(Printable("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(Printable("a\xc3"), "a\\xc3");
  EXPECT_EQ(Printable("\xc0\xaf"), "\\xc0\\xaf");           // "/" in two bytes
  EXPECT_EQ(Printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");  // in three
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // half of a pair
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(Printable("\x80ok"), "\\x80ok");
}

}  // namespace
}  // namespace archive_export

#include "reports/markdown_text.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

TEST(MarkdownText, CodeShowsTheTextAsItStands) {
  EXPECT_EQ(CodeSpan("x/Y/impl:optimized/n:1"), "`x/Y/impl:optimized/n:1`");
  EXPECT_EQ(CodeSpan("<script>@you</details>"), "`<script>@you</details>`");
  EXPECT_EQ(CodeSpan("a`b``c"), "```a`b``c```") << "a fence that is longer than any within";
  EXPECT_EQ(CodeSpan("`a`"), "`` `a` ``") << "a backtick at the edge would be the fence's";
  EXPECT_EQ(CodeSpan(" a"), "`  a `") << "one space on both sides is taken away";
  EXPECT_EQ(CodeSpan("  "), "`  `") << "but not of spaces alone";
  EXPECT_EQ(CodeSpan(""), "–");
}

TEST(MarkdownText, CodeIsOneLineWithoutControlCharacters) {
  EXPECT_EQ(CodeSpan("a\n\nb\x1b[2J"), "`a??b?[2J`");
  EXPECT_EQ(CodeSpan("a\u202eb\u2066"), "`a?b?`") << "right to left";
  EXPECT_EQ(CodeSpan("a\xff"), "`a\ufffd`") << "no UTF-8";
}

TEST(MarkdownText, LongTextsAreClippedBetweenCodePoints) {
  EXPECT_EQ(Clipped("abcdef", 6), "abcdef");
  EXPECT_EQ(Clipped("abcdefg", 6), "abc…");
  EXPECT_EQ(Clipped("aµµµµ", 6), "aµ…");
  EXPECT_EQ(Clipped("µµµµ", 6), "µ…");
}

TEST(MarkdownText, APipeNeverEndsACell) {
  EXPECT_EQ(TableRow({"`a|b`", "c"}), "| `a\\|b` | c |\n");
  // Backslashes are read in pairs, of which none may be left for the pipe.
  EXPECT_EQ(TableRow({"`a\\|b`"}), "| `a\\\\\\|b` |\n");
  EXPECT_EQ(TableRow({"`a\\\\|b`"}), "| `a\\\\\\|b` |\n");
}

TEST(MarkdownText, OnlyHarmlessTextIsNotCode) {
  EXPECT_EQ(PlainOrCode("time_ratio"), "time\\_ratio");
  EXPECT_EQ(PlainOrCode("<0.1\u00a0%"), "\\<0.1\u00a0%");
  EXPECT_EQ(PlainOrCode("1.5\u00a0KiB"), "1.5\u00a0KiB");
  EXPECT_EQ(PlainOrCode("@you"), "`@you`");
  EXPECT_EQ(PlainOrCode("#12"), "`#12`");
  EXPECT_EQ(PlainOrCode("GH-12"), "`GH-12`");
  EXPECT_EQ(PlainOrCode("www.example.com"), "`www.example.com`");
  EXPECT_EQ(PlainOrCode("http://example.com"), "`http://example.com`");
  EXPECT_EQ(PlainOrCode("[x](y)"), "`[x](y)`");
  EXPECT_EQ(PlainOrCode("&amp;"), "`&amp;`");
  EXPECT_EQ(PlainOrCode("a\nb"), "`a?b`");
}

TEST(MarkdownText, ABlockEndsWhereItsFenceIs) {
  EXPECT_EQ(CodeBlock({"a", "b"}), "```\na\nb\n```\n");
  EXPECT_EQ(CodeBlock({"```", "a\n~~~"}), "````\n```\na?~~~\n````\n");
}

}  // namespace
}  // namespace pawl

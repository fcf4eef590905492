#include "tools/model/text_table.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

TEST(TextTable, ColumnsAlignWhateverTheirLettersTakeInBytes) {
  const TextTable table{{"time", "case"}, {{"1 µs", "BM_X"}, {"–", "BM_Y/8"}}};
  EXPECT_EQ(RenderTable(table, TextStyle::kTerminal),
            "time  case\n"
            "1 µs  BM_X\n"
            "   –  BM_Y/8\n");
}

TEST(TextTable, AsMarkdownEveryCellStandsAsItIs) {
  const TextTable table{{"ratio", "case"}, {{"1.5", "BM_X<a|b>/`8`"}}};
  EXPECT_EQ(RenderTable(table, TextStyle::kMarkdown),
            "| ratio | case |\n"
            "|---:|---|\n"
            "| 1.5 | BM\\_X\\<a\\|b\\>/\\`8\\` |\n");
}

TEST(TextTable, NoCellCanEndItsRowOrMoveTheCursor) {
  EXPECT_EQ(Quoted("a\nb\x1b[2J\x7f", TextStyle::kTerminal), "a?b?[2J?");
  EXPECT_EQ(Quoted("a\nb\x1b[2J", TextStyle::kMarkdown), "a?b?\\[2J");
  EXPECT_EQ(Quoted("a\xc2\x9b"
                   "2J\xe2\x80\xae"
                   "b\xe2\x81\xa6",
                   TextStyle::kTerminal),
            "a?2J?b?")
      << "C1, right to left";
  EXPECT_EQ(Quoted("µ\xc2\xa0–“\xe2\x81\xaa", TextStyle::kTerminal), "µ\xc2\xa0–“\xe2\x81\xaa")
      << "neighbours of those";
  EXPECT_EQ(Quoted("\xc2", TextStyle::kTerminal), "\xc2") << "cut off";
}

}  // namespace
}  // namespace pawl

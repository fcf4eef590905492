#include "impls/memory_pressure/parse.h"

#include <optional>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "impls/memory_pressure/found_text.h"

namespace memory_pressure {
namespace {

TEST(ParseNumber, TakesANumberOrMaxAndNothingElse) {
  EXPECT_EQ(Text(ParseNumber("0\n")), "0");
  EXPECT_EQ(Text(ParseNumber("4096\n")), "4096");
  EXPECT_EQ(Text(ParseNumber("18446744073709551615\n")), "18446744073709551615");
  EXPECT_EQ(Text(ParseNumber("max\n")), "unlimited");
  for (const std::string_view text :
       {"", "\n", "4096", "max", "ma", "m\n", "maximum\n", "-1\n", "+1\n", " 1\n", "1 \n", "1\n2\n", "1\n\n", "0x10\n",
        "1.5\n", "18446744073709551616\n", "garbage\n", "12garbage\n", "\xff\xfe\n"}) {
    EXPECT_EQ(Text(ParseNumber(text)), "damaged") << '"' << text << '"';
  }
  EXPECT_EQ(Text(ParseNumber(std::string_view("1\0\n", 3))), "damaged");
}

TEST(ParseResidentPages, TakesTheSecondOfSevenNumbers) {
  EXPECT_EQ(Text(ParseResidentPages("765 424 396 5 0 123 0\n")), "424");
  for (const std::string_view text :
       {"", "\n", "765", "765 42", "765 424 396 5 0 123 0", "765 424 396 5 0 123\n", "765 424 396 5 0 123 0 9\n",
        "765 -1 396 5 0 123 0\n", "a b c d e f g\n", "765  424 396 5 0 123 0\n", "1 2 3 4 5 6 7\n1 2 3 4 5 6 7\n"}) {
    EXPECT_EQ(Text(ParseResidentPages(text)), "damaged") << '"' << text << '"';
  }
}

TEST(ParseInactiveFile, TakesOneLineOfMany) {
  EXPECT_EQ(Text(ParseInactiveFile("anon 5\ninactive_anon 6\ninactive_file 7\nactive_file 8\n")), "7");
  for (const std::string_view text :
       {"", "anon 5\n", "inactive_file 7", "inactive_file\n", "inactive_file x\n", "xinactive_file 7\n"}) {
    EXPECT_EQ(Text(ParseInactiveFile(text)), "damaged") << '"' << text << '"';
  }
}

constexpr char kStallText[] =
    "some avg10=1.25 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.50 avg60=0.00 avg300=0.00 total=0\n";

TEST(ParseStall, TakesTheFirstAverageOfBothLines) {
  EXPECT_EQ(Text(ParseStall(kStallText)), "0.012500 0.005000");
  EXPECT_EQ(Text(ParseStall("some avg10=100.00 avg60=0\nfull avg10=0.00\n")), "1.000000 0.000000");
  // Every beginning of the text that stops before the number of the second line ends is too little.
  const std::string_view text = kStallText;
  for (size_t size = 0; size + 1 < text.size(); ++size) {
    EXPECT_EQ(Text(ParseStall(text.substr(0, size))), "damaged") << size;
  }
  for (const std::string_view bad :
       {"full avg10=1.25 avg60=0\nsome avg10=0.50 avg60=0\n", "some avg10=-1.25 x\nfull avg10=0.50 x\n",
        "some avg10=101.00 x\nfull avg10=0.50 x\n", "some avg10=nan x\nfull avg10=0.50 x\n",
        "some avg10=inf x\nfull avg10=0.50 x\n", "some avg10=1e1 x\nfull avg10=0.50 x\n",
        "some avg60=1.25 x\nfull avg10=0.50 x\n", "some avg10= x\nfull avg10=0.50 x\n", "garbage\ngarbage\n"}) {
    EXPECT_EQ(Text(ParseStall(bad)), "damaged") << '"' << bad << '"';
  }
}

TEST(ParseGroupPath, FindsTheLineOfTheUnifiedHierarchy) {
  EXPECT_EQ(ParseGroupPath("0::/\n"), "/");
  EXPECT_EQ(ParseGroupPath("0::/a/b c\n"), "/a/b c");
  EXPECT_EQ(ParseGroupPath("4:memory:/x\n0::/a..b\n"), "/a..b");
  for (const std::string_view text :
       {"", "\n", "0::/", "0::\n", "0::a\n", "4:memory:/x\n", "10::/a\n", "0::/..\n", "0::/../b\n", "0::/a/../b\n"}) {
    EXPECT_EQ(ParseGroupPath(text), std::nullopt) << '"' << text << '"';
  }
}

}  // namespace
}  // namespace memory_pressure

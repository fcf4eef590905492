// The same numbers from another program. pahole 1.24 lists no type in a namespace, and reads offsets of C++ base
// classes wrongly, so it is asked about plain structs.
#include <cstdint>
#include <cstdio>
#include <regex>
#include <string>

#include "gtest/gtest.h"
#include "tools/layout/layout.h"

namespace pawl {
namespace {

constexpr char kPlanted[] = "tools/layout/planted_plain";

std::string Pahole(const std::string& type) {
  const std::string command = "pahole -C " + type + " " + kPlanted + " 2>/dev/null";
  std::FILE* const pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string text;
  for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return text;
}

// The number behind the words, which pahole leaves out if it is 0.
int64_t Number(const std::string& text, const std::string& words) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(words + ": (\\d+)")) ? std::stoll(match[1]) : 0;
}

TEST(ReadLayouts, AgreesWithPahole) {
  for (const char* name : {"Plain", "PlainOrdered", "PlainLine", "PlainUnion", "PlainPacked", "PlainNested"}) {
    const auto layouts = ReadLayouts(kPlanted, {name});
    ASSERT_TRUE(layouts.ok()) << layouts.status().message();
    ASSERT_EQ(layouts->size(), 1u) << name;
    const TypeLayout& type = layouts->front();
    const std::string text = Pahole(name);
    SCOPED_TRACE(text);
    EXPECT_GT(type.size, 0);
    EXPECT_EQ(type.size, Number(text, "/\\* size"));
    EXPECT_EQ(type.cache_lines, Number(text, "cachelines"));
    EXPECT_EQ(type.hole_bytes, Number(text, "sum holes"));
    EXPECT_EQ(type.padding_bytes, Number(text, "/\\* padding"));
    EXPECT_EQ(static_cast<int64_t>(type.members.size()), Number(text, "members"));
  }
}

}  // namespace
}  // namespace pawl

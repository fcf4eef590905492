#include "tools/worker/protocol.h"

#include <random>

#include "gtest/gtest.h"

namespace pawl {
namespace {

using Fields = std::vector<std::string>;

TEST(Protocol, FieldsSurviveTheLine) {
  const Fields fields = {"failed", "tab\there, newline\nhere, backslash \\ and \\t", "", "last"};
  const std::string line = FormatLine(fields);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "a message never ends a line early";
  EXPECT_EQ(ParseLine(line.substr(0, line.size() - 1)), fields);
}

TEST(Protocol, AnEmptyLineIsOneEmptyField) { EXPECT_EQ(ParseLine(""), Fields{""}); }

TEST(Protocol, RandomFieldsSurviveAndRandomLinesNeverFail) {
  std::mt19937 random(3);
  const std::string alphabet = "ab\t\n\\tn";
  for (int i = 0; i < 5000; ++i) {
    Fields fields(1 + random() % 4);
    for (std::string& field : fields) {
      for (size_t c = random() % 6; c > 0; --c) field += alphabet[random() % alphabet.size()];
    }
    std::string line = FormatLine(fields);
    line.pop_back();
    ASSERT_EQ(ParseLine(line), fields);
    for (char& c : line) c = static_cast<char>(random());
    ASSERT_GE(ParseLine(line).size(), 1u);
  }
}

}  // namespace
}  // namespace pawl

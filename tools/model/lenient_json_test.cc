#include "tools/model/lenient_json.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Refused(const std::string& text) {
  return std::string(ParseLenientJson(text, "a.json", "write it again").status().message());
}

TEST(LenientJson, BareNumbersAreShortStringsAndTextIsLeftAlone) {
  const auto parsed =
      ParseLenientJson(R"({"a": [NaN, -NaN, Infinity, -Infinity, 1.5], "NaN": "\"-NaN, Infinity"})", "a.json", "");
  ASSERT_TRUE(parsed.ok()) << parsed.status().message();
  for (size_t i = 0; i < 4; ++i) {
    ASSERT_TRUE(parsed->at("a").at(i).is_string()) << i;
    EXPECT_LE(parsed->at("a").at(i).get<std::string>().size(), kBareNumberSize) << i;
  }
  EXPECT_EQ(parsed->at("a").at(4), 1.5);
  EXPECT_EQ(parsed->at("NaN"), "\"-NaN, Infinity");
}

TEST(LenientJson, AnErrorNamesItsLineAndTheRemedy) {
  EXPECT_THAT(Refused("{\n\"a\": 1,\n\"b\": }"), AllOf(StartsWith("a.json:3: "), EndsWith(": write it again")));
  EXPECT_THAT(Refused("{\n\"a\": NaNNaN}"), StartsWith("a.json:2: "));
  EXPECT_THAT(Refused("{\"a\": 1e999}"), HasSubstr("damaged"));
  EXPECT_THAT(Refused(std::string(9, '[') + std::string(9, ']')), HasSubstr("nested 9 deep, more than 8"));
  EXPECT_TRUE(ParseLenientJson(std::string(8, '[') + std::string(8, ']'), "a.json", "").ok());
}

}  // namespace
}  // namespace pawl

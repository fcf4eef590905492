#include "tools/model/profile.h"

#include <cmath>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Profiles Example() {
  return {"//x:x_perf",
          "contender",
          {{"x/Y", "allocations", "heaptrack 1.4.0", 7.5, {{{"main", "Fill(int)"}, 7.5}}, ""},
           {"x/Y", "instructions", "valgrind-3.19.0", 120, {{{"Fill(int)"}, 100}}, "another dispatch path"}},
          {{"x/Z", "heaptrack", "heaptrack is not installed"}}};
}

TEST(Profiles, AreTheSameAfterAFile) {
  const auto read = ProfilesFromJson(ToJson(Example()), "p.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(ToJson(*read), ToJson(Example()));
  ASSERT_NE(read->Find("x/Y", "allocations", "heaptrack"), nullptr);
  EXPECT_EQ(read->Find("x/Y", "allocations", "heaptrack")->stacks[0].cost, 7.5);
  EXPECT_EQ(read->Find("x/Y", "allocations", "heap"), nullptr);
  EXPECT_EQ(read->missing[0].reason, "heaptrack is not installed");
}

TEST(Profiles, SymbolsMayBeAnyBytes) {
  Profiles profiles = Example();
  profiles.profiles[0].stacks[0].frames = {"\xff\"\\"};
  EXPECT_TRUE(ProfilesFromJson(ToJson(profiles), "p.json").ok());
}

TEST(Profiles, EveryTruncationIsAnErrorThatNamesTheFile) {
  const std::string text = ToJson(Example());
  for (size_t length = 0; length + 2 < text.size(); ++length) {
    const auto read = ProfilesFromJson(text.substr(0, length), "p.json");
    ASSERT_FALSE(read.ok()) << length;
    EXPECT_THAT(std::string(read.status().message()), StartsWith("p.json: not a file of profiles: "));
  }
}

TEST(Profiles, ANewerSchemaIsRefused) {
  std::string text = ToJson(Example());
  text.replace(text.find("\"schema\": 1"), 11, "\"schema\": 2");
  EXPECT_EQ(std::string(ProfilesFromJson(text, "p.json").status().message()),
            "p.json: written by a newer Pawl (schema 2, this one reads up to 1): update this checkout");
}

TEST(Profiles, AStackWithoutFramesOrCostIsRefused) {
  Profiles profiles = Example();
  profiles.profiles[0].stacks[0].frames.clear();
  EXPECT_THAT(std::string(ProfilesFromJson(ToJson(profiles), "p.json").status().message()),
              AllOf(StartsWith("p.json: the allocations profile of x/Y"), HasSubstr("without frames")));
  profiles = Example();
  profiles.profiles[0].stacks[0].cost = std::nan("");
  EXPECT_FALSE(ProfilesFromJson(ToJson(profiles), "p.json").ok());
}

}  // namespace
}  // namespace pawl

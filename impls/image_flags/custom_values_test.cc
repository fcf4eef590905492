#include "impls/image_flags/custom_values.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace image_flags {
namespace {

TEST(CustomValues, AnAbsentKeyIsEmpty) {
  const CustomValues none;
  EXPECT_EQ(none.size(), 0u);
  EXPECT_TRUE(none.All("key").empty());
  EXPECT_EQ(none.CustomString("key"), "");
  EXPECT_EQ(none.OnlyString("key").status(),
            absl::NotFoundError("custom value \"key\" is absent; add it to the build"));
}

TEST(CustomValues, TheFirstOfSeveralValuesIsTheString) {
  CustomValues values;
  values.Add("key", "one");
  EXPECT_EQ(*values.OnlyString("key"), "one");
  values.Add("other", "x");
  values.Add("key", "two");
  values.Add("key", "");
  EXPECT_EQ(values.size(), 2u);
  EXPECT_EQ(values.CustomString("key"), "one");
  EXPECT_EQ(values.CustomString("other"), "x");
  EXPECT_EQ(values.OnlyString("key").status(),
            absl::FailedPreconditionError("custom value \"key\" has 3 values, from \"one\" to \"\"; keep one of them"));
}

TEST(CustomValues, AnEmptyValueIsNotAnAbsentOne) {
  CustomValues values;
  values.Add("", "");
  EXPECT_EQ(values.All("").size(), 1u);
  EXPECT_EQ(*values.OnlyString(""), "");
}

TEST(CustomValues, RandomAddsGiveWhatAMapOfListsGives) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    CustomValues values;
    std::map<std::string, std::vector<std::string>> want;
    for (size_t adds = random() % 30; adds > 0; --adds) {
      const std::string key(random() % 3, "ab\0"[random() % 3]), value(random() % 40, 'v');
      values.Add(key, value);
      want[key].push_back(value);
    }
    ASSERT_EQ(values.size(), want.size());
    for (const auto& [key, list] : want) {
      const auto all = values.All(key);
      ASSERT_EQ(std::vector<std::string>(all.begin(), all.end()), list) << "round " << round;
      ASSERT_EQ(values.CustomString(key), list.front());
      ASSERT_EQ(values.OnlyString(key).ok(), list.size() == 1);
    }
  }
}

}  // namespace
}  // namespace image_flags

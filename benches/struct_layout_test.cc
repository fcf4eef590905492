#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/layout/layout.h"

// What the compiler made of the structs, read from the debug information of a program that has them. The figures are
// properties of each test in test.xml.
namespace struct_layout {
namespace {

using ::testing::UnorderedElementsAreArray;

class Layout : public testing::TestWithParam<const char*> {
 protected:
  static pawl::TypeLayout Read(const std::string& name) {
    const char* const program = std::getenv("PROGRAM");
    if (program == nullptr) {
      ADD_FAILURE() << "PROGRAM is not set: run this by bazel test";
      return {};
    }
    const absl::StatusOr<std::vector<pawl::TypeLayout>> layouts =
        pawl::ReadLayouts(program, {"struct_layout::" + name});
    if (!layouts.ok() || layouts->size() != 1) {
      ADD_FAILURE() << name << " is not there once: " << layouts.status().ToString();
      return {};
    }
    return layouts->front();
  }

  static void Record(const std::string& layout_of, const pawl::TypeLayout& layout) {
    for (const auto& [property, value] :
         {std::pair("size_bytes", layout.size), std::pair("hole_bytes", layout.hole_bytes),
          std::pair("padding_bytes", layout.padding_bytes), std::pair("cache_lines", layout.cache_lines)}) {
      RecordProperty(layout_of + "_" + property, std::to_string(value));
    }
  }

  static std::vector<std::pair<std::string, std::string>> NamesAndTypes(const pawl::TypeLayout& layout) {
    std::vector<std::pair<std::string, std::string>> members;
    for (const pawl::MemberLayout& member : layout.members) members.emplace_back(member.name, member.type);
    return members;
  }

  const std::string name_ = GetParam();
  const pawl::TypeLayout declared_ = Read(name_);
  const pawl::TypeLayout reordered_ = Read("Reordered" + name_);
};

TEST_P(Layout, TheReorderedStructHasTheSameMembers) {
  ASSERT_FALSE(declared_.members.empty());
  EXPECT_THAT(NamesAndTypes(reordered_), UnorderedElementsAreArray(NamesAndTypes(declared_)));
}

TEST_P(Layout, TheReorderedStructHasNoHoleAndTheLeastSize) {
  Record("optimized", reordered_);
  int64_t data_bytes = 0, alignment = 1;
  for (const pawl::MemberLayout& member : reordered_.members) {
    data_bytes += member.size;
    alignment = std::max(alignment, member.alignment);
  }
  ASSERT_GT(data_bytes, 0);
  EXPECT_EQ(reordered_.hole_bytes, 0);
  EXPECT_EQ(reordered_.size, (data_bytes + alignment - 1) / alignment * alignment);
  EXPECT_EQ(reordered_.padding_bytes, reordered_.size - data_bytes);
}

TEST_P(Layout, TheDeclaredStructHasHolesThatCostAQuarter) {
  Record("baseline", declared_);
  EXPECT_GT(declared_.hole_bytes, 0);
  EXPECT_LE(static_cast<double>(reordered_.size), 0.75 * static_cast<double>(declared_.size));
}

TEST_P(Layout, TheReorderedStructIsNoLongerThanACacheLine) { EXPECT_EQ(reordered_.cache_lines, 1); }

INSTANTIATE_TEST_SUITE_P(Struct, Layout, testing::Values("Build", "LogEntry", "Container", "Image"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace struct_layout

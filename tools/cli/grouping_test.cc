#include "tools/cli/grouping.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<NamedRow> Named(const std::vector<std::string>& names) {
  static const Row empty;
  std::vector<NamedRow> rows;
  for (const std::string& name : names) rows.push_back({&empty, PartsOf(name)});
  return rows;
}

std::vector<std::string> Labels(const std::vector<RowGroup>& groups) {
  std::vector<std::string> labels;
  for (const RowGroup& group : groups) labels.push_back(group.label + " x" + std::to_string(group.members.size()));
  return labels;
}

const std::vector<std::string> kNames = {"s/Ints/impl:radix/n:64", "s/Ints/impl:radix/n:8", "s/Ints/impl:merge/n:64",
                                         "s/Ints/impl:merge/n:8"};

TEST(Grouping, OneGroupForEachCombinationOfValues) {
  EXPECT_THAT(Labels(GroupBy(Named(kNames), {"impl"})), ElementsAre("impl:radix x2", "impl:merge x2"));
  EXPECT_THAT(Labels(GroupBy(Named(kNames), {"n"})), ElementsAre("n:8 x2", "n:64 x2")) << "numbers ascend";
  EXPECT_THAT(Labels(GroupBy(Named(kNames), {"impl", "n"})),
              ElementsAre("impl:radix n:64 x1", "impl:radix n:8 x1", "impl:merge n:64 x1", "impl:merge n:8 x1"));
  EXPECT_THAT(Labels(GroupBy(Named({"BM_X/8", "BM_Y"}), {"arg0"})), ElementsAre("arg0:8 x1", "(no arg0) x1"));
}

TEST(Grouping, TheRestOfANameIsARow) {
  EXPECT_THAT(Labels(GroupByRest(Named(kNames), "impl")), ElementsAre("s/Ints/n:64 x2", "s/Ints/n:8 x2"));
}

TEST(Grouping, KeysThatDifferAmongMergedRowsAreHidden) {
  std::vector<Members> merged;
  for (const RowGroup& group : GroupBy(Named(kNames), {"impl"})) merged.push_back(group.members);
  EXPECT_THAT(HiddenKeys(merged, {"impl"}), ElementsAre(Pair("n", ElementsAre("64", "8"))));
  merged.clear();
  for (const RowGroup& group : GroupBy(Named(kNames), {"impl", "n"})) merged.push_back(group.members);
  EXPECT_THAT(HiddenKeys(merged, {"impl", "n"}), IsEmpty());
  EXPECT_THAT(HiddenKeys({Named({"BM_X/8", "BM_X"})}, {}), ElementsAre(Pair("arg0", ElementsAre("8", "none"))));
}

TEST(Grouping, AnUnknownKeyNamesTheNearest) {
  EXPECT_TRUE(CheckKeys({{"impl"}, "n"}, Named(kNames)).ok());
  EXPECT_TRUE(CheckKeys({}, {}).ok());
  const auto message = [](const Grouping& grouping) {
    return std::string(CheckKeys(grouping, Named(kNames)).message());
  };
  EXPECT_THAT(message({{"impk"}, ""}), HasSubstr("the key \"impk\", did you mean \"impl\"?; there are impl, n, name"));
  EXPECT_THAT(message({{}, "quantum"}), HasSubstr("the key \"quantum\"; there are impl, n, name"));
  EXPECT_THAT(message({{"n"}, "n"}), HasSubstr("--pivot"));
}

}  // namespace
}  // namespace pawl

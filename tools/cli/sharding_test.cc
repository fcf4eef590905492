#include "tools/cli/sharding.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<Group>& Groups() {
  static const std::vector<Group> groups = {{"a", "a2"}, {"b"}, {"c", "c2", "c3"}, {"d"}, {"e"}};
  return groups;
}

TEST(Sharding, WithoutShardsEveryCaseIsOurs) {
  const std::set<std::string> gated = {"a", "b", "e"};
  EXPECT_EQ(CasesOfShard(Groups(), gated, Shard()), gated);
}

TEST(Sharding, GroupsStayWholeAndEveryGatedCaseHasOneShard) {
  const std::set<std::string> gated = {"a", "a2", "b", "c2", "c3", "d", "e"};
  for (int total = 1; total <= 7; ++total) {
    std::multiset<std::string> all;
    for (int index = 0; index < total; ++index) {
      const std::set<std::string> cases = CasesOfShard(Groups(), gated, {index, total});
      EXPECT_EQ(cases.contains("a"), cases.contains("a2"));
      EXPECT_EQ(cases.contains("c2"), cases.contains("c3"));
      all.insert(cases.begin(), cases.end());
    }
    EXPECT_EQ(all, (std::multiset<std::string>(gated.begin(), gated.end()))) << total;
  }
}

TEST(Sharding, AShardBeyondTheGroupsIsEmpty) {
  EXPECT_THAT(CasesOfShard(Groups(), {"a", "b", "c", "d", "e"}, {4, 6}), ElementsAre("e"));
  EXPECT_THAT(CasesOfShard(Groups(), {"a", "b", "c", "d", "e"}, {5, 6}), IsEmpty());
}

}  // namespace
}  // namespace pawl

#include "tools/layout/order.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace pawl {
namespace {

// Members of these alignments, each as large, one behind the other as a compiler places them.
TypeLayout Type(const std::vector<int64_t>& alignments) {
  TypeLayout type;
  type.alignment = 1;
  for (const int64_t alignment : alignments) {
    MemberLayout member;
    member.name = std::string(1, static_cast<char>('a' + type.members.size()));
    member.alignment = member.size = alignment;
    member.offset = (type.size + alignment - 1) / alignment * alignment;
    type.size = member.offset + member.size;
    type.alignment = std::max(type.alignment, alignment);
    type.members.push_back(member);
  }
  type.size = (type.size + type.alignment - 1) / type.alignment * type.alignment;
  return type;
}

std::string Names(const ProposedOrder& order) {
  std::string names;
  for (const MemberLayout& member : order.members) names += member.name;
  return names;
}

TEST(ProposeOrder, IsByFallingAlignmentAndKeepsTheOrderOfEquals) {
  const TypeLayout type = Type({1, 8, 1, 8, 4, 1, 8, 2});
  EXPECT_EQ(type.size, 56);
  const auto order = ProposeOrder(type);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->size, 40);
  EXPECT_EQ(Names(*order), "bdgehacf");
  EXPECT_EQ(order->members[4].offset, 28);
}

TEST(ProposeOrder, IsNoneWhereNothingIsSaved) {
  EXPECT_FALSE(ProposeOrder(Type({8, 4, 1})));
  EXPECT_FALSE(ProposeOrder(Type({1, 8}))) << "padding that every order has";
  EXPECT_FALSE(ProposeOrder(TypeLayout{}));
}

TEST(ProposeOrder, IsNoneWhereMembersCannotBeMoved) {
  TypeLayout type = Type({1, 8, 1});
  ASSERT_TRUE(ProposeOrder(type));
  type.unordered = "has bit-fields";
  EXPECT_FALSE(ProposeOrder(type));
}

TEST(ProposeOrder, LeavesABaseClassFirstAndFillsTheWordThatItEndsIn) {
  TypeLayout type = Type({4, 8, 1, 1});
  type.members[0].fixed = true;
  const auto order = ProposeOrder(type);
  ASSERT_TRUE(order);
  EXPECT_EQ(type.size, 24);
  EXPECT_EQ(order->size, 16);
  EXPECT_EQ(Names(*order), "acdb");
}

TEST(ProposeOrder, UsesTheBaseClassPaddingThatTheCompilerUses) {
  TypeLayout type = Type({8, 1, 8, 1});
  type.members[0].fixed = true;
  type.members[0].size = 16;  // of which 12 are data
  type.members[1].offset = 12;
  type.members[2].offset = 16;
  type.members[3].offset = 24;
  type.size = 32;
  const auto order = ProposeOrder(type);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->size, 24);
  EXPECT_EQ(Names(*order), "abdc");
}

TEST(ProposeOrder, PutsSmallMembersBehindOneThatIsSmallerThanItsAlignment) {
  TypeLayout type = Type({1, 64, 1});
  type.members[1].size = 8;
  type.members[2].offset = 72;
  type.size = 128;
  const auto order = ProposeOrder(type);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->size, 64);
  EXPECT_EQ(Names(*order), "bac");
}

}  // namespace
}  // namespace pawl

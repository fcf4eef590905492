#include "tools/layout/order.h"

#include <algorithm>
#include <random>
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

// The size that the members have in this order, each at the next offset that its alignment allows.
int64_t SizeOf(const std::vector<MemberLayout>& members) {
  int64_t end = 0;
  int64_t largest = 1;
  for (const MemberLayout& member : members) {
    end += (member.alignment - end % member.alignment) % member.alignment + member.size;
    largest = std::max(largest, member.alignment);
  }
  return end + (largest - end % largest) % largest;
}

// With and without a pointer to a virtual table in front.
TEST(ProposeOrder, IsTheSmallestOfAllOrdersWhereSizesAreMultiplesOfAlignments) {
  std::mt19937 random(1);
  int smaller = 0;
  for (int i = 0; i < 2000; ++i) {
    std::vector<int64_t> alignments;
    const bool has_vtable = i % 2 == 0;
    if (has_vtable) alignments.push_back(8);
    for (size_t members = 1 + random() % (i % 10 == 0 ? 6 : 4); members > 0; --members) {
      alignments.push_back(int64_t{1} << random() % 6);
    }
    TypeLayout type = Type(alignments);
    for (MemberLayout& member : type.members) member.size *= 1 + static_cast<int64_t>(random() % 3);
    if (has_vtable) {
      type.members[0].fixed = true;
      type.members[0].size = 8;
    }
    type.size = SizeOf(type.members);
    ASSERT_TRUE(IsSmallest(type));
    std::vector<MemberLayout> permuted = type.members;
    const auto by_name = [](const MemberLayout& a, const MemberLayout& b) { return a.name < b.name; };
    int64_t smallest = type.size;
    do {
      smallest = std::min(smallest, SizeOf(permuted));
    } while (std::next_permutation(permuted.begin() + (has_vtable ? 1 : 0), permuted.end(), by_name));
    const auto order = ProposeOrder(type);
    ASSERT_EQ(order ? order->size : type.size, smallest) << "type " << i;
    ASSERT_EQ(SizeOf(order ? order->members : type.members), smallest) << "type " << i;
    smaller += order ? 1 : 0;
  }
  EXPECT_GE(smaller, 300);
}

TEST(ProposeOrder, IsNotSaidToBeTheSmallestWhereThatIsNotKnown) {
  TypeLayout type = Type({1, 16, 1, 16});
  const int64_t sizes[] = {14, 1, 15, 1};
  for (size_t i = 0; i < 4; ++i) type.members[i].size = sizes[i];
  type.size = SizeOf(type.members);
  EXPECT_EQ(type.size, 48);
  std::swap(type.members[0], type.members[1]);
  std::swap(type.members[2], type.members[3]);
  EXPECT_EQ(SizeOf(type.members), 32) << "which falling alignment does not find";
  EXPECT_FALSE(IsSmallest(type));
  type = Type({8, 4, 4});
  EXPECT_TRUE(IsSmallest(type));
  type.members[0].name = kBaseClass;
  EXPECT_FALSE(IsSmallest(type));
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

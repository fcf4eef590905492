#include "tools/layout/layout.h"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/layout/order.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;

constexpr char kPlanted[] = "tools/layout/planted";
constexpr char kOdd[] = "tools/layout/planted_odd";

TypeLayout Read(const std::string& type, const std::string& binary = kPlanted) {
  const auto layouts = ReadLayouts(binary, {type});
  EXPECT_TRUE(layouts.ok()) << layouts.status().message();
  EXPECT_TRUE(layouts.ok() && layouts->size() == 1) << type;
  return layouts.ok() && layouts->size() == 1 ? layouts->front() : TypeLayout{};
}

// "kind@0+1": name, offset, size.
std::vector<std::string> Places(const std::vector<MemberLayout>& members) {
  std::vector<std::string> places;
  for (const MemberLayout& member : members) {
    places.push_back(member.name + "@" + std::to_string(member.offset) + "+" + std::to_string(member.size));
  }
  return places;
}

// What is proposed; what is declared if nothing is.
std::vector<std::string> Ordered(const TypeLayout& type) {
  const auto order = ProposeOrder(type);
  return Places(order ? order->members : type.members);
}

int64_t OrderedSize(const TypeLayout& type) {
  const auto order = ProposeOrder(type);
  return order ? order->size : type.size;
}

class Layout : public ::testing::TestWithParam<const char*> {
 protected:
  static std::string Binary() { return std::string("tools/layout/") + GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(OfEachFormat, Layout, ::testing::Values("planted", "planted_dwarf4", "planted_type_units"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Layout, HasTheSizesHolesAndMembersThatTheTypeWasPlantedWith) {
  const TypeLayout record = Read("planted::Record", Binary());
  EXPECT_EQ(record.name, "planted::Record");
  EXPECT_EQ(record.size, 56);
  EXPECT_EQ(record.alignment, 8);
  EXPECT_EQ(record.cache_lines, 1);
  EXPECT_EQ(record.hole_bytes, 17);
  EXPECT_EQ(record.padding_bytes, 6);
  EXPECT_THAT(Places(record.members), ElementsAre("valid@0+1", "id@8+8", "cached@16+1", "bytes@24+8", "layer@32+4",
                                                  "pinned@36+1", "ratio@40+8", "port@48+2"));
  EXPECT_EQ(record.members[4].type, "uint32_t");
  const TypeLayout line = Read("Line", Binary());
  EXPECT_EQ(line.size, 128);
  EXPECT_EQ(line.alignment, 64);
  EXPECT_EQ(line.cache_lines, 2);
  EXPECT_EQ(line.hole_bytes, 63);
  EXPECT_EQ(line.padding_bytes, 55);
}

TEST_P(Layout, ProposesTheOrderThatHasTheSaidSizeOnceItIsCompiled) {
  for (const std::string name : {"planted::Record", "planted::Leaf"}) {
    const TypeLayout compiled = Read(name + "Ordered", Binary());
    const TypeLayout declared = Read(name, Binary());
    EXPECT_EQ(OrderedSize(declared), compiled.size) << name;
    EXPECT_LT(compiled.size, declared.size);
    EXPECT_EQ(Ordered(declared), Places(compiled.members)) << name;
    EXPECT_FALSE(ProposeOrder(compiled));
  }
}

TEST_P(Layout, LeavesBaseClassesFirst) {
  const TypeLayout leaf = Read("Leaf", Binary());
  EXPECT_THAT(Places(leaf.members), ElementsAre("(base class)@0+16", "dirty@12+1", "key@16+8", "locked@24+1"));
  EXPECT_EQ(leaf.padding_bytes, 7);
  EXPECT_THAT(Ordered(leaf), ElementsAre("(base class)@0+16", "dirty@12+1", "locked@13+1", "key@16+8"));
  const TypeLayout node = Read("Node", Binary());
  EXPECT_TRUE(node.members.front().fixed) << node.members.front().name;
  const TypeLayout tagged = Read("Tagged", Binary());
  EXPECT_THAT(Ordered(tagged), ElementsAre("(base class)@0+0", "id@0+8", "kind@8+1", "state@9+1"));
}

TEST_P(Layout, KnowsTemplatesAnonymousUnionsAndWhatMembersArePointersTo) {
  const TypeLayout entry = Read("planted::Entry<long int>", Binary());
  EXPECT_EQ(entry.size, 72);
  EXPECT_EQ(entry.hole_bytes, 17);
  EXPECT_EQ(OrderedSize(entry), 56);
  EXPECT_THAT(Ordered(entry),
              ElementsAre("value@0+8", "name@8+32", "on_change@40+8", "kind@48+1", "state@49+1", "parts@50+5"));
  EXPECT_EQ(entry.members[4].type, "char[5]");
  EXPECT_EQ(entry.members[5].type, "void()*");
  EXPECT_EQ(Read("Typed", Binary()).members[0].type, "const char* const*");
  EXPECT_EQ(Read("Typed", Binary()).members[1].type, "enum");
  EXPECT_THAT(Ordered(Read("Either", Binary())), ElementsAre("(anonymous union)@0+8", "kind@8+1", "state@9+1"));
}

TEST_P(Layout, SaysWhyMembersCannotBeMoved) {
  for (const auto& [name, why] : std::vector<std::pair<const char*, const char*>>{
           {"Flags", "has bit-fields"},
           {"Packed", "is packed"},
           {"Message", "has a member without a size, as a flexible array"},
           {"Virtual", "has a virtual base class"},
           {"Shared", "has members that share bytes, as by [[no_unique_address]]"}}) {
    const TypeLayout type = Read(std::string("planted::") + name, Binary());
    EXPECT_EQ(type.unordered, why) << name;
    EXPECT_FALSE(ProposeOrder(type));
  }
  EXPECT_THAT(Places(Read("Flags", Binary()).members).back(), "state@18+1");
  EXPECT_EQ(Read("planted::Packed", Binary()).size, 10);
}

TEST(OddLayout, SaysWhatMovesMembersElsewhere) {
  for (const auto& [name, size, why] : std::vector<std::tuple<const char*, int64_t, const char*>>{
           {"BelowVirtual", 32, "has a virtual base class"},
           {"Packed4", 20, "is packed"},
           {"TwiceEmpty", 40, "is laid out in a way that its debug information does not explain"},
           {"TwiceEmptyApart", 40, "has an empty base class that a member has, too"},
           {"SharedWithVtable", 32, "has members that share bytes, as by [[no_unique_address]]"}}) {
    const TypeLayout type = Read(name, kOdd);
    EXPECT_EQ(type.size, size) << name;
    EXPECT_EQ(type.unordered, why) << name;
    EXPECT_FALSE(ProposeOrder(type));
  }
}

TEST(OddLayout, KnowsTheAlignmentThatPackingLeaves) {
  const TypeLayout type = Read("HasPacked4", kOdd);
  EXPECT_THAT(Places(type.members), ElementsAre("kind@0+1", "id@8+8", "packed@16+20", "state@36+1"));
  EXPECT_EQ(type.members[2].alignment, 4);
  EXPECT_THAT(Ordered(type), ElementsAre("id@0+8", "packed@8+20", "kind@28+1", "state@29+1"));
}

TEST_P(Layout, FindsTypesByAnyPartOfTheirNamesWhereverTheyAre) {
  EXPECT_EQ(Read("(anonymous namespace)::Hidden", Binary()).size, 4);
  EXPECT_EQ(Read("Hidden", Binary()).name, "(anonymous namespace)::Hidden");
  EXPECT_EQ(Read("Local", Binary()).name, "main()::Local");
  EXPECT_EQ(Read("Inner", Binary()).name, "planted::Outer::Inner");
  const auto both = ReadLayouts(Binary(), {"Record"});
  ASSERT_TRUE(both.ok());
  ASSERT_EQ(both->size(), 2u);
  EXPECT_EQ(both->front().name, "Record");
  EXPECT_EQ(both->back().name, "planted::Record");
  const auto once = ReadLayouts(Binary(), {"Record", "planted::Record", "Entry"});
  ASSERT_TRUE(once.ok());
  ASSERT_EQ(once->size(), 3u);
  EXPECT_EQ(once->back().name, "planted::Entry<long int>");
  const auto all = ReadLayouts(Binary(), {});
  ASSERT_TRUE(all.ok());
  int records = 0;
  for (const TypeLayout& type : *all) {
    records += type.name == "planted::Record" ? 1 : 0;
    EXPECT_FALSE(type.members.empty()) << type.name;
  }
  EXPECT_EQ(records, 1);
}

}  // namespace
}  // namespace pawl

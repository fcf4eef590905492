#include "tools/model/name_parts.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

// "name=sort name=Ints impl=radix n=64".
std::string Described(std::string_view name) {
  std::string text;
  for (const NamePart& part : PartsOf(name)) text += (text.empty() ? "" : " ") + part.key + "=" + part.value;
  return text;
}

TEST(NameParts, OfPawlsOwnNamesAreTheirKeys) {
  EXPECT_EQ(Described("sort/Ints/impl:radix/n:64"), "name=sort name=Ints impl=radix n=64");
}

TEST(NameParts, OfGoogleBenchmarksNamesAreArgumentsAndKeys) {
  EXPECT_EQ(Described("BM_Copy/64/-8/threads:2/real_time"), "name=BM_Copy arg0=64 arg1=-8 threads=2 name=real_time");
}

TEST(NameParts, TemplateArgumentsAndScopesAreNoKeys) {
  EXPECT_EQ(Described("BM_Map<std::map<int, a/b>>/8"), "name=BM_Map<std::map<int, a/b>> arg0=8");
  EXPECT_EQ(Described("ns::BM_Add/8"), "name=ns::BM_Add arg0=8");
  EXPECT_EQ(Described("BM_operator</8"), "name=BM_operator< arg0=8") << "a bracket that nothing closes";
}

TEST(NameParts, WhateverTheTextIsItIsAName) {
  EXPECT_EQ(Described(""), "name=");
  EXPECT_EQ(Described("a//b"), "name=a name= name=b");
  EXPECT_EQ(Described("key:/:value"), "key= name=:value");
  EXPECT_EQ(Described("path:a:b"), "path=a:b");
}

TEST(NameParts, ValuesOfOneKeyAreJoined) {
  const auto parts = PartsOf("sort/Ints/n:1/n:2");
  EXPECT_EQ(ValueOf(parts, "name"), "sort/Ints");
  EXPECT_EQ(ValueOf(parts, "n"), "1/2");
  EXPECT_EQ(ValueOf(parts, "impl"), std::nullopt);
  EXPECT_EQ(NameWithout(parts, "n"), "sort/Ints");
  EXPECT_EQ(NameWithout(parts, "impl"), "sort/Ints/n:1/n:2");
}

}  // namespace
}  // namespace pawl

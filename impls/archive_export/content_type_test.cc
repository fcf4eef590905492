#include "impls/archive_export/content_type.h"

#include <optional>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace archive_export {
namespace {

using namespace std::literals;

TEST(ExtensionOf, IsThatOfTheLastName) {
  EXPECT_EQ(ExtensionOf("a/b.tar.gz"), ".gz");
  EXPECT_EQ(ExtensionOf("b.c"), ".c");
  EXPECT_EQ(ExtensionOf("a.d/Makefile"), "");
  EXPECT_EQ(ExtensionOf("a/.bashrc"), "");
  EXPECT_EQ(ExtensionOf(".x.y"), ".y");
  EXPECT_EQ(ExtensionOf("end."), "");
  EXPECT_EQ(ExtensionOf(""), "");
}

TEST(TypeOfExtension, KnowsCommonOnesInAnyCase) {
  EXPECT_EQ(TypeOfExtension(".cc"), ContentType::kText);
  EXPECT_EQ(TypeOfExtension(".JSON"), ContentType::kText);
  EXPECT_EQ(TypeOfExtension(".o"), ContentType::kBinary);
  EXPECT_EQ(TypeOfExtension(".JpG"), ContentType::kCompressed);
  EXPECT_EQ(TypeOfExtension(".7z"), ContentType::kCompressed);
  EXPECT_EQ(TypeOfExtension(".zst"), ContentType::kCompressed);
}

TEST(TypeOfExtension, LeavesOthersToTheContent) {
  for (const std::string_view extension :
       {""sv, "."sv, ".dat"sv, ".bin"sv, ".c\0"sv, ".jsonljsonljsonl"sv, "cc"sv, ".\xff"sv}) {
    EXPECT_EQ(TypeOfExtension(extension), std::nullopt) << extension;
  }
}

TEST(TypeOfContent, FindsTextAndBinary) {
  EXPECT_EQ(TypeOfContent("int main() {\r\n\treturn 0;\n}\n"), ContentType::kText);
  EXPECT_EQ(TypeOfContent("gr\xc3\xbc\xc3\x9f"), ContentType::kText);
  EXPECT_EQ(TypeOfContent("\x1B[31mred\x1B[0m"), ContentType::kText);
  EXPECT_EQ(TypeOfContent("text\0"sv), ContentType::kBinary);
  EXPECT_EQ(TypeOfContent("\x7F"
                          "ELF\2\1\1\0"sv),
            ContentType::kBinary);
  EXPECT_EQ(TypeOfContent("\1\2\3\4\5\6"), ContentType::kBinary);
  EXPECT_EQ(TypeOfContent(""), ContentType::kUnknown);
}

TEST(TypeOfContent, AllowsOneControlCharacterIn32Bytes) {
  EXPECT_EQ(TypeOfContent(std::string(31, 'a') + "\1"), ContentType::kText);
  EXPECT_EQ(TypeOfContent(std::string(30, 'a') + "\1"), ContentType::kBinary);
}

TEST(TypeOfContent, KnowsCompressedFormatsByTheirMagic) {
  for (const std::string_view magic : {"\x1F\x8B\x08\0"sv, "BZh9"sv, "PK\3\4"sv, "\x28\xB5\x2F\xFD"sv,
                                       "\x89PNG\r\n\x1A\n\0"sv, "RIFF\0\0\0\0WEBPVP8 "sv,
                                       "\0\0\0\x18"
                                       "ftypisom"sv,
                                       "\xFF\xD8\xFF\xE0"sv}) {
    EXPECT_EQ(TypeOfContent(magic), ContentType::kCompressed) << magic;
  }
  // Cut short, they are not those formats.
  EXPECT_EQ(TypeOfContent("BZ"), ContentType::kText);
  EXPECT_EQ(TypeOfContent("RIFF\0\0\0\0WEB"sv), ContentType::kBinary);
}

TEST(NameOf, NamesEachType) {
  EXPECT_EQ(NameOf(ContentType::kText), "text");
  EXPECT_EQ(NameOf(ContentType::kUnknown), "unknown");
}

}  // namespace
}  // namespace archive_export

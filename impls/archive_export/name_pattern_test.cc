#include "impls/archive_export/name_pattern.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace archive_export {
namespace {

constexpr NameFields kFields = {.date = "2026-11-30", .name = "pawl", .hash = "0123456789abcdef"};

std::string Name(std::string_view pattern, const NameFields& fields = kFields, std::string_view extension = ".zip") {
  const auto name = ExpandName(pattern, fields, extension);
  return name.ok() ? *name : name.status().ToString();
}

TEST(ExpandName, ReplacesPlaceholders) {
  EXPECT_EQ(Name("project_{date}"), "project_2026-11-30.zip");
  EXPECT_EQ(Name("{name}-{hash}-{name}"), "pawl-0123456789abcdef-pawl.zip");
  EXPECT_EQ(Name("plain"), "plain.zip");
}

TEST(ExpandName, DoubledBracesAreBraces) {
  EXPECT_EQ(Name("{{date}}"), "{date}.zip");
  EXPECT_EQ(Name("{{{date}}}"), "{2026-11-30}.zip");
  EXPECT_EQ(Name("}}{{"), "}{.zip");
}

TEST(ExpandName, TakesTheExtensionFromThePatternOrAddsIt) {
  EXPECT_EQ(Name("{name}.zip"), "pawl.zip");
  EXPECT_EQ(Name("{name}.tar", kFields, ".tar.gz"), "pawl.tar.tar.gz");
  EXPECT_EQ(Name("{name}", kFields, ""), "pawl");
  // A folder named x.zip lies, perhaps, where its archive is to be.
  EXPECT_EQ(Name("{name}", {.name = "x.zip"}), "x.zip.zip");
}

TEST(ExpandName, FieldsAreNotExpandedAgain) { EXPECT_EQ(Name("{name}", {.name = "{date}}"}), "{date}}.zip"); }

TEST(ExpandName, NamesTheUnknownPlaceholderAndItsPosition) {
  EXPECT_EQ(Name("ab{dat}"),
            "INVALID_ARGUMENT: name pattern 'ab{dat}', byte 3: there is no placeholder '{dat}'. Use {date}, {name}, "
            "{hash}, and {{ or }} for a brace");
  EXPECT_EQ(
      Name("{}"),
      "INVALID_ARGUMENT: name pattern '{}', byte 1: there is no placeholder '{}'. Use {date}, {name}, {hash}, and "
      "{{ or }} for a brace");
  EXPECT_EQ(Name("{Date}\n").substr(0, 47), "INVALID_ARGUMENT: name pattern '{Date}\\x0a', by");
}

TEST(ExpandName, NamesABraceWithoutItsPartner) {
  EXPECT_EQ(
      Name("ab{date"),
      "INVALID_ARGUMENT: name pattern 'ab{date', byte 3: a '{' without its '}'. Use {date}, {name}, {hash}, and {{ "
      "or }} for a brace");
  EXPECT_NE(Name("{da{te}").find("byte 1: a '{' without its '}'"), std::string::npos);
  EXPECT_EQ(Name("date}"),
            "INVALID_ARGUMENT: name pattern 'date}', byte 5: a '}' without its '{'. Use {date}, {name}, {hash}, and {{ "
            "or }} for a brace");
}

TEST(ExpandName, NeverLeavesTheFolder) {
  EXPECT_EQ(Name("../{name}"),
            "INVALID_ARGUMENT: name pattern '../{name}', byte 3: a '/' or NUL, which no file name may have. Give the "
            "folder by --output, and here the name alone");
  EXPECT_NE(Name("/etc/passwd").find("byte 1: a '/' or NUL"), std::string::npos);
  EXPECT_NE(Name(std::string_view("a\0b", 3)).find("'a\\x00b', byte 2: a '/' or NUL"), std::string::npos);
  EXPECT_EQ(
      Name("x{name}", {.name = "../up"}),
      "INVALID_ARGUMENT: name pattern 'x{name}', byte 2: the value '../up' of '{name}' has a '/' or NUL, which no "
      "file name may have. Leave the placeholder out, or rename what it stands for");
  EXPECT_FALSE(ExpandName("{name}", {.name = std::string_view("\0", 1)}, ".zip").ok());
}

TEST(ExpandName, RefusesNamesThatNoFileHas) {
  for (const std::string_view pattern : {"", ".", "..", "{name}", ".zip", "{name}.zip", "..zip", "...zip"}) {
    const bool is_refused = Name(pattern, {.name = ""}).find("no file can have") != std::string::npos;
    EXPECT_TRUE(is_refused) << pattern;
  }
  EXPECT_EQ(Name("{name}", {.name = ".."}),
            "INVALID_ARGUMENT: name pattern '{name}', byte 1: it gives the name '..', which no file can have. Add some "
            "text to it");
  EXPECT_EQ(Name("..."), "....zip");
}

TEST(ExpandName, TakesAsManyBytesAsFileSystemsDo) {
  EXPECT_EQ(Name(std::string(251, 'n')), std::string(251, 'n') + ".zip");
  const std::string refused = Name(std::string(252, 'n'));
  EXPECT_NE(refused.find("a name of 256 bytes, and file systems take 255. Shorten it"), std::string::npos) << refused;
}

TEST(ExpandName, KeepsBytesOfAnyEncoding) { EXPECT_EQ(Name("\xff\xfe{name}\xc3\xa4"), "\xff\xfepawl\xc3\xa4.zip"); }

TEST(CheckPattern, FindsWhatNeedsNoFields) {
  EXPECT_TRUE(CheckPattern("{name}_{date}_{hash}").ok());
  EXPECT_TRUE(CheckPattern("{name}").ok());
  for (const std::string_view pattern : {"", "..", "a/b", "{nam}", "{name", "name}"}) {
    EXPECT_EQ(CheckPattern(pattern).code(), absl::StatusCode::kInvalidArgument) << pattern;
  }
}

TEST(NeedsHash, TellsPlaceholdersFromBraces) {
  EXPECT_TRUE(NeedsHash("{name}{hash}"));
  EXPECT_FALSE(NeedsHash("{name}"));
  EXPECT_FALSE(NeedsHash("{{hash}}"));
  EXPECT_FALSE(NeedsHash("{hash}{"));
}

TEST(DateText, IsTheDayInUtc) {
  EXPECT_EQ(DateText(0).value(), "1970-01-01");
  EXPECT_EQ(DateText(-1).value(), "1969-12-31");
  EXPECT_EQ(DateText(1'709'164'800).value(), "2024-02-29");
  EXPECT_EQ(DateText(1'709'164'800 + 86'399).value(), "2024-02-29");
  EXPECT_EQ(DateText(1'709'164'800 + 86'400).value(), "2024-03-01");
  EXPECT_EQ(DateText(253'402'300'799).value(), "9999-12-31");
  EXPECT_FALSE(DateText(253'402'300'800).ok());
  EXPECT_FALSE(DateText(std::numeric_limits<int64_t>::min()).ok());
}

}  // namespace
}  // namespace archive_export

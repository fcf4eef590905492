#include "impls/build_plan/ignore_rules.h"

#include <random>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace build_plan {
namespace {

bool Excluded(const IgnoreRules& rules, std::string_view path) { return rules.Excludes(rules.LastMatchFromRoot(path)); }

// Whether a .dockerignore of this text leaves the path out; nothing if the text is refused.
std::string Answer(std::string_view text, std::string_view path) {
  const absl::StatusOr<IgnoreRules> rules = IgnoreRules::Parse(text, ".dockerignore");
  if (!rules.ok()) return "refused";
  return Excluded(*rules, path) ? "out" : "in";
}

struct Row {
  std::string_view rules, path, answer;
};

// Answers follow from the documentation of moby's patternmatcher and from what it makes of the pattern.
constexpr Row kConformance[] = {
    // Plain paths begin at the root, and take what is below them along.
    {"logs", "logs", "out"},
    {"logs", "logs/today", "out"},
    {"logs", "logs/2024/may", "out"},
    {"logs", "app/logs", "in"},
    {"logs", "logs2", "in"},
    {"logs", "Logs", "in"},
    {"app/logs", "app/logs/x", "out"},
    {"app/logs", "app", "in"},
    {"/logs", "logs/today", "out"},
    {"//logs", "logs", "out"},
    {"logs/", "logs", "out"},
    {"logs/", "logs/today", "out"},
    {"./logs", "logs", "out"},
    {"a/../logs", "logs", "out"},
    {"app//logs/./x", "app/logs/x", "out"},
    {"../logs", "logs", "in"},
    {"/../logs", "logs", "out"},
    {".", "logs", "in"},
    {"/", "logs", "in"},
    {"a.b+c(d)$", "a.b+c(d)$", "out"},
    {"a.b", "axb", "in"},
    {"a|b", "a|b", "out"},
    {"a^{b}", "a^{b}", "out"},
    // * stays within a name.
    {"*", "a", "out"},
    {"*", "a/b", "out"},
    {"*", ".hidden", "out"},
    {"*.log", "x.log", "out"},
    {"*.log", ".log", "out"},
    {"*.log", "a/x.log", "in"},
    {"*.log", "x.log.gz", "in"},
    {"*.log", "x.log/y", "out"},
    {"*.log", "xXlog", "in"},
    {"a*c", "ac", "out"},
    {"a*c", "abbc", "out"},
    {"a*c", "ab/c", "in"},
    {"a*b*c", "aXbXbXc", "out"},
    {"a*b*c", "aXcXb", "in"},
    {"*/x", "a/x", "out"},
    {"*/x", "x", "in"},
    {"*/x", "a/b/x", "in"},
    {"*/*/x", "a/b/x/y", "out"},
    {"a*", "a\nb", "out"},
    // ? is one character.
    {"a?c", "abc", "out"},
    {"a?c", "ac", "in"},
    {"a?c", "a/c", "in"},
    {"a?c",
     "a\xC3\xA4"
     "c",
     "out"},
    {"a??c",
     "a\xC3\xA4"
     "c",
     "in"},
    {"a?c",
     "a\xE4"
     "c",
     "out"},
    {"a?c", "a\xC3\xA4", "in"},
    {"*?", "\xC3\xA4", "out"},
    {"?", "a/b", "out"},
    // ** is any number of directories.
    {"**", "a", "out"},
    {"**", "a/b", "out"},
    {"**/", "a/b", "out"},
    {"**/x", "x", "out"},
    {"**/x", "a/x", "out"},
    {"**/x", "a/b/x", "out"},
    {"**/x", "ax", "in"},
    {"**/x", "a/x/b", "out"},
    {"**x", "ax", "out"},
    {"**x", "a/bx", "out"},
    {"**x*", "ax", "in"},
    {"**x*", "a/xb", "out"},
    {"a/**", "a", "in"},
    {"a/**", "a/b", "out"},
    {"a/**", "a/b/c", "out"},
    {"a/**", "ab", "in"},
    {"a**", "a", "out"},
    {"a**", "ab/c", "out"},
    {"a**b", "ab", "out"},
    {"a**b", "ax/b", "out"},
    {"a**b", "axb", "in"},
    {"a/**/b", "a/b", "out"},
    {"a/**/b", "a/x/y/b", "out"},
    {"a/**/b", "ax/b", "in"},
    {"a/**/b/**", "a/b", "in"},
    {"a/**/b/**", "a/x/b/y", "out"},
    {"**/*.go", "x.go", "out"},
    {"**/*.go", "a/b/x.go", "out"},
    {"**/*.go", "a/b/x.gone", "in"},
    {"**/**/*.go", "a/x.go", "out"},
    {"**/**", "a/b", "out"},
    {"***", "a/b", "out"},
    {"a***", "a/b", "out"},
    {"**/a*b/**/c", "x/aYb/z/c", "out"},
    {"a**b**c", "ab/bc", "out"},
    {"*/**", "a", "in"},
    {"*/**", "a/b", "out"},
    {"a?**", "ab\nc", "in"},
    {"a**", "ab\nc", "out"},
    {"a/**/b", "a/x\n/b", "in"},
    {"**/b", "x\n/b", "out"},
    // [] is one character, which may be '/'.
    {"a[bc]d", "acd", "out"},
    {"a[bc]d", "aed", "in"},
    {"a[b-d]e", "ace", "out"},
    {"a[b-d]e", "aee", "in"},
    {"a[^b-d]e", "aze", "out"},
    {"a[^b-d]e", "ace", "in"},
    {"a[!b]c", "a!c", "out"},
    {"a[!b]c", "axc", "in"},
    {"a[^b]c", "a/c", "out"},
    {"a[\\]]c", "a]c", "out"},
    {"a[\\-x]c", "a-c", "out"},
    {"a[x\\-]c", "a-c", "out"},
    {"a[\\^]c", "a^c", "out"},
    {"a[x^]c", "a^c", "out"},
    {"a[.]c", "axc", "in"},
    {"a[{|}]c", "a|c", "out"},
    {"a[[]c", "a[c", "out"},
    {"[\xCE\xB1-\xCF\x89]", "\xCE\xB2", "out"},
    {"[\xCE\xB1-\xCF\x89]", "b", "in"},
    {"*[^\xC3\xA9]", "\xC3\xA9", "in"},
    {"a]*", "a]b", "out"},
    // \ takes a character as it is.
    {"a\\*b", "a*b", "out"},
    {"a\\*b", "axb", "in"},
    {"a\\?b", "a?b", "out"},
    {"a\\[b", "a[b", "out"},
    {"a\\\\b", "a\\b", "out"},
    {"\\#a", "#a", "out"},
    {"\\!a", "!a", "out"},
    {"a\\{1\\}\\|\\^*", "a{1}|^x", "out"},
    // The last rule that matches decides.
    {"*.md\n!README.md", "README.md", "in"},
    {"*.md\n!README.md", "OTHER.md", "out"},
    {"!README.md\n*.md", "README.md", "out"},
    {"*.md\n!README*.md\nREADME-secret.md", "README-secret.md", "out"},
    {"docs\n!docs/README.md", "docs/README.md", "in"},
    {"docs\n!docs/README.md", "docs/other", "out"},
    {"docs/\n!docs/a", "docs/a/b", "in"},
    {"docs/*\n!docs/a", "docs/a/b", "in"},
    {"**\n!src/app", "src/app/x", "in"},
    {"**\n!src/app\nsrc/app/x", "src/app/x", "out"},
    {"**\n!src/app\nsrc/app/x", "src/app/y", "in"},
    {"**\n!src/app", "src", "out"},
    {"*\n!*.go", "a/x.go", "out"},
    {"*\n!**/*.go", "a/x.go", "in"},
    {"!docs\ndocs", "docs/a", "out"},
    {"!a", "a", "in"},
    {"a\n! a", "a", "in"},
    {"a\n!/a", "a", "in"},
    {"a\n./!a", "a", "in"},
    {"!!a", "!a", "in"},
    // Lines.
    {"", "a", "in"},
    {"\n\n", "a", "in"},
    {"#a\na", "#a", "in"},
    {" #a", "#a", "out"},
    {"# a\nb", "b", "out"},
    {"  a\t ", "a", "out"},
    {"a\r\nb\r\n", "a", "out"},
    {"a\r\nb\r\n", "b", "out"},
    {"\xC2\xA0"
     "a\xE3\x80\x80",
     "a", "out"},
    {"a b", "a b", "out"},
    {"/ a", "a", "out"},
    {"/ /", " ", "in"},
    {"\xEF\xBB\xBF"
     "a",
     "a", "out"},
    {"\xEF\xBB\xBF# a\nb", "b", "out"},
    {"x\n\xEF\xBB\xBF"
     "a",
     "a", "in"},
    {"a\xE4", "a\xE4", "out"},
    // No patterns.
    {"!", "a", "refused"},
    {"! ", "a", "refused"},
    {"!/", "a", "refused"},
    {"./!", "a", "refused"},
    {"[", "a", "refused"},
    {"a[", "a", "refused"},
    {"[]", "a", "refused"},
    {"[^]", "a", "refused"},
    {"[]a]", "]", "refused"},
    {"[a", "a", "refused"},
    {"[-a]", "a", "refused"},
    {"[a-]", "a", "refused"},
    {"[a-b-c]", "a", "refused"},
    {"[z-a]", "b", "refused"},
    {"[\\", "a", "refused"},
    {"a\\", "a", "refused"},
    {"ok\n!\n", "a", "refused"},
    // What Docker leaves to its regular expressions.
    {"\\d", "d", "refused"},
    {"\\\xC3\xA4", "\xC3\xA4", "refused"},
    {"a^*", "a^b", "refused"},
    {"a|*", "a|b", "refused"},
    {"a{2}*", "aa", "refused"},
    {"[*]", "*", "refused"},
    {"[?]", "?", "refused"},
    {"[[:alpha:]]", "a", "refused"},
    {"a\xE4*", "a\xE4", "refused"},
};

TEST(IgnoreRules, FollowsMoby) {
  for (const Row& row : kConformance) {
    EXPECT_EQ(Answer(row.rules, row.path), row.answer)
        << testing::PrintToString(row.rules) << " and " << testing::PrintToString(row.path);
  }
}

std::string Refusal(std::string_view text) {
  const absl::StatusOr<IgnoreRules> rules = IgnoreRules::Parse(text, "dir/.dockerignore");
  return rules.ok() ? "accepted" : rules.status().ToString();
}

TEST(IgnoreRules, ErrorsNameLinePatternAndWayOut) {
  EXPECT_EQ(
      Refusal("# comment\na\n\n  [z-a] \n"),
      "INVALID_ARGUMENT: dir/.dockerignore:4: the pattern \"[z-a]\" has a range in [] that ends before it begins. "
      "Exchange its ends");
  EXPECT_EQ(Refusal("!"),
            "INVALID_ARGUMENT: dir/.dockerignore:1: the pattern \"!\" has nothing after its !. Write what "
            "to include, or remove the line");
  EXPECT_EQ(Refusal("a\\"),
            "INVALID_ARGUMENT: dir/.dockerignore:1: the pattern \"a\\\" has a \\ at its end, which "
            "escapes nothing. Write \\\\ for a backslash");
  EXPECT_EQ(Refusal("[a"),
            "INVALID_ARGUMENT: dir/.dockerignore:1: the pattern \"[a\" has a [ without its ]. Write \\[ "
            "for the character");
  EXPECT_EQ(Refusal("[-a]"),
            "INVALID_ARGUMENT: dir/.dockerignore:1: the pattern \"[-a]\" has [] in which a character "
            "is missing. Write \\- and \\] for those");
  EXPECT_EQ(Refusal("a^*"),
            "INVALID_ARGUMENT: dir/.dockerignore:1: the pattern \"a^*\" has a ^ beside a wildcard, "
            "which Docker takes for a regular expression's. Write \\^ for the character");
}

TEST(CleanPath, AnswersAsGoDoes) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "."},
      {".", "."},
      {"a", "a"},
      {"a/", "a"},
      {"a//b", "a/b"},
      {"./a", "a"},
      {"a/.", "a"},
      {"a/..", "."},
      {"a/../b", "b"},
      {"..", ".."},
      {"../..", "../.."},
      {"../a/..", ".."},
      {"a/../..", ".."},
      {"/", "/"},
      {"//a", "/a"},
      {"/..", "/"},
      {"/../a", "/a"},
      {"/a/..", "/"},
      {"a/b/../../c", "c"},
      {"..a", "..a"},
      {"a/b/..", "a"},
      {"../../a", "../../a"},
  };
  for (const auto& [path, clean] : rows) EXPECT_EQ(CleanPath(path), clean) << path;
}

std::string RandomText(std::mt19937& random, std::string_view characters, size_t longest) {
  std::string text;
  for (size_t size = 1 + random() % longest; text.size() < size;) text += characters[random() % characters.size()];
  return text;
}

// What moby makes of a pattern without brackets and backslashes, for the regular expressions of the standard library.
// Patterns that it matches in another way are left out: their rows are above.
std::string AsRegex(std::string_view pattern) {
  std::string regex;
  for (size_t at = 0; at < pattern.size(); ++at) {
    if (pattern.substr(at).starts_with("**")) {
      at += pattern.substr(at).starts_with("**/") ? 2 : 1;
      regex += at + 1 == pattern.size() ? ".*" : "(.*/)?";
    } else if (pattern[at] == '*') {
      regex += "[^/]*";
    } else if (pattern[at] == '?') {
      regex += "[^/]";
    } else {
      regex += pattern[at] == '.' ? "\\." : std::string(1, pattern[at]);
    }
  }
  return regex;
}

TEST(Pattern, AgreesWithMobysRegularExpression) {
  std::mt19937 random(7);
  size_t matches = 0;
  for (int i = 0; i < 2'000; ++i) {
    // The last '*' takes the pattern out of the forms that are no regular expressions.
    const std::string text = CleanPath("x" + RandomText(random, "ab/.*?***", 8) + "*b");
    const absl::StatusOr<Pattern> pattern = Pattern::Compile(text);
    ASSERT_TRUE(pattern.ok()) << text;
    const std::regex regex(AsRegex(text));
    for (int j = 0; j < 5; ++j) {
      const std::string path = CleanPath("x" + RandomText(random, "aab/.", 9) + "b");
      const bool want = std::regex_match(path, regex);
      ASSERT_EQ(pattern->Matches(path), want) << text << " and " << path;
      matches += want ? 1 : 0;
    }
  }
  EXPECT_GT(matches, 500u);
}

TEST(Pattern, LongPathsMatchInLittleTime) {
  std::string text = "a";
  for (int i = 0; i < 20; ++i) text += "**/a*";
  const absl::StatusOr<Pattern> pattern = Pattern::Compile(text + "b");
  ASSERT_TRUE(pattern.ok());
  std::string path = "a";
  for (int i = 0; i < 2'000; ++i) path += "/a";
  EXPECT_FALSE(pattern->Matches(path)) << "a matcher that tries all ways would not come back";
  EXPECT_TRUE(pattern->Matches(path + "b"));
}

// A directory is left out of a walk only if each path below it is.
TEST(IgnoreRules, NothingIncludedLiesBelowWhatNeedNotBeEntered) {
  std::mt19937 random(11);
  size_t not_entered = 0, included = 0;
  for (int i = 0; i < 2'000; ++i) {
    std::string text;
    for (int line = 0; line < 4; ++line) {
      text += (random() % 3 == 0 ? "!" : "") + RandomText(random, "ab/*", 5) + "\n";
    }
    const absl::StatusOr<IgnoreRules> rules = IgnoreRules::Parse(text, "");
    if (!rules.ok()) continue;
    for (int j = 0; j < 5; ++j) {
      const std::string directory = CleanPath("a" + RandomText(random, "ab/", 3));
      const std::string path = CleanPath(directory + "/b" + RandomText(random, "ab/", 3));
      const bool is_included = !Excluded(*rules, path);
      included += is_included ? 1 : 0;
      if (rules->MayIncludeBelow(directory, rules->LastMatchFromRoot(directory))) continue;
      ++not_entered;
      ASSERT_FALSE(is_included) << testing::PrintToString(text) << " " << directory << " " << path;
    }
  }
  EXPECT_GT(not_entered, 1'000u);
  EXPECT_GT(included, 1'000u);
}

TEST(IgnoreRules, ADirectoryIsNotEnteredForExceptionsElsewhere) {
  const absl::StatusOr<IgnoreRules> rules = IgnoreRules::Parse("*\n!src/app/**\n!lib/x", "");
  ASSERT_TRUE(rules.ok());
  const auto entered = [&rules](std::string_view path) {
    return rules->MayIncludeBelow(path, rules->LastMatchFromRoot(path));
  };
  EXPECT_TRUE(entered("src"));
  EXPECT_TRUE(entered("src/app"));
  EXPECT_TRUE(entered("src/app/x"));
  EXPECT_TRUE(entered("lib"));
  EXPECT_TRUE(entered("lib/x"));
  EXPECT_FALSE(entered("node_modules"));
  EXPECT_FALSE(entered("src/other"));
  EXPECT_FALSE(entered("lib/y"));
  EXPECT_FALSE(entered("li"));
}

}  // namespace
}  // namespace build_plan

#include "impls/image_flags/reference.h"

#include <random>
#include <regex>
#include <string>

#include "gtest/gtest.h"
#include "impls/image_flags/impls.h"

namespace image_flags {
namespace {

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(ValidateReference, MessagesNamePartOffsetValueAndRule) {
  EXPECT_EQ(
      Message(Validate(ImageReference{"", "team/App", "", ""})),
      "repository \"team/App\": at offset 5 \"A\" does not fit; allowed is lower-case letters and digits, between "
      "them one '.', '_', '__', '/' or any number of '-'");
  EXPECT_EQ(Message(Validate(ImageReference{"", "app", "-v1", ""})),
            "tag \"-v1\": at offset 0 \"-\" does not fit; allowed is 1 to 128 letters, digits, '_', '.' and '-', the "
            "first neither '.' nor '-'");
  EXPECT_EQ(
      Message(Validate(ImageReference{"", "app", "", "sha256:ab"})),
      "digest \"sha256:ab\": at offset 9 the digest ends; allowed is algorithm:encoded, where sha256 takes exactly "
      "64 and sha512 128 lower-case hex digits");
  EXPECT_EQ(Message(Validate(ImageReference{"host:", "app", "", ""})),
            "registry \"host:\": at offset 5 the registry ends; allowed is a host name of letters, digits, '-' and '.' "
            "or an IPv6 address in brackets, then optionally ':' and a port of 1 to 5 digits");
  EXPECT_EQ(Message(Validate(ImageReference{"team", "app", "", ""})),
            "registry \"team\": at offset 0 begins what without '.' or ':' reads as a part of the repository; write it "
            "there, or add the domain or port");
}

TEST(ValidateReference, ANameHasAtMost255Bytes) {
  EXPECT_TRUE(Validate(ImageReference{"", std::string(255, 'a'), "", ""}).ok());
  EXPECT_FALSE(Validate(ImageReference{"", std::string(256, 'a'), "", ""}).ok());
  EXPECT_TRUE(Validate(ImageReference{"r.io", std::string(250, 'a'), "", ""}).ok());
  EXPECT_EQ(
      Message(Validate(ImageReference{"r.io", std::string(251, 'a'), "", ""})),
      "repository \"" + std::string(251, 'a') +
          "\": at offset 250 is one byte too many: with its registry it has 256, allowed are at most 255; shorten it");
}

TEST(ValidateReference, SizesOfTagsAndDigestsAreExact) {
  EXPECT_TRUE(Validate(ImageReference{"", "app", std::string(128, 'T'), ""}).ok());
  EXPECT_FALSE(Validate(ImageReference{"", "app", std::string(129, 'T'), ""}).ok());
  for (size_t digits : {63, 64, 65, 127, 128, 129}) {
    const std::string hex(digits, 'f');
    EXPECT_EQ(Validate(ImageReference{"", "app", "", "sha256:" + hex}).ok(), digits == 64);
    EXPECT_EQ(Validate(ImageReference{"", "app", "", "sha512:" + hex}).ok(), digits == 128);
    EXPECT_TRUE(Validate(ImageReference{"", "app", "", "other+x:" + hex}).ok());
  }
}

// The grammar of the header, a second time: the scanners must agree with it on any bytes.
bool FitsGrammar(const ImageReference& image) {
  static const std::regex registry(
      R"((?=localhost$|.*[.:])([a-zA-Z0-9]+(-+[a-zA-Z0-9]+)*(\.[a-zA-Z0-9]+(-+[a-zA-Z0-9]+)*)*|\[[0-9a-fA-F:]+\]))"
      "(:[0-9]{1,5})?");
  static const std::regex repository(R"([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)");
  static const std::regex tag("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
  static const std::regex digest(
      "(?!sha256:|sha512:)[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+|sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}");
  const auto fits = [](const std::string& part, const std::regex& rule) {
    return part.empty() || std::regex_match(part, rule);
  };
  static const std::regex with_registry(R"((localhost|[^/]*\.[^/]*)/[^]*)");
  if (image.registry.empty() && std::regex_match(image.repository, with_registry)) return false;
  return !image.repository.empty() && fits(image.registry, registry) && fits(image.repository, repository) &&
         fits(image.tag, tag) && fits(image.digest, digest);
}

TEST(ValidateReference, RandomDamageIsJudgedAsTheGrammarSays) {
  constexpr std::string_view kBytes("azAZ09f._-+/:@=' \0\n\xff", 20);
  const ImageReference whole = {"registry.example-1.com:5000", "team/sub__x/app-1.2_b", "v1.2-rc_1",
                                "sha256:" + std::string(64, '7')};
  std::mt19937_64 random(4);
  int valid = 0;
  constexpr int kRounds = 20000;
  for (int round = 0; round < kRounds; ++round) {
    ImageReference image = whole;
    for (size_t edits = 1 + random() % 2; edits > 0; --edits) {
      std::string* const parts[] = {&image.registry, &image.repository, &image.tag, &image.digest};
      std::string& part = *parts[random() % 4];
      const size_t at = random() % (part.size() + 1);
      const char byte = kBytes[random() % kBytes.size()];
      switch (random() % 4) {
        case 0:
          part.insert(at, 1, byte);
          break;
        case 1:
          part.erase(at, 1 + random() % 3);
          break;
        case 2:
          part.resize(at);
          break;
        default:
          if (at < part.size()) part[at] = byte;
      }
    }
    const absl::Status status = Validate(image);
    ASSERT_EQ(status.ok(), FitsGrammar(image)) << "round " << round << ": " << Baseline().ImageUri(image) << "\n"
                                               << status.ToString();
    const absl::StatusOr<ImageReference> parsed = ParseImageReference(Baseline().ImageUri(image));
    ASSERT_TRUE(!status.ok() || (parsed.ok() && *parsed == image)) << parsed.status().ToString();
    valid += status.ok();
  }
  // Both verdicts must be common, or the comparison says little.
  EXPECT_GT(valid, kRounds / 10);
  EXPECT_LT(valid, kRounds * 9 / 10);
}

TEST(ValidateReference, RandomBytesAreJudgedAsTheGrammarSays) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20000; ++round) {
    ImageReference image;
    for (std::string* part : {&image.registry, &image.repository, &image.tag, &image.digest}) {
      const bool anything = random() % 8 == 0;
      for (size_t size = random() % 5; size > 0; --size) {
        *part += anything ? static_cast<char>(random()) : "a0.-_:"[random() % 6];
      }
    }
    ASSERT_EQ(Validate(image).ok(), FitsGrammar(image)) << "round " << round << ": " << Baseline().ImageUri(image);
  }
}

TEST(ValidateReference, AnIpv6AddressStandsInBrackets) {
  for (const char* fits : {"[::1]", "[fe80::1]:5000", "[2001:DB8::a]:1"}) {
    EXPECT_TRUE(Validate(ImageReference{fits, "app", "", ""}).ok()) << fits;
  }
  for (const char* does_not : {"[", "[]", "[]:1", "[::1", "[::g]", "[::1]x", "[::1]:", "[::1]:123456", "::1", "[1]"}) {
    EXPECT_FALSE(Validate(ImageReference{does_not, "app", "", ""}).ok()) << does_not;
  }
}

TEST(ParseImageReference, PartsAreFoundByTheirPunctuation) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto parsed = [](const std::string& text) { return ParseImageReference(text).value(); };
  EXPECT_EQ(parsed("nginx"), (ImageReference{"", "nginx", "", ""}));
  EXPECT_EQ(parsed("nginx:latest"), (ImageReference{"", "nginx", "latest", ""}));
  EXPECT_EQ(parsed("team/app:1"), (ImageReference{"", "team/app", "1", ""}));
  EXPECT_EQ(parsed("host:5000"), (ImageReference{"", "host", "5000", ""}));
  EXPECT_EQ(parsed("host:5000/app"), (ImageReference{"host:5000", "app", "", ""}));
  EXPECT_EQ(parsed("r.io/a/b/c:x"), (ImageReference{"r.io", "a/b/c", "x", ""}));
  EXPECT_EQ(parsed("localhost/app"), (ImageReference{"localhost", "app", "", ""}));
  EXPECT_EQ(parsed("localhost:1/app:2"), (ImageReference{"localhost:1", "app", "2", ""}));
  EXPECT_EQ(parsed("[::1]:5000/app:2"), (ImageReference{"[::1]:5000", "app", "2", ""}));
  EXPECT_EQ(parsed("localhost"), (ImageReference{"", "localhost", "", ""}));
  EXPECT_EQ(parsed("app@" + digest), (ImageReference{"", "app", "", digest}));
  EXPECT_EQ(parsed("r.io/app:v1@" + digest), (ImageReference{"r.io", "app", "v1", digest}));
}

TEST(ParseImageReference, MessagesNameOffsetPartAndRule) {
  const auto message = [](const std::string& text) { return Message(ParseImageReference(text).status()); };
  EXPECT_EQ(message("r.io/team/App:1"),
            "image reference \"r.io/team/App:1\": at offset 10, in the repository, \"A\" does not fit; allowed is "
            "lower-case letters and digits, between them one '.', '_', '__', '/' or any number of '-'");
  EXPECT_EQ(message("app:"),
            "image reference \"app:\": at offset 4, in the tag, the tag ends; allowed is 1 to 128 letters, digits, "
            "'_', '.' and '-', the first neither '.' nor '-'");
  EXPECT_TRUE(message("").starts_with("image reference \"\": at offset 0, in the repository, the repository ends;"));
  EXPECT_TRUE(message("/app").starts_with("image reference \"/app\": at offset 0, in the repository, \"/\""));
  EXPECT_TRUE(message("app@sha256:12").find("at offset 13, in the digest, the digest ends") != std::string::npos);
  EXPECT_TRUE(message("a_.io/app").find("at offset 1, in the registry, \"_\" does not fit") != std::string::npos);
  EXPECT_TRUE(message("r.io/" + std::string(251, 'a')).find("at offset 255, in the repository, is one byte too many") !=
              std::string::npos);
}

TEST(ParseImageReference, ALongTextIsShownInPart) {
  const std::string text = std::string(100000, 'a') + "\n";
  EXPECT_LT(ParseImageReference(text).status().message().size(), 1000u);
}

TEST(ParseImageReference, ReadsWhatIsWrittenAndNothingElse) {
  std::mt19937_64 random(6);
  int valid = 0;
  constexpr int kRounds = 100000;
  for (int round = 0; round < kRounds; ++round) {
    std::string text;
    for (size_t size = 1 + random() % 12; size > 0; --size) text += "aab0.-_:/@[]A"[random() % 13];
    const absl::StatusOr<ImageReference> image = ParseImageReference(text);
    if (!image.ok()) continue;
    ++valid;
    ASSERT_TRUE(FitsGrammar(*image)) << text;
    ASSERT_EQ(Baseline().ImageUri(*image), text);
  }
  EXPECT_GT(valid, kRounds / 50);
}

}  // namespace
}  // namespace image_flags

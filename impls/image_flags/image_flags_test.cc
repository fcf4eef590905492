#include "impls/image_flags/image_flags.h"

#include <random>
#include <regex>
#include <string>

#include "gtest/gtest.h"
#include "impls/image_flags/contract.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"
#include "impls/typed_suite.h"

namespace image_flags {

PAWL_INSTANTIATE_CONTRACT(ImageFlagsContract, Impls);

namespace {

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(Corpus, TheSeedBuildHasThePublishedSize) {
  const std::vector<std::string> tokens = Tokens(corpus::SeedBuild());
  size_t bytes = 0;
  for (const std::string& token : tokens) bytes += token.size();
  EXPECT_EQ(tokens.size(), 37u);
  EXPECT_EQ(bytes, 548u);
  EXPECT_EQ(Baseline().CommandLine(corpus::SeedBuild()).size(), 584u);
}

TEST(Corpus, TypicalBuildsAreValidAndHaveTheTokensAskedFor) {
  for (int tokens = 0; tokens <= 200; ++tokens) {
    const Build build = corpus::TypicalBuild(tokens, tokens % 3 == 0);
    EXPECT_EQ(Tokens(build).size(), static_cast<size_t>(tokens));
    EXPECT_TRUE(Validate(build).ok()) << Validate(build).ToString();
  }
}

TEST(Corpus, FivePercentOfAQuotedBuildsTokensNeedQuotes) {
  const std::string line = Baseline().CommandLine(corpus::TypicalBuild(200, true));
  const std::string plain = Baseline().CommandLine(corpus::TypicalBuild(200, false));
  EXPECT_EQ(plain.find('\''), std::string::npos);
  size_t opened = 0;
  for (size_t at = 0; (at = line.find(" '", at)) != std::string::npos; ++at) ++opened;
  EXPECT_EQ(opened, 10u);
}

TEST(Corpus, SeedReferencesAreValid) {
  for (const ImageReference& image : corpus::SeedReferences()) EXPECT_TRUE(Validate(image).ok());
}

TEST(Optimized, ALineHasNoRoomToSpare) {
  for (bool quoted : {false, true}) {
    const std::string line = Optimized().CommandLine(corpus::TypicalBuild(200, quoted));
    EXPECT_EQ(line.capacity(), line.size());
  }
  const std::string uri = Optimized().ImageUri(corpus::SeedReferences().back());
  EXPECT_EQ(uri.capacity(), uri.size());
}

TEST(ReusedBuilder, AGrownBufferIsUsedAgain) {
  ReusedBuilder builder;
  const char* const grown = builder.CommandLine(corpus::TypicalBuild(200, true)).data();
  for (int tokens : {37, 199, 2}) EXPECT_EQ(builder.CommandLine(corpus::TypicalBuild(tokens, false)).data(), grown);
  EXPECT_EQ(builder.ImageUri(corpus::SeedReferences()[0]).data(), grown);
}

TEST(ValidateBuild, ANulByteIsRefusedWhereverItIs) {
  const std::string nul("a\0b", 3);
  Build build;
  build.folder = nul;
  EXPECT_EQ(Message(Validate(build)),
            "--folder \"a\\x00b\" has a NUL byte at offset 1, which no argument can carry; remove it");
  build = Build{};
  build.secrets = {"fine", nul};
  EXPECT_TRUE(Message(Validate(build)).starts_with("--secret "));
  build = Build{};
  build.labels = {{nul, ""}};
  EXPECT_TRUE(Message(Validate(build)).starts_with("--label "));
  build.labels = {{"key", nul}};
  EXPECT_TRUE(Message(Validate(build)).starts_with("--label "));
}

TEST(ValidateBuild, AKeyMustBeThereAndWithoutEqualsSign) {
  Build build;
  build.build_args = {{"", "value"}};
  EXPECT_EQ(Message(Validate(build)), "--build-arg \"value\" has an empty key; name it, or remove the entry");
  build.build_args = {{"a=b", "value"}};
  EXPECT_EQ(Message(Validate(build)),
            "--build-arg \"a=b\" is a key with '=', where its value would begin; move what follows the '=' into the "
            "value");
}

TEST(ValidateBuild, ValuesMayBeEmptyAndHaveEqualsSigns) {
  Build build;
  build.build_args = {{"A", ""}, {"B", "="}};
  build.cache_from = {""};
  EXPECT_TRUE(Validate(build).ok());
}

TEST(ValidateReference, MessagesNamePartOffsetValueAndRule) {
  EXPECT_EQ(
      Message(Validate(ImageReference{"", "team/App", "", ""})),
      "repository \"team/App\": at offset 5 \"A\" does not fit; allowed is lower-case letters and digits, between "
      "them one '.', '_', '__', '/' or any number of '-'");
  EXPECT_EQ(Message(Validate(ImageReference{"", "app", "-v1", ""})),
            "tag \"-v1\": at offset 0 \"-\" does not fit; allowed is 1 to 128 letters, digits, '_', '.' and '-', the "
            "first neither '.' nor '-'");
  EXPECT_EQ(Message(Validate(ImageReference{"", "app", "", "sha256:ab"})),
            "digest \"sha256:ab\": at offset 9 the text ends; allowed is algorithm:encoded, where sha256 takes exactly "
            "64 and sha512 128 lower-case hex digits");
  EXPECT_EQ(
      Message(Validate(ImageReference{"host:", "app", "", ""})),
      "registry \"host:\": at offset 5 the text ends; allowed is a host name of letters, digits, '-' and '.', then "
      "optionally ':' and a port of 1 to 5 digits");
  EXPECT_EQ(Message(Validate(ImageReference{"team", "app", "", ""})),
            "registry \"team\": without '.' or ':' it reads as a part of the repository; write it there, or add the "
            "domain or port");
}

TEST(ValidateReference, ANameHasAtMost255Bytes) {
  EXPECT_TRUE(Validate(ImageReference{"", std::string(255, 'a'), "", ""}).ok());
  EXPECT_FALSE(Validate(ImageReference{"", std::string(256, 'a'), "", ""}).ok());
  EXPECT_TRUE(Validate(ImageReference{"r.io", std::string(250, 'a'), "", ""}).ok());
  EXPECT_EQ(
      Message(Validate(ImageReference{"r.io", std::string(251, 'a'), "", ""})),
      "repository \"" + std::string(251, 'a') + "\": with its registry it has 256 bytes; allowed are at most 255");
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
      R"((?=localhost$|.*[.:])[a-zA-Z0-9]+(-+[a-zA-Z0-9]+)*(\.[a-zA-Z0-9]+(-+[a-zA-Z0-9]+)*)*(:[0-9]{1,5})?)");
  static const std::regex repository(R"([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)");
  static const std::regex tag("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
  static const std::regex digest(
      "(?!sha256:|sha512:)[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+|sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}");
  const auto fits = [](const std::string& part, const std::regex& rule) {
    return part.empty() || std::regex_match(part, rule);
  };
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

}  // namespace
}  // namespace image_flags

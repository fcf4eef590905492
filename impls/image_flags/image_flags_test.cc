#include "impls/image_flags/image_flags.h"

#include <string>

#include "gtest/gtest.h"
#include "impls/image_flags/contract.h"
#include "impls/image_flags/contract_shell.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"
#include "impls/typed_suite.h"

namespace image_flags {

PAWL_INSTANTIATE_CONTRACT(ImageFlagsContract, Impls);
PAWL_INSTANTIATE_CONTRACT(ImageFlagsShellContract, Impls);

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
  const Build long_build = WithFile(std::string(20000, 'a'));  // More than fits on the stack.
  const std::string long_line = Optimized().CommandLine(long_build);
  EXPECT_EQ(long_line.capacity(), long_line.size());
  const std::string uri = Optimized().ImageUri(corpus::SeedReferences().back());
  EXPECT_EQ(uri.capacity(), uri.size());
}

TEST(Optimized, AListIsOneBlock) {
  const Build build = corpus::SeedBuild();
  const TokenArray tokens = Optimized().TokenList(build);
  EXPECT_EQ(tokens.tokens()[1].data(), build.app.data());
}

TEST(Shell, AllPairsOfBytesComeBack) {
  std::vector<Build> builds(255);
  for (int first = 1; first < 256; ++first) {
    for (int second = 1; second < 256; ++second) {
      builds[first - 1].secrets.push_back({static_cast<char>(first), static_cast<char>(second)});
    }
  }
  ExpectTheTokensComeBack<Optimized>(builds);
}

TEST(ReusedBuilder, AMovedFromObjectWorksOn) {
  ReusedBuilder builder;
  const Build build = corpus::SeedBuild();
  const std::string_view* const first = builder.TokenList(build).data();
  ReusedBuilder moved = std::move(builder);
  EXPECT_EQ(moved.TokenList(build).data(), first);
  const auto list = builder.TokenList(build);  // NOLINT(bugprone-use-after-move): the state is promised
  EXPECT_EQ(std::vector<std::string>(list.begin(), list.end()), Tokens(build));
  EXPECT_EQ(builder.CommandLine(build), Baseline().CommandLine(build));
}

TEST(ReusedBuilder, AListIsWrittenWhereTheOneBeforeWas) {
  ReusedBuilder builder;
  const std::string_view* const first = builder.TokenList(corpus::TypicalBuild(200, true)).data();
  EXPECT_EQ(builder.TokenList(corpus::TypicalBuild(37, true)).data(), first);
}

TEST(ReusedBuilder, AGrownBufferIsUsedAgain) {
  ReusedBuilder builder;
  const char* const grown = builder.CommandLine(corpus::TypicalBuild(200, true)).data();
  for (int tokens : {37, 199, 2}) EXPECT_EQ(builder.CommandLine(corpus::TypicalBuild(tokens, false)).data(), grown);
  builder.ImageUri(corpus::SeedReferences()[0]);
  EXPECT_EQ(builder.CommandLine(corpus::TypicalBuild(200, true)).data(), grown);
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

}  // namespace
}  // namespace image_flags

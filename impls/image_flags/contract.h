#ifndef PAWL_IMPLS_IMAGE_FLAGS_CONTRACT_H_
#define PAWL_IMPLS_IMAGE_FLAGS_CONTRACT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/image_flags/corpus.h"
#include "impls/image_flags/impls.h"

// What every implementation must do.
namespace image_flags {

// The tokens of a build as strings: what a program must find in its argv.
inline std::vector<std::string> Tokens(const Build& build) {
  struct Collect {
    std::vector<std::string> tokens;
    void Flag(std::string_view flag) { tokens.emplace_back(flag); }
    void Value(std::string_view text) { tokens.emplace_back(text); }
    void Pair(std::string_view key, std::string_view value) {
      tokens.push_back(std::string(key) + "=" + std::string(value));
    }
  } collect;
  ForEachToken(build, collect);
  return std::move(collect.tokens);
}

inline Build WithFile(std::string file) {
  Build build;
  build.protobuf_files.push_back(std::move(file));
  return build;
}

template <typename Impl>
class ImageFlagsContract : public testing::Test {
 protected:
  // What follows `--protobuf-files ` for a value.
  std::string Quoted(std::string value) {
    const std::string line(impl_.CommandLine(WithFile(std::move(value))));
    constexpr std::string_view kFlag = "--protobuf-files ";
    EXPECT_TRUE(line.starts_with(kFlag)) << line;
    return line.substr(kFlag.size());
  }

  Impl impl_;  // One object for a whole test, as callers of a reused builder keep one.
};
TYPED_TEST_SUITE_P(ImageFlagsContract);

TYPED_TEST_P(ImageFlagsContract, AnEmptyBuildGivesAnEmptyLine) { EXPECT_EQ(this->impl_.CommandLine(Build{}), ""); }

TYPED_TEST_P(ImageFlagsContract, SafeTokensAreUnchanged) {
  EXPECT_EQ(this->Quoted("a"), "a");
  EXPECT_EQ(this->Quoted("-leading"), "-leading");
  EXPECT_EQ(this->Quoted("ABCXYZabcxyz0189_@%+=:,./-"), "ABCXYZabcxyz0189_@%+=:,./-");
}

TYPED_TEST_P(ImageFlagsContract, AnEmptyTokenIsQuoted) { EXPECT_EQ(this->Quoted(""), "''"); }

TYPED_TEST_P(ImageFlagsContract, OtherBytesAreQuoted) {
  EXPECT_EQ(this->Quoted("two words"), "'two words'");
  EXPECT_EQ(this->Quoted("line\nfeed"), "'line\nfeed'");
  EXPECT_EQ(this->Quoted("$HOME"), "'$HOME'");
  EXPECT_EQ(this->Quoted("back\\slash"), "'back\\slash'");
  EXPECT_EQ(this->Quoted("~"), "'~'");
  EXPECT_EQ(this->Quoted("caf\xc3\xa9"), "'caf\xc3\xa9'");
}

TYPED_TEST_P(ImageFlagsContract, AQuoteIsWrittenOutsideTheQuotes) {
  EXPECT_EQ(this->Quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(this->Quoted("''"), "''\\'''\\'''");
}

TYPED_TEST_P(ImageFlagsContract, APairIsOneToken) {
  Build build;
  build.build_args = {{"A", "1"}, {"EMPTY", ""}, {"B", "x y"}, {"A'", "1"}};
  EXPECT_EQ(this->impl_.CommandLine(build),
            "--build-arg A=1 --build-arg EMPTY= --build-arg 'B=x y' --build-arg 'A'\\''=1'");
}

TYPED_TEST_P(ImageFlagsContract, FlagsHaveAFixedOrder) {
  Build build;
  build.app = build.env = build.image = build.tag = build.repo = build.file = build.folder = build.type = "x";
  build.target = build.network = "x";
  build.verbose = build.no_cache = build.pull = true;
  build.protobuf_packages = build.protobuf_files = build.platforms = build.secrets = build.cache_from = {"x", "x"};
  build.build_args = build.labels = {{"k", "x"}};
  EXPECT_EQ(this->impl_.CommandLine(build),
            "--app x --env x --image x --tag x --repo x --file x --folder x --type x --verbose "
            "--protobuf-packages x --protobuf-packages x --protobuf-files x --protobuf-files x "
            "--target x --network x --no-cache --pull --platform x --platform x --secret x --secret x "
            "--cache-from x --cache-from x --build-arg k=x --label k=x");
}

TYPED_TEST_P(ImageFlagsContract, AllSmallTokensEqualTheReference) {
  constexpr std::string_view kBytes = "a=' $\\\n\xff";
  std::vector<std::string> tokens = {""};
  for (size_t i = 0; i < tokens.size() && tokens[i].size() < 3; ++i) {
    for (char c : kBytes) tokens.push_back(tokens[i] + c);
  }
  ASSERT_EQ(tokens.size(), 1u + 8 + 64 + 512);
  for (const std::string& token : tokens) {
    Build build = WithFile(token);
    build.labels.push_back({"k", token});
    ASSERT_EQ(this->impl_.CommandLine(build), Baseline().CommandLine(build));
  }
}

TYPED_TEST_P(ImageFlagsContract, EveryByteIsSafeOrNotWhereverItIs) {
  constexpr std::string_view kSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
  for (int byte = 1; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool safe = kSafe.find(c) != std::string_view::npos;
    for (size_t size : {1, 2, 3, 4, 7, 8, 15, 16, 17, 40}) {
      for (size_t at = 0; at < size; ++at) {
        std::string token(size, 'a');
        token[at] = c;
        ASSERT_EQ(this->Quoted(token) == token, safe) << "byte " << byte << " at " << at << " of " << size;
      }
    }
  }
}

TYPED_TEST_P(ImageFlagsContract, AllSizesEqualTheReference) {
  for (int size = 0; size <= 80; ++size) {
    for (char last : {'z', ' '}) {
      std::string text;
      for (int i = 1; i < size; ++i) text += static_cast<char>('a' + i % 26);
      const Build build = WithFile(text + last);
      ASSERT_EQ(this->impl_.CommandLine(build), Baseline().CommandLine(build));
    }
  }
}

TYPED_TEST_P(ImageFlagsContract, RandomBuildsEqualTheReference) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const Build nasty = corpus::NastyBuild(seed);
    ASSERT_EQ(this->impl_.CommandLine(nasty), Baseline().CommandLine(nasty)) << "seed " << seed;
    // Sizes rise and fall, so that what a kept buffer still holds from before would show.
    const Build typical = corpus::TypicalBuild(static_cast<int>(seed * 37 % 101), seed % 2 == 0);
    ASSERT_EQ(this->impl_.CommandLine(typical), Baseline().CommandLine(typical)) << "seed " << seed;
  }
}

TYPED_TEST_P(ImageFlagsContract, AListHasTheTokensAsTheyAre) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    // Sizes rise and fall here, too.
    for (const Build& build :
         {corpus::NastyBuild(seed), corpus::TypicalBuild(static_cast<int>(seed * 37 % 101), true)}) {
      const auto& list = this->impl_.TokenList(build);
      ASSERT_EQ(std::vector<std::string>(list.begin(), list.end()), Tokens(build)) << "seed " << seed;
    }
  }
  const auto& none = this->impl_.TokenList(Build{});
  EXPECT_EQ(none.begin(), none.end());
}

TYPED_TEST_P(ImageFlagsContract, LongTokensEqualTheReference) {
  for (size_t size : {100, 255, 4000, 8000, 8191, 8192, 8193, 100000}) {
    for (char last : {'z', '@', ' ', '\''}) {
      Build build = WithFile(std::string(size, 'a') + last);
      build.labels = {{"k", "short"}, {std::string(size, 'k'), std::string(1, last)}, {"k", std::string(size, last)}};
      build.verbose = build.no_cache = build.pull = true;
      ASSERT_EQ(this->impl_.CommandLine(build), Baseline().CommandLine(build)) << size << " of " << last;
    }
  }
}

TYPED_TEST_P(ImageFlagsContract, CustomValuesGiveNoFlag) {
  Build build;
  build.custom.Add("key", "value");
  EXPECT_EQ(this->impl_.CommandLine(build), "");
}

TYPED_TEST_P(ImageFlagsContract, AResultLastsUntilTheNextCallOfTheSameObject) {
  const auto line = this->impl_.CommandLine(corpus::SeedBuild());
  TypeParam other;
  EXPECT_EQ(other.CommandLine(WithFile("x")), "--protobuf-files x");
  EXPECT_EQ(other.ImageUri(corpus::SeedReferences()[0]), "nginx:latest");
  EXPECT_EQ(line, Baseline().CommandLine(corpus::SeedBuild()));
}

TYPED_TEST_P(ImageFlagsContract, AResultDoesNotBorrowFromTheInput) {
  Build build = corpus::SeedBuild();
  const auto line = this->impl_.CommandLine(build);
  build = Build{};
  EXPECT_EQ(line, Baseline().CommandLine(corpus::SeedBuild()));
}

TYPED_TEST_P(ImageFlagsContract, AMovedObjectWorksOn) {
  EXPECT_EQ(this->impl_.CommandLine(WithFile("before")), "--protobuf-files before");
  TypeParam moved = std::move(this->impl_);
  EXPECT_EQ(moved.CommandLine(WithFile("after")), "--protobuf-files after");
}

TYPED_TEST_P(ImageFlagsContract, AnAbsentPartTakesItsPunctuationWithIt) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  for (int parts = 0; parts < 8; ++parts) {
    ImageReference image;
    image.repository = "team/app";
    std::string want = "team/app";
    if (parts & 1) want = (image.registry = "r.io:5000") + "/" + want;
    if (parts & 2) want += ":" + (image.tag = "v1");
    if (parts & 4) want += "@" + (image.digest = digest);
    ASSERT_TRUE(Validate(image).ok()) << Validate(image).ToString();
    EXPECT_EQ(this->impl_.ImageUri(image), want);
  }
}

REGISTER_TYPED_TEST_SUITE_P(ImageFlagsContract, AnEmptyBuildGivesAnEmptyLine, SafeTokensAreUnchanged,
                            AnEmptyTokenIsQuoted, OtherBytesAreQuoted, AQuoteIsWrittenOutsideTheQuotes, APairIsOneToken,
                            FlagsHaveAFixedOrder, AllSmallTokensEqualTheReference, EveryByteIsSafeOrNotWhereverItIs,
                            AllSizesEqualTheReference, AListHasTheTokensAsTheyAre, LongTokensEqualTheReference,
                            CustomValuesGiveNoFlag, RandomBuildsEqualTheReference,
                            AResultLastsUntilTheNextCallOfTheSameObject, AResultDoesNotBorrowFromTheInput,
                            AMovedObjectWorksOn, AnAbsentPartTakesItsPunctuationWithIt);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_CONTRACT_H_

#ifndef PAWL_IMPLS_ENV_FILE_PROPERTY_CONTRACT_H_
#define PAWL_IMPLS_ENV_FILE_PROPERTY_CONTRACT_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/env_file/contract_fixture.h"

// What holds for every file, on every implementation.
namespace env_file {

template <typename Impl>
class EnvFileProperties : public EnvFileSuite<Impl> {};
TYPED_TEST_SUITE_P(EnvFileProperties);

// Splits between any two bytes, by the source and by the window.
TYPED_TEST_P(EnvFileProperties, TheResultIsTheSameForEverySplitPosition) {
  std::string file = corpus::TypicalFile(16, /*seed=*/7);
  file +=
      "X=\"a\r\nb\\\"\\n${X}\"\r\n Y = 'c\\' d' # e\r\n\r\nexport Z=\xe2\x82\xac # f\rjunk\n='\nV=`1`\rW=\"\xc3\xbc";
  for (const Dialect& dialect : {Dialect(), Lenient(Dialect()), NodeDotenv(), PythonDotenv()}) {
    Options options = TestOptions(dialect);
    const std::string want = this->Reference(file, options);
    for (size_t first = 0; first <= file.size(); ++first) {
      SplitSource source(file, first);
      ASSERT_EQ(Transcript<TypeParam>(source, options), want) << "split at " << first;
      options.window_bytes = std::max<size_t>(first, 1);
      TextSource in_windows(file, ".env", /*chunk_bytes=*/1 + first % 7);
      ASSERT_EQ(Transcript<TypeParam>(in_windows, options), want) << "window of " << options.window_bytes;
    }
  }
}

// A value of references that begin and never end: each is looked at, and what is behind it only once for all of them.
TYPED_TEST_P(EnvFileProperties, AMillionBytesOfOpenReferencesAreText) {
  std::string open;
  while (open.size() < 1'000'000) open += "${";
  for (const Dialect& dialect : {Godotenv(), Dotenvy(), PythonDotenv()}) {
    Options options = TestOptions(dialect);
    options.max_line_bytes = options.max_entry_bytes;
    EXPECT_TRUE(this->Answer("A=\"" + open + "\"", options) == "A=" + open);
  }
}

REGISTER_TYPED_TEST_SUITE_P(EnvFileProperties, TheResultIsTheSameForEverySplitPosition,
                            AMillionBytesOfOpenReferencesAreText);

// What the reference says, the others say, too.
template <typename Impl>
class EnvFileEquality : public EnvFileSuite<Impl> {};
TYPED_TEST_SUITE_P(EnvFileEquality);

TYPED_TEST_P(EnvFileEquality, AllShortFilesEqualTheReference) {
  constexpr std::string_view kBytes = "A=\"'\\ #\n\r$";
  constexpr size_t kLongest = 5;
  std::vector<std::string> files = {""};
  for (size_t i = 0; i < files.size() && files[i].size() < kLongest; ++i) {
    for (const char c : kBytes) files.push_back(files[i] + c);
  }
  const std::vector<Dialect> dialects = {Dialect(), Lenient(NodeDotenv()), NodeBuiltin(), Godotenv(),
                                         Dotenvy(), PythonDotenv()};
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string& file = files[i];
    for (size_t j = 0; j < dialects.size(); ++j) {
      // The longest are nine in ten: each in one dialect, all others in all of them.
      if (file.size() == kLongest && i % dialects.size() != j) continue;
      const Options options = TestOptions(dialects[j]);
      ASSERT_EQ(this->Of(file, options), this->Reference(file, options)) << Shown(file) << " in dialect " << j;
    }
  }
}

TYPED_TEST_P(EnvFileEquality, RandomFilesInRandomDialectsEqualTheReference) {
  for (uint64_t seed = 0; seed < 15'000; ++seed) {
    const std::string file = corpus::NastyFile(seed);
    Options options = TestOptions(seed % 3 == 0 ? Dialect() : corpus::AnyDialect(seed));
    if (seed % 5 == 0) options.max_line_bytes = 1 + seed / 5 % 90;
    if (seed % 7 == 0) options.max_entry_bytes = 1 + seed / 7 % 120;
    options.window_bytes = 1 + seed % 70;
    TextSource source(file, ".env", 1 + seed % 9);
    ASSERT_EQ(Transcript<TypeParam>(source, options), this->Reference(file, options)) << "seed " << seed;
    ASSERT_EQ(this->Answer(file, options), EnvFileSuite<Baseline>::Answer(file, options)) << "seed " << seed;
  }
}

// Longer than any stretch, window or block that an implementation looks at once.
TYPED_TEST_P(EnvFileEquality, LongFilesEqualTheReference) {
  std::string long_value = corpus::TypicalFile(2000, /*seed=*/6);
  std::replace(long_value.begin(), long_value.end(), '\'', '~');
  std::string file = corpus::TypicalFile(3000, /*seed=*/5);
  file += "LONG='" + long_value + "'\nAFTER=" + std::string(50'000, 'x') + "\n";
  for (const bool has_text : {true, false}) {
    if (!has_text) file[120'000] = '\xff';
    const Options options = TestOptions();
    const std::string want = this->Reference(file, options);
    ASSERT_EQ(want.ends_with("OK"), has_text) << want.substr(want.size() - 200);
    ASSERT_EQ(this->Of(file, options), want);
  }
}

REGISTER_TYPED_TEST_SUITE_P(EnvFileEquality, AllShortFilesEqualTheReference,
                            RandomFilesInRandomDialectsEqualTheReference, LongFilesEqualTheReference);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_PROPERTY_CONTRACT_H_

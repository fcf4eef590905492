#ifndef PAWL_IMPLS_IMAGE_FLAGS_CONTRACT_SHELL_H_
#define PAWL_IMPLS_IMAGE_FLAGS_CONTRACT_SHELL_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/image_flags/contract.h"
#include "impls/image_flags/corpus.h"
#include "impls/temp_dir.h"

// What every implementation must do, as real shells judge it.
namespace image_flags {

// Each reads a script with a command line behind its name. Debian's /bin/sh is dash, and both it and bash are essential
// there. A locale of several bytes per character is where a shell could take half a character for something else.
constexpr const char* kShells[] = {"LC_ALL=C /bin/sh",         "LC_ALL=C.UTF-8 /bin/sh",
                                   "LC_ALL=C.UTF-8 /bin/dash", "LC_ALL=C /bin/bash",
                                   "LC_ALL=C.UTF-8 /bin/bash", "LC_ALL=C.UTF-8 /bin/bash --posix"};

// What the shell makes of the command lines: the tokens of all of them, one after the other. One shell reads them all.
inline std::vector<std::string> TokensByShell(const std::string& shell, const std::vector<std::string>& lines) {
  std::string script;
  for (const std::string& line : lines) script += "printf '%s\\0' " + line + "\n";
  const absl::StatusOr<impls::TempDir> folder = impls::TempDir::Make();
  if (!folder.ok()) {
    ADD_FAILURE() << folder.status().ToString();
    return {};
  }
  const std::string path = folder->path() / "lines.sh";
  EXPECT_TRUE(impls::WriteFile(path, script).ok());
  std::FILE* const answers = popen((shell + " '" + path + "'").c_str(), "r");
  if (answers == nullptr) {
    ADD_FAILURE() << shell << " could not be started";
    return {};
  }
  std::string answer;
  for (int c; (c = std::fgetc(answers)) != EOF;) answer += static_cast<char>(c);
  EXPECT_EQ(pclose(answers), 0) << shell;

  std::vector<std::string> tokens;
  for (size_t at = 0; at < answer.size(); at += tokens.back().size() + 1) tokens.emplace_back(answer.c_str() + at);
  return tokens;
}

// Lets every shell read the lines of all builds.
template <typename Impl>
void ExpectTheTokensComeBack(const std::vector<Build>& builds) {
  Impl impl;
  std::vector<std::string> lines, want;
  for (const Build& build : builds) {
    ASSERT_TRUE(Validate(build).ok()) << Validate(build).ToString();
    lines.emplace_back(impl.CommandLine(build));
    for (std::string& token : Tokens(build)) want.push_back(std::move(token));
  }
  for (const char* shell : kShells) {
    const std::vector<std::string> got = TokensByShell(shell, lines);
    ASSERT_EQ(got.size(), want.size()) << shell;
    for (size_t i = 0; i < want.size(); ++i) ASSERT_EQ(got[i], want[i]) << shell << ", token " << i;
  }
}

template <typename Impl>
class ImageFlagsShellContract : public testing::Test {};
TYPED_TEST_SUITE_P(ImageFlagsShellContract);

TYPED_TEST_P(ImageFlagsShellContract, BuildsOfTheWorstBytesComeBack) {
  std::vector<Build> builds;
  for (uint64_t seed = 1000; seed < 1200; ++seed) builds.push_back(corpus::NastyBuild(seed));
  ExpectTheTokensComeBack<TypeParam>(builds);
}

TYPED_TEST_P(ImageFlagsShellContract, AnyBytesComeBack) {
  std::vector<Build> builds;
  for (uint64_t seed = 0; seed < 1000; ++seed) builds.push_back(corpus::AnyBytesBuild(seed));
  ExpectTheTokensComeBack<TypeParam>(builds);
}

REGISTER_TYPED_TEST_SUITE_P(ImageFlagsShellContract, BuildsOfTheWorstBytesComeBack, AnyBytesComeBack);

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_CONTRACT_SHELL_H_

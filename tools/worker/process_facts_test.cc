#include "tools/worker/process_facts.h"

#include <dlfcn.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AnyOf;
using ::testing::MatchesRegex;

TEST(LoadedLibraries, AreSixteenDigitsThatChangeWithALibrary) {
  const std::string before = LoadedLibraries();
  EXPECT_THAT(before, MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(LoadedLibraries(), before);
  void* library = dlopen("libBrokenLocale.so.1", RTLD_NOW);  // of glibc, and loaded by nobody
  ASSERT_NE(library, nullptr) << dlerror();
  EXPECT_NE(LoadedLibraries(), before);
  dlclose(library);
  EXPECT_EQ(LoadedLibraries(), before);
}

TEST(InstructionSet, HasALevelAndSortedFeaturesThatAgree) {
  std::istringstream text(DispatchFeatures());
  std::vector<std::string> features;
  for (std::string feature; std::getline(text, feature, ',');) features.push_back(feature);
  EXPECT_TRUE(std::is_sorted(features.begin(), features.end())) << text.str();
#if defined(__x86_64__)
  const std::string level = InstructionSetLevel();
  EXPECT_THAT(level, AnyOf("x86_64_v1", "x86_64_v2", "x86_64_v3", "x86_64_v4"));
  EXPECT_EQ(std::count(features.begin(), features.end(), "avx2") == 1, __builtin_cpu_supports("avx2") != 0);
  EXPECT_EQ(std::count(features.begin(), features.end(), "avx512f") == 1, __builtin_cpu_supports("avx512f") != 0);
  EXPECT_EQ(level >= "x86_64_v3", __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0);
#else
  EXPECT_EQ(InstructionSetLevel(), "unknown");
#endif
}

}  // namespace
}  // namespace pawl

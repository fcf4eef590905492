#include "tools/cli/environment.h"

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

Plan PlanWithStatus(const std::string& text) {
  Plan plan;
  plan.status_file = ::testing::TempDir() + "/stable-status.txt";
  std::ofstream(plan.status_file) << text;
  return plan;
}

TEST(BuildKeyOf, DependsOnEveryFlagAndSaysWhatIsUnknown) {
  const std::string key = BuildKeyOf({{"architecture", "x86_64"}}, {"-O2"});
  EXPECT_THAT(key, StartsWith("x86_64-unknown-unknown-f"));
  EXPECT_NE(key, BuildKeyOf({{"architecture", "x86_64"}}, {"-O2", "-g"}));
  EXPECT_NE(BuildKeyOf({}, {"-a", "b"}), BuildKeyOf({}, {"-ab"}));
}

TEST(DescribeEnvironment, TakesTheCommitFromTheStatusFile) {
  for (const bool is_dirty : {false, true}) {
    const Plan plan = PlanWithStatus("BUILD_EMBED_LABEL\nSTABLE_GIT_COMMIT 0123abc\nSTABLE_GIT_DIRTY " +
                                     std::to_string(static_cast<int>(is_dirty)) + "\nX_STABLE_GIT_COMMIT no\n");
    const Environment environment = DescribeEnvironment(plan, {}, Machine());
    EXPECT_EQ(environment.commit, "0123abc");
    EXPECT_EQ(environment.dirty, is_dirty);
  }
}

TEST(DescribeEnvironment, HasNoCommitOutsideAWorkTree) {
  Plan absent;
  absent.status_file = ::testing::TempDir() + "/no-such-file";
  EXPECT_EQ(DescribeEnvironment(absent, {}, Machine()).commit, "");
  for (const char* text : {"", "STABLE_GIT_COMMIT", "STABLE_GIT_COMMIT\nSTABLE_GIT_DIRTY\n"}) {
    const Environment environment = DescribeEnvironment(PlanWithStatus(text), {}, Machine());
    EXPECT_EQ(environment.commit, "") << text;
    EXPECT_FALSE(environment.dirty) << text;
  }
}

TEST(DescribeEnvironment, SaysWhatTheWorkerDoesNotTell) {
  Plan plan;
  plan.compiler_flags = {"-O2", "-g"};
  Machine machine;
  machine.cpu_model = "Test CPU";
  machine.cpu_features = {"avx2", "sse2"};
  machine.kernel = "6.1.0";
  const Environment environment = DescribeEnvironment(plan, {{"compiler", "gcc12.2.0"}, {"benchmark", ""}}, machine);
  EXPECT_EQ(environment.compiler, "gcc12.2.0");
  EXPECT_EQ(environment.benchmark_library, "unknown");
  EXPECT_EQ(environment.compiler_flags, "-O2 -g");
  EXPECT_EQ(environment.cpu_model, machine.cpu_model);
  EXPECT_EQ(environment.cpu_features, machine.cpu_features);
  EXPECT_EQ(environment.kernel, machine.kernel);
  EXPECT_THAT(environment.time_key, StartsWith(environment.build_key + "/"));
  EXPECT_THAT(environment.time_key, EndsWith(machine.key.Text()));
}

}  // namespace
}  // namespace pawl

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

TEST(DescribeEnvironment, TakesTheCommitFromTheStatusFileAndNothingElse) {
  const Plan plan =
      PlanWithStatus("BUILD_EMBED_LABEL\nSTABLE_GIT_COMMIT 0123abc\nSTABLE_GIT_DIRTY 1\nSTABLE_OTHER 0\n");
  const Environment environment = DescribeEnvironment(plan, {}, Machine());
  EXPECT_EQ(environment.commit, "0123abc");
  EXPECT_TRUE(environment.dirty);
}

TEST(DescribeEnvironment, HasNoCommitOutsideAWorkTree) {
  Plan absent;
  absent.status_file = ::testing::TempDir() + "/no-such-file";
  for (const Plan& plan : {PlanWithStatus(""), PlanWithStatus("STABLE_GIT_COMMIT"), absent}) {
    const Environment environment = DescribeEnvironment(plan, {}, Machine());
    EXPECT_EQ(environment.commit, "");
    EXPECT_FALSE(environment.dirty);
  }
}

TEST(DescribeEnvironment, SaysWhatTheWorkerDoesNotTell) {
  Plan plan;
  plan.compiler_flags = {"-O2", "-g"};
  Machine machine;
  machine.cpu_model = "Test CPU";
  machine.cpu_features = {"avx2", "sse2"};
  const Environment environment = DescribeEnvironment(plan, {{"compiler", "gcc12.2.0"}, {"benchmark", ""}}, machine);
  EXPECT_EQ(environment.compiler, "gcc12.2.0");
  EXPECT_EQ(environment.benchmark_library, "unknown");
  EXPECT_EQ(environment.compiler_flags, "-O2 -g");
  EXPECT_EQ(environment.cpu_model, machine.cpu_model);
  EXPECT_EQ(environment.cpu_features, machine.cpu_features);
  EXPECT_THAT(environment.time_key, StartsWith(environment.build_key + "/"));
  EXPECT_THAT(environment.time_key, EndsWith(machine.key.Text()));
}

}  // namespace
}  // namespace pawl

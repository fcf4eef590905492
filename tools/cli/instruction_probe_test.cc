#include "tools/cli/instruction_probe.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"

namespace pawl {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(InstructionProbe, CountsTheFunctionsOfOneCase) {
  FakeRun run;
  const auto profiles = NewInstructionProbe(run.factory)->Run(FakeRun::kOther);
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  EXPECT_THAT(profiles->missing, IsEmpty());
  ASSERT_THAT(profiles->profiles, SizeIs(1));
  EXPECT_EQ(profiles->profiles[0].case_name, FakeRun::kOther);
  EXPECT_EQ(profiles->profiles[0].metric, "instructions");
  EXPECT_THAT(profiles->profiles[0].instrument, StartsWith("callgrind "));
}

TEST(InstructionProbe, OfACaseThatTheBinaryLacksIsAnError) {
  FakeRun run;
  const auto profiles = NewInstructionProbe(run.factory)->Run("x/Nothing");
  EXPECT_TRUE(absl::IsNotFound(profiles.status())) << profiles.status();
}

}  // namespace
}  // namespace pawl

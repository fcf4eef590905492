#include "tools/cli/instructions.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"

namespace pawl {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const WorkerFacts kTimed = {
    {"libraries", "00ff"}, {"cpu_features", "avx2,avx512f,sha_ni"}, {"instruction_set", "x86_64_v4"}};
const WorkerFacts kCounted = {{"valgrind", "3.19.0"},
                              {"cpu_features", "avx2"},
                              {"instruction_set", "x86_64_v3"},
                              {"libraries", "valgrind's own are among these"}};

TEST(InstructionKey, HoldsTheLibrariesOfTheTimedAndTheLevelOfTheCountedWorker) {
  EXPECT_EQ(InstructionKeyOf("build", kTimed, kCounted), "build/valgrind3.19.0-l00ff-x86_64_v3");
  EXPECT_EQ(InstructionKeyOf("build", kTimed, {}), "");
}

TEST(HiddenFeatures, AreThoseThatValgrindDoesNotShow) {
  EXPECT_EQ(HiddenFeatures(kTimed, kCounted),
            "counts another dispatch path than is timed: valgrind hides avx512f, sha_ni");
  EXPECT_EQ(HiddenFeatures(kCounted, kCounted), "");
  EXPECT_EQ(HiddenFeatures(kTimed, {}), "") << "nothing was counted";
  EXPECT_EQ(HiddenFeatures({{"cpu_features", ""}}, kCounted), "");
}

TEST(RunPlan, AThirdMoreInstructionsAreRegressedAndThreeMoreAreShown) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOptimized].instructions += 3;
  Row row = FakeRun::Find(run.Run(), FakeRun::kOptimized, "instructions");
  EXPECT_EQ(row.verdict, Verdict::kOk) << row.reason;
  EXPECT_EQ(*row.current - *row.stored, 3);
  run.factory.cases[FakeRun::kOptimized].instructions *= 4.0 / 3;
  const Result result = run.Run();
  row = FakeRun::Find(result, FakeRun::kOptimized, "instructions");
  EXPECT_EQ(row.verdict, Verdict::kRegressed) << row.reason;
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
}

TEST(RunPlan, WithoutValgrindInstructionsAreNotMeasuredAndTheRestIsJudged) {
  FakeRun run;
  run.AcceptNow();
  run.factory.no_valgrind = "valgrind is not installed";
  Profiles profiles;
  const Result result = RunPlan(run.plan, run.options, run.factory, &profiles);
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "instructions");
  EXPECT_EQ(row.verdict, Verdict::kNotMeasured);
  EXPECT_EQ(row.reason, "valgrind is not installed");
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "allocations").verdict, Verdict::kOk);
  EXPECT_EQ(result.environment.instruction_key, "");
  EXPECT_EQ(result.ExitCode(), kExitOk);
  EXPECT_THAT(profiles.profiles, IsEmpty());
  ASSERT_THAT(profiles.missing, SizeIs(4));
  EXPECT_EQ(profiles.missing[0].reason, "valgrind is not installed");
}

TEST(RunPlan, AnotherLibraryMakesInstructionsIncomparableAndNothingElse) {
  FakeRun run;
  run.AcceptNow();
  run.factory.facts["libraries"] = "0000";
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "instructions");
  EXPECT_EQ(row.verdict, Verdict::kIncomparable);
  EXPECT_THAT(row.reason, HasSubstr("loaded libraries"));
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "allocations").verdict, Verdict::kOk);
}

TEST(RunPlan, ProfilesStandBesideTheResultAndHiddenFeaturesInBoth) {
  FakeRun run;
  Profiles profiles;
  const Result result = RunPlan(run.plan, run.options, run.factory, &profiles);
  EXPECT_EQ(profiles.target, run.plan.target);
  EXPECT_EQ(profiles.side, "contender");
  const Profile* profile = profiles.Find(FakeRun::kOptimized, "instructions", "callgrind");
  ASSERT_NE(profile, nullptr);
  EXPECT_EQ(profile->instrument, "callgrind 3.19.0");
  EXPECT_EQ(profile->total, run.factory.cases[FakeRun::kOptimized].instructions);
  EXPECT_EQ(profile->note, "");
  EXPECT_THAT(result.notes, Not(Contains(HasSubstr("dispatch path"))));
  EXPECT_TRUE(ProfilesFromJson(ToJson(profiles), "profiles.json").ok());

  run.factory.hidden_feature = "sha_ni";
  const Result hidden = RunPlan(run.plan, run.options, run.factory, &profiles);
  EXPECT_THAT(hidden.notes,
              Contains("instructions: counts another dispatch path than is timed: valgrind hides sha_ni"));
  EXPECT_THAT(profiles.Find(FakeRun::kOptimized, "instructions", "callgrind")->note,
              HasSubstr("valgrind hides sha_ni"));
}

}  // namespace
}  // namespace pawl

// Gates that compare with the binaries which the stored baseline names.
#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kHash = "sha256:" + std::string(64, 'a');
const std::string kOtherHash = "sha256:" + std::string(64, 'b');

// A run whose two optimized cases were accepted with the binary kHash, which is at hand and by default as fast.
class AcceptedFakeRun : public FakeRun {
 public:
  AcceptedFakeRun() {
    plan.claims.clear();
    accepted.cases = other.cases = layout.cases = factory.cases;
    AcceptNow();
    Name(kOptimized, kHash);
    Name(kOther, kHash);
    at_hand[kHash] = Against{&accepted, &factory, {&layout, &layout}, false};
    options.open_accepted = [this](const std::string& hash) -> absl::StatusOr<Against> {
      const auto found = at_hand.find(hash);
      if (found == at_hand.end()) return absl::NotFoundError(hash.substr(0, 11) + " is not in /store");
      return found->second;
    };
  }

  // Says in the stored baseline that the case was accepted with this binary.
  void Name(const std::string& case_name, const std::string& hash) {
    StoredBaseline baseline = *ParseStoredBaseline(*ReadFile(plan.baseline_file), plan.baseline_file, "");
    for (Record& record : baseline.records) {
      if (record.case_name == case_name && record.metric == kTimeRatio) record.accepted = hash;
    }
    ASSERT_TRUE(WriteFile(plan.baseline_file, FormatStoredBaseline(baseline)).ok());
  }

  // The case falls back to its stored ratio, and a warning says why; the run passes.
  static void ExpectFallback(const Result& result, const std::string& case_name, const std::string& why) {
    EXPECT_THAT(result.errors, IsEmpty());
    const Row row = Find(result, case_name, "time");
    EXPECT_EQ(row.verdict, Verdict::kNotMeasured);
    EXPECT_THAT(row.reason, HasSubstr(why));
    EXPECT_EQ(Find(result, case_name, "time_ratio").verdict, Verdict::kOk);
    EXPECT_THAT(result.warnings, Contains(AllOf(HasSubstr(why), HasSubstr("compared with stored numbers only"))));
    EXPECT_EQ(result.ExitCode(), kExitOk);
  }

  FakeFactory accepted;
  FakeFactory other;
  FakeFactory layout;
  std::map<std::string, Against> at_hand;
};

TEST(RunAccepted, ASlowdownThatNoStoredRatioSeesIsRegressed) {
  AcceptedFakeRun run;
  EXPECT_EQ(run.Run().ExitCode(), kExitOk);
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 1.08;
  run.layout.cases[FakeRun::kOptimized].iteration_ns *= 1.08;
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "time");
  EXPECT_EQ(row.verdict, Verdict::kRegressed) << row.reason;
  EXPECT_THAT(row.level, HasSubstr("with accepted sha256:aaaaaaaaaaaa"));
  EXPECT_THAT(FakeRun::TextAt(row.stored_origin), HasSubstr(kHash));
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time").verdict, Verdict::kOk);
  for (const Row& one : result.rows) EXPECT_NE(one.comparison, "time_ratio") << "live pairs take its place";
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
  run.options.open_accepted = nullptr;
  EXPECT_EQ(run.Run().ExitCode(), kExitOk) << "the stored ratio is too coarse for it";
}

TEST(RunAccepted, EachCaseIsComparedWithItsOwnBinary) {
  AcceptedFakeRun run;
  run.Name(FakeRun::kOther, kOtherHash);
  run.other.cases[FakeRun::kOther].iteration_ns /= 1.08;
  run.at_hand[kOtherHash] = Against{&run.other, &run.factory, {}, false};
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time").verdict, Verdict::kOk);
  const Row row = FakeRun::Find(result, FakeRun::kOther, "time");
  EXPECT_EQ(row.verdict, Verdict::kRegressed) << row.reason;
  EXPECT_THAT(row.level, HasSubstr("with accepted sha256:bbbbbbbbbbbb"));
  EXPECT_THAT(result.warnings, Not(Contains(HasSubstr("stored numbers only"))));
}

TEST(RunAccepted, AnAbsentBinaryIsSaidOnceAndItsCasesFallBack) {
  AcceptedFakeRun run;
  run.at_hand.clear();
  const Result result = run.Run();
  for (const char* name : {FakeRun::kOptimized, FakeRun::kOther}) {
    AcceptedFakeRun::ExpectFallback(result, name, "sha256:aaaa is not in /store");
  }
  int said = 0;
  for (const std::string& warning : result.warnings) said += warning.find("time of 2 cases") != std::string::npos;
  EXPECT_EQ(said, 1);
}

TEST(RunAccepted, OneAbsentBinaryTakesNothingFromTheCasesOfAnother) {
  AcceptedFakeRun run;
  run.Name(FakeRun::kOther, kOtherHash);
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time").verdict, Verdict::kOk);
  AcceptedFakeRun::ExpectFallback(result, FakeRun::kOther, "sha256:bbbb is not in /store");
}

TEST(RunAccepted, ARequiredTimeFailsWhereItFallsBack) {
  AcceptedFakeRun run;
  run.plan.policy.require = {"time"};
  EXPECT_EQ(run.Run().ExitCode(), kExitOk);
  run.Name(FakeRun::kOther, kOtherHash);
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time").strict, "require: time");
  EXPECT_EQ(result.ExitCode(), kExitUnmatched);
}

TEST(RunAccepted, ASlowdownBeyondTheStoredLimitIsStillRedWithoutTheBinary) {
  AcceptedFakeRun run;
  run.at_hand.clear();
  run.factory.cases[FakeRun::kOptimized].iteration_ns *= 1.4;
  run.factory.cases[FakeRun::kOptimized].instructions *= 2;
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time_ratio").verdict, Verdict::kRegressed);
}

TEST(RunAccepted, ABinaryThatDoesNotStartFallsBack) {
  AcceptedFakeRun run;
  run.accepted.last_timing_worker = 0;
  AcceptedFakeRun::ExpectFallback(run.Run(), FakeRun::kOptimized,
                                  "accepted sha256:aaaaaaaaaaaa binary: cannot start it");
}

TEST(RunAccepted, ABinaryThatStartsNoMoreInTheMiddleFallsBack) {
  AcceptedFakeRun run;
  run.accepted.last_timing_worker = 4;
  AcceptedFakeRun::ExpectFallback(run.Run(), FakeRun::kOptimized, "cannot start it");
}

TEST(RunAccepted, ABinaryThatWasBuiltForADebuggerFallsBack) {
  AcceptedFakeRun run;
  run.accepted.facts["optimized"] = "no";
  AcceptedFakeRun::ExpectFallback(run.Run(), FakeRun::kOptimized, "without optimization");
}

TEST(RunAccepted, ACaseThatTheBinaryLacksFallsBackAlone) {
  AcceptedFakeRun run;
  run.accepted.cases.erase(FakeRun::kOptimized);
  const Result result = run.Run();
  AcceptedFakeRun::ExpectFallback(result, FakeRun::kOptimized, "has no such case");
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time").verdict, Verdict::kOk);
}

TEST(RunAccepted, ABinaryThatHasNoneOfTheCasesFallsBack) {
  AcceptedFakeRun run;
  run.accepted.cases = {{"other/Z/n:1", {}}};
  AcceptedFakeRun::ExpectFallback(run.Run(), FakeRun::kOptimized, "has no such case");
}

TEST(RunAccepted, ACrashOfTheBinaryInTheMiddleFallsBackInThatCaseAlone) {
  AcceptedFakeRun run;
  run.accepted.cases[FakeRun::kOptimized].crashes_in = 5;
  const Result result = run.Run();
  AcceptedFakeRun::ExpectFallback(result, FakeRun::kOptimized, "killed by SIGSEGV");
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOther, "time").verdict, Verdict::kOk);
}

TEST(RunAccepted, ABinaryThatCrashesInTwoCasesIsGivenUp) {
  AcceptedFakeRun run;
  constexpr char kThird[] = "x/V/impl:optimized/n:1";
  run.factory.cases["x/V/impl:baseline/n:1"] = {2000, 3, "42", 0};
  run.factory.cases[kThird] = {1000, 1, "42", 0};
  std::filesystem::remove(run.plan.baseline_file);
  run.AcceptNow();
  for (const char* name : {FakeRun::kOptimized, FakeRun::kOther, kThird}) run.Name(name, kHash);
  run.accepted.cases = run.layout.cases = run.factory.cases;
  // Two workers list the cases. One crash ends a pair, and the third case takes more than two to be decided.
  run.accepted.cases[FakeRun::kOptimized].crashes_in = 3;
  run.accepted.cases[FakeRun::kOther].crashes_in = 4;
  const Result result = run.Run();
  for (const char* name : {FakeRun::kOptimized, FakeRun::kOther, kThird}) {
    EXPECT_EQ(FakeRun::Find(result, name, "time").verdict, Verdict::kNotMeasured) << name;
  }
  EXPECT_THAT(FakeRun::Find(result, kThird, "time").reason, HasSubstr("it failed in 2 cases, last: "));
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(RunAccepted, ACrashOfTheContenderIsAnError) {
  AcceptedFakeRun run;
  run.factory.cases[FakeRun::kOptimized].crashes_in = 9;
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "time");
  EXPECT_EQ(row.verdict, Verdict::kError);
  EXPECT_THAT(row.reason, HasSubstr("contender binary: "));
  EXPECT_EQ(result.ExitCode(), kExitError);
}

TEST(RunAccepted, TheSameBytesStartNoWorkerOfTheirs) {
  AcceptedFakeRun run;
  run.at_hand[kHash] = Against{};
  run.at_hand[kHash].identical = true;
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time").verdict, Verdict::kOk);
  EXPECT_THAT(FakeRun::Find(result, FakeRun::kOptimized, "time").level, HasSubstr("the same bytes"));
  EXPECT_EQ(run.accepted.started, 0);
  EXPECT_THAT(result.evidence.schedule, IsEmpty());
  EXPECT_EQ(result.ExitCode(), kExitOk);
}

TEST(RunAccepted, AnEditedBenchmarkLooksForNoBinary) {
  AcceptedFakeRun run;
  ASSERT_TRUE(WriteFile(run.plan.sources.front(), "BENCHMARK(Y2);\n").ok());
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, FakeRun::kOptimized, "time").verdict, Verdict::kIncomparable);
  EXPECT_EQ(run.accepted.started, 0);
}

TEST(RunAccepted, ANamedBuildWins) {
  AcceptedFakeRun run;
  run.options.against = Against{&run.other, &run.factory, {&run.layout}, false};
  run.at_hand.clear();
  const Result result = run.Run();
  const Row row = FakeRun::Find(result, FakeRun::kOptimized, "time");
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_THAT(row.level, Not(HasSubstr("sha256")));
  EXPECT_THAT(result.warnings, Not(Contains(HasSubstr("stored numbers only"))));
}

TEST(RunAccepted, ACaseWithoutAReferenceIsComparedToo) {
  AcceptedFakeRun run;
  run.factory.cases["BM_Alone"] = run.accepted.cases["BM_Alone"] = run.layout.cases["BM_Alone"] = {};
  run.options.open_accepted = nullptr;
  run.AcceptNow();
  StoredBaseline baseline = *ParseStoredBaseline(*ReadFile(run.plan.baseline_file), "", "");
  Record time;
  time.case_name = "BM_Alone";
  time.metric = std::string(kTime);
  time.value = 1;
  time.key = "another machine";
  time.accepted = kHash;
  baseline.records.push_back(time);
  ASSERT_TRUE(WriteFile(run.plan.baseline_file, FormatStoredBaseline(baseline)).ok());
  run.options.open_accepted = [&](const std::string&) { return run.at_hand[kHash]; };
  run.factory.cases["BM_Alone"].iteration_ns *= 1.08;
  run.layout.cases["BM_Alone"].iteration_ns *= 1.08;
  EXPECT_EQ(FakeRun::Find(run.Run(), "BM_Alone", "time").verdict, Verdict::kRegressed);
}

TEST(RunAccepted, ShardsCompareTheirOwnCases) {
  AcceptedFakeRun run;
  for (int index = 0; index < 2; ++index) {
    run.options.shard = {index, 2};
    int live = 0;
    for (const Row& row : run.Run().rows) live += row.comparison == "time" && row.verdict == Verdict::kOk;
    EXPECT_EQ(live, 1) << "shard " << index;
  }
}

}  // namespace
}  // namespace pawl

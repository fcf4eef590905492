// Sizes of libraries and types from the plan and the worker to the verdict and the exit code.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"
#include "tools/cli/files.h"
#include "tools/cli/run.h"
#include "tools/cli/smoke_run.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kLibrary[] = "//impls/x:x.optimized";
constexpr char kType[] = "x/Item/impl:optimized";

// A library of 100 KiB, and a type whose baseline implementation is twice as large.
class SizeRun : public FakeRun {
 public:
  SizeRun() {
    plan.libraries = {{kLibrary, "impls/x/libx.optimized.a"}};
    factory.sizes = {{kType, 64}, {"x/Item/impl:baseline", 128}};
    options.library_probe = [this](const std::string& file) -> absl::StatusOr<int64_t> {
      ++probed;
      EXPECT_EQ(file, "impls/x/libx.optimized.a");
      return library_bytes;
    };
  }

  Verdict OfLibrary(int64_t bytes) {
    library_bytes = bytes;
    return Find(Run(), kLibrary, "binary_size").verdict;
  }

  absl::StatusOr<int64_t> library_bytes = 100 << 10;
  int probed = 0;
};

std::vector<std::string> Sized(const Result& result) {
  std::vector<std::string> names;
  for (const CaseEvidence& one : result.evidence.cases) {
    if (one.size) names.push_back(one.case_name);
  }
  return names;
}

TEST(RunSizes, UnchangedOnesAreOkAndNothingOfThemRuns) {
  SizeRun run;
  run.AcceptNow();
  const Result result = run.Run();
  EXPECT_EQ(result.ExitCode(), kExitOk) << result.rows.front().reason;
  const Row row = FakeRun::Find(result, kLibrary, "binary_size");
  EXPECT_EQ(row.verdict, Verdict::kOk);
  EXPECT_EQ(row.current, 100 << 10);
  EXPECT_THAT(FakeRun::TextAt(row.stored_origin), HasSubstr("102400"));
  EXPECT_EQ(FakeRun::Find(result, kType, "sizeof").current, 64);
  for (const Row& other : result.rows) {
    const bool size = other.comparison == "sizeof" || other.comparison == "binary_size";
    EXPECT_EQ(size, other.case_name == kLibrary || other.case_name.starts_with("x/Item")) << other.comparison;
  }
  for (const PairEvidence& pair : result.evidence.pairs) EXPECT_THAT(pair.contender, Not(StartsWith("x/Item")));
}

TEST(RunSizes, AByteMoreOfATypeFailsTheGate) {
  SizeRun run;
  run.AcceptNow();
  run.factory.sizes[0].bytes = 65;
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, kType, "sizeof").verdict, Verdict::kRegressed);
  EXPECT_EQ(result.ExitCode(), kExitRegressed);
}

TEST(RunSizes, ALibraryFailsTheGateOnceItGrowsByMoreThanFourKibibytesAndOnePercent) {
  SizeRun run;
  run.AcceptNow();
  EXPECT_EQ(run.OfLibrary(104 << 10), Verdict::kOk);
  EXPECT_EQ(run.OfLibrary((104 << 10) + 1), Verdict::kRegressed);
  EXPECT_EQ(run.OfLibrary(90 << 10), Verdict::kImproved);
}

TEST(RunSizes, WithoutTheToolItIsNotMeasuredAndADamagedArchiveIsAnError) {
  SizeRun run;
  run.AcceptNow();
  run.library_bytes = absl::UnavailableError("size is not installed");
  const Result without = run.Run();
  EXPECT_EQ(FakeRun::Find(without, kLibrary, "binary_size").verdict, Verdict::kNotMeasured);
  EXPECT_EQ(FakeRun::Find(without, kLibrary, "binary_size").reason, "size is not installed");
  EXPECT_EQ(without.ExitCode(), kExitOk);
  run.library_bytes = absl::DataLossError("libx.a: size exited with status 3");
  const Result damaged = run.Run();
  EXPECT_EQ(FakeRun::Find(damaged, kLibrary, "binary_size").verdict, Verdict::kError);
  EXPECT_EQ(damaged.ExitCode(), kExitError);
}

TEST(RunSizes, ASizeAloneIsNoPassWhereSomethingRuns) {
  SizeRun run;
  run.plan.claims.clear();
  run.AcceptNow();
  EXPECT_TRUE(WriteFile(run.plan.sources.front(), "BENCHMARK(Edited);\n").ok());
  const Result edited = run.Run();
  EXPECT_EQ(FakeRun::Find(edited, kLibrary, "binary_size").verdict, Verdict::kOk);
  EXPECT_EQ(edited.ExitCode(), kExitUnmatched) << "all that runs is incomparable";
  run.options.filter = kLibrary;
  EXPECT_EQ(run.Run().ExitCode(), kExitOk) << "a size is all that was asked for";
}

TEST(RunSizes, ClaimsAndLimitsNameThemAndAClaimBringsItsReference) {
  SizeRun run;
  run.plan.claims = {{kLibrary, {"binary_size <= 40 KiB"}}, {kType, {"sizeof <= 0.5 * baseline"}}};
  run.plan.policy.case_limits[kType] = {"sizeof +8 B"};
  run.AcceptNow();
  run.factory.sizes[0].bytes = 64 + 8;
  run.options.filter = "^x/Item/impl:optimized$";
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, kType, "sizeof").verdict, Verdict::kOk) << "within the case's limit";
  EXPECT_EQ(FakeRun::Find(result, kType, "claim:sizeof <= 0.5 * baseline").verdict, Verdict::kRegressed);
  EXPECT_THAT(Sized(result), ElementsAre(kType, "x/Item/impl:baseline"));
  EXPECT_EQ(result.processes, 0) << "the filter leaves nothing to run";
  run.options.filter.clear();
  EXPECT_EQ(FakeRun::Find(run.Run(), kLibrary, "claim:binary_size <= 40 KiB").verdict, Verdict::kRegressed);
}

TEST(RunSizes, AClaimAboutWhatASizeDoesNotHaveIsRefusedByGateAndSmokeTest) {
  SizeRun run;
  run.plan.claims = {{kType, {"allocations <= 1"}}};
  const Result gate = run.Run();
  EXPECT_EQ(gate.ExitCode(), kExitUsage);
  EXPECT_THAT(gate.errors, ElementsAre(HasSubstr("x/Item/impl:optimized has no allocations")));
  EXPECT_EQ(SmokePlan(run.plan, run.factory).errors, gate.errors);
}

TEST(RunSizes, TheSmokeTestKnowsThemAndRunsNoneOfThem) {
  SizeRun run;
  run.plan.claims = {{kLibrary, {"binary_size <= 40 KiB"}}};
  const Result smoke = SmokePlan(run.plan, run.factory);
  EXPECT_THAT(smoke.errors, IsEmpty());
  EXPECT_EQ(smoke.rows.size(), 4u);
  EXPECT_EQ(run.probed, 0);
}

TEST(RunSizes, TheFirstShardJudgesThem) {
  SizeRun run;
  run.AcceptNow();
  std::vector<std::vector<std::string>> sized;
  for (int index = 0; index < 3; ++index) {
    run.options.shard = {index, 3};
    const Result result = run.Run();
    EXPECT_EQ(result.ExitCode(), kExitOk) << index;
    sized.push_back(Sized(result));
    for (const Row& row : result.rows) EXPECT_NE(row.verdict, Verdict::kMissing) << row.case_name;
  }
  EXPECT_THAT(sized[0], ElementsAre(kType, "x/Item/impl:baseline", kLibrary));
  EXPECT_THAT(sized[1], IsEmpty());
  EXPECT_THAT(sized[2], IsEmpty());
}

TEST(RunSizes, ACounterThatNobodySetsIsStillAnError) {
  SizeRun run;
  run.plan.metrics["compression_ratio"] = "unit x, higher is better, limit -1%";
  EXPECT_THAT(run.Run().errors, ElementsAre(HasSubstr("no case of this run sets a counter of this name")));
}

TEST(RunSizes, TwoThingsOfOneNameAreRefused) {
  SizeRun type;
  type.factory.sizes.push_back({kType, 8});
  EXPECT_THAT(type.Run().errors, ElementsAre(HasSubstr("pawl::RecordSizeof with the name x/Item/impl:optimized")));
  SizeRun library;
  library.factory.sizes.push_back({kLibrary, 8});
  const Result result = library.Run();
  EXPECT_THAT(result.errors, ElementsAre(HasSubstr("is the label of a library of //benches:x_perf")));
  EXPECT_EQ(SmokePlan(library.plan, library.factory).errors, result.errors);
}

TEST(RunSizes, OneThatIsGoneIsMissing) {
  SizeRun run;
  run.AcceptNow();
  run.plan.libraries.clear();
  const Result result = run.Run();
  EXPECT_EQ(FakeRun::Find(result, kLibrary, "binary_size").verdict, Verdict::kMissing);
  EXPECT_EQ(result.ExitCode(), kExitUnmatched);
}

}  // namespace
}  // namespace pawl

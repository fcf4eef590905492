// What becomes of stored numbers as benchmarks change: edited sources, renamed cases, many small steps.
#include <cmath>
#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/gate/gate.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
constexpr char kBuildKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1";
constexpr char kInstructionKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1/valgrind3.19.0-l1-x86_64_v3";
constexpr char kTimeKey[] = "x86_64-gcc12.2.0-libstdcxx1-f1-m1/A.1.1-2cpu-kvm-aslr2";

Record Stored(std::string_view metric, double value, const std::string& key, const std::string& name = kOptimized) {
  Record record;
  record.case_name = name;
  record.metric = std::string(metric);
  record.value = value;
  record.key = key;
  record.line = 7;
  return record;
}

// One optimized case whose stored numbers are what Measured() gives.
GateInput Input() {
  GateInput input;
  input.baseline = StoredBaseline{"//benches:x_perf",
                                  {Stored(kAllocations, 1, kBuildKey), Stored(kAllocatedBytes, 64, kBuildKey),
                                   Stored(kPeakBytes, 64, kBuildKey), Stored(kLeakedBytes, 0, kBuildKey),
                                   Stored(kInstructions, 10000, kInstructionKey), Stored(kTimeRatio, 0.5, kTimeKey)}};
  input.baseline_path = "baselines/x_perf.json";
  input.cases = {kBaseline, kOptimized};
  input.gated = {kOptimized};
  input.build_key = kBuildKey;
  input.time_key = kTimeKey;
  input.instruction_key = kInstructionKey;
  return input;
}

Evidence Measured(double allocations = 1, double ratio = 0.5, int processes = kRatioProcesses) {
  Evidence evidence;
  evidence.cases.resize(2);
  evidence.cases[0].case_name = kBaseline;
  evidence.cases[1].case_name = kOptimized;
  for (CaseEvidence& one : evidence.cases) {
    one.allocations = AllocationEvidence{allocations, 64 * allocations, 0, 64 * allocations, {}};
    one.instructions = CountedRange{10000, 10000};
  }
  PairEvidence pair;
  pair.contender = kOptimized;
  pair.reference = kBaseline;
  pair.log_ratios.assign(static_cast<size_t>(processes), std::log(ratio));
  pair.contender_floors_ns.assign(static_cast<size_t>(processes), 100 * ratio);
  pair.reference_floors_ns.assign(static_cast<size_t>(processes), 100);
  evidence.pairs = {pair};
  return evidence;
}

Row Find(const Judgement& judgement, std::string_view comparison) {
  for (const Row& row : judgement.rows) {
    if (row.comparison == comparison) return row;
  }
  ADD_FAILURE() << "no row " << comparison;
  return {};
}

TEST(LifeCycle, AnEditedBenchmarkMakesItsOldNumbersIncomparableAndClaimsStillGate) {
  GateInput input = Input();
  input.source = "now";
  for (Record& record : input.baseline->records) record.source = record.metric == kPeakBytes ? "now" : "then";
  input.claims = {*ParseClaim(kOptimized, "allocations <= 1")};
  const Judgement judgement = Judge(Measured(2, 0.9), input);
  for (const auto comparison : {kAllocations, kAllocatedBytes, kLeakedBytes, kTimeRatio}) {
    const Row row = Find(judgement, comparison);
    EXPECT_EQ(row.verdict, Verdict::kIncomparable) << comparison;
    EXPECT_THAT(row.reason, AllOf(StartsWith("benchmark changed: "), HasSubstr("(then, now now)")));
    EXPECT_EQ(row.stored_origin, "baselines/x_perf.json:7");
    EXPECT_TRUE(row.stored.has_value() && row.current.has_value()) << comparison;
  }
  EXPECT_EQ(Find(judgement, kPeakBytes).verdict, Verdict::kOk) << "accepted since";
  EXPECT_EQ(Find(judgement, "claim:allocations <= 1").verdict, Verdict::kRegressed);
}

TEST(LifeCycle, AnEditedBenchmarkIsNotComparedWithTheAcceptedBinaryEither) {
  GateInput input = Input();
  Evidence evidence = Measured();
  LiveEvidence slower;
  slower.case_name = kOptimized;
  for (int pair = 0; pair < 40; ++pair) slower.log_ratios.push_back(0.2 + (pair % 2 == 0 ? 0.002 : -0.002));
  evidence.live = {slower};
  input.baseline->records.push_back(Stored(kTime, 100, kTimeKey));
  EXPECT_NE(Find(Judge(evidence, input), kTime).verdict, Verdict::kIncomparable);
  input.source = "now";
  for (Record& record : input.baseline->records) record.source = "then";
  const Judgement judgement = Judge(evidence, input);
  EXPECT_EQ(Find(judgement, kTime).verdict, Verdict::kIncomparable);
  EXPECT_THAT(judgement.undecided_live, IsEmpty());
}

TEST(LifeCycle, AnUnknownSourceOnEitherSideCompares) {
  for (const auto& [then, now] : {std::pair("", "now"), std::pair("then", "")}) {
    GateInput input = Input();
    input.source = now;
    for (Record& record : input.baseline->records) record.source = then;
    EXPECT_EQ(Find(Judge(Measured(2), input), kAllocations).verdict, Verdict::kRegressed);
  }
}

TEST(LifeCycle, OnlyACaseWithoutRecordsThatIsNearBothWaysIsCalledRenamed) {
  GateInput far = Input();
  for (Record& record : far.baseline->records) record.case_name = "a/Completely/different/case";
  for (const Row& row : Judge(Measured(), far).rows) EXPECT_EQ(row.renamed_to, "") << row.case_name;
  GateInput kept = Input();
  kept.baseline->records.push_back(Stored("allocations", 1, kBuildKey, "x/Y/impl:optimised/n:1"));
  for (const Row& row : Judge(Measured(), kept).rows) EXPECT_EQ(row.renamed_to, "") << "its neighbour has records";
  GateInput two = Input();
  for (Record& record : two.baseline->records) {
    record.case_name = record.metric == kTimeRatio ? "x/Y/impl:optimise/n:1" : "x/Y/impl:optimised/n:1";
  }
  for (const Row& row : Judge(Measured(), two).rows) {
    EXPECT_EQ(row.renamed_from, row.case_name == "x/Y/impl:optimise/n:1" ? "" : "x/Y/impl:optimised/n:1");
  }
}

// The step, from 1, of steps of 2 % each, every one accepted before the next, at which the anchor's row of the metric
// fails; none before. 0: none of them.
int FailsAtStep(std::string_view metric, int steps, const std::function<Evidence(double)>& measured) {
  GateInput input = Input();
  input.anchor_path = "baselines/x_perf.anchor.json";
  double factor = 1;
  for (int step = 0; step <= steps; ++step, factor *= 1.02) {
    const Judgement judgement = Judge(measured(factor), input);
    for (Record& record : input.baseline->records) {
      if (record.metric == metric) record.value = *Find(judgement, metric).current;
    }
    if (step == 0) input.anchor = input.baseline;
    if (step == 0) continue;
    const Row row = Find(judgement, std::string(kAnchorPrefix) + std::string(metric));
    EXPECT_EQ(row.stored_origin, "baselines/x_perf.anchor.json:7");
    if (row.verdict == Verdict::kRegressed) return step;
    EXPECT_EQ(row.verdict, Verdict::kOk) << metric << " at step " << step;
  }
  return 0;
}

TEST(LifeCycle, SmallAcceptedStepsFailAtTheOneThatCrossesTheAnchorsLimit) {
  const auto counted = [](double factor) {
    Evidence evidence = Measured(std::round(1000 * factor));
    evidence.cases[1].allocations->allocated_bytes = std::round(100'000 * factor);
    evidence.cases[1].allocations->peak_bytes = std::round(1'000'000 * factor);
    return evidence;
  };
  EXPECT_EQ(FailsAtStep(kAllocations, 10, counted), 5) << "1.02^5 is the first beyond 10 %";
  EXPECT_EQ(FailsAtStep(kAllocatedBytes, 10, counted), 2) << "beyond 2 %, twice the stored limit";
  EXPECT_EQ(FailsAtStep(kPeakBytes, 10, counted), 2) << "beyond 4 %";
  const auto timed = [](double factor) { return Measured(1, 0.5 * factor, kRatioSuspicionProcesses); };
  EXPECT_EQ(FailsAtStep(kTimeRatio, 30, timed), 21) << "1.02^21 is the first beyond 50 %";
}

TEST(LifeCycle, AnAnchorSaysNothingOfWhatItDoesNotHoldOrWhatIsBetter) {
  GateInput input = Input();
  for (const Row& row : Judge(Measured(), input).rows) EXPECT_FALSE(row.comparison.starts_with(kAnchorPrefix));
  input.anchor = input.baseline;
  std::erase_if(input.anchor->records, [](const Record& record) { return record.metric == kPeakBytes; });
  const Judgement better = Judge(Measured(0, 0.1, kRatioSuspicionProcesses), input);
  int anchored = 0;
  for (const Row& row : better.rows) {
    if (!row.comparison.starts_with(kAnchorPrefix)) continue;
    ++anchored;
    EXPECT_EQ(row.verdict, Verdict::kOk) << row.comparison;
    EXPECT_EQ(row.reason, "");
  }
  EXPECT_EQ(anchored, 5);
  EXPECT_EQ(Find(better, kAllocations).verdict, Verdict::kImproved);
}

TEST(LifeCycle, AnAnchorOfAnotherBenchmarkIsIncomparable) {
  GateInput input = Input();
  input.anchor = input.baseline;
  input.source = "now";
  for (Record& record : input.anchor->records) record.source = "then";
  EXPECT_EQ(Find(Judge(Measured(9), input), "anchor:allocations").verdict, Verdict::kIncomparable);
}

TEST(LifeCycle, AnAnchorOfACaseThatIsNoMoreIsNotedAndDoesNotBlock) {
  GateInput input = Input();
  input.anchor = input.baseline;
  input.anchor_path = "baselines/x_perf.anchor.json";
  EXPECT_THAT(Judge(Measured(), input).notes, IsEmpty());
  input.anchor->records.push_back(Stored(kAllocations, 1, kBuildKey, "x/Gone"));
  input.anchor->records.push_back(Stored(kPeakBytes, 1, kBuildKey, "x/Gone"));
  const Judgement judgement = Judge(Measured(), input);
  EXPECT_THAT(judgement.notes,
              ElementsAre(AllOf(StartsWith("baselines/x_perf.anchor.json pins numbers of"), HasSubstr(": x/Gone. "),
                                HasSubstr("bazel run //benches:x_perf.accept -- --anchor --case='^x/Gone$'"))));
  for (const Row& row : judgement.rows) EXPECT_FALSE(Blocks(row)) << row.case_name << " " << row.comparison;
  input.baseline->records.push_back(Stored(kAllocations, 1, kBuildKey, "x/Gone"));
  EXPECT_THAT(Judge(Measured(), input).notes, IsEmpty()) << "its missing row says so";
  input.baseline->records.pop_back();
  input.filtered = true;
  EXPECT_THAT(Judge(Measured(), input).notes, IsEmpty()) << "nobody asked for it";
}

}  // namespace
}  // namespace pawl

#include "tools/stats/rates/cost.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <random>
#include <utility>

#include "fmt/format.h"
#include "tools/gate/gate.h"
#include "tools/model/claim.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"
#include "tools/stats/check.h"
#include "tools/stats/rates/markdown.h"

namespace pawl::stats {
namespace {

constexpr int kRowsPerCase = 10;  // 4 stored counts, live time, 4 counted claims, one about time.
constexpr int kProcesses = 16;
constexpr int kLivePairs = 24;  // Enough for most cases at a noise of 2 %, the mean of recorded benchmarks.
constexpr double kNoise = 0.02;
constexpr char kBuildKey[] = "x86_64-gcc12.2.0-libstdcxx20220819-f1c3a9d2e-m1";

std::string Name(int i, const char* implementation) {
  return fmt::format("component_{}/Operation/impl:{}/size:{}", i, implementation, 4096);
}

CaseEvidence Counted(const std::string& name) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.iterations_per_slice = 4096;
  evidence.allocations = AllocationEvidence{3, 192, 0, 4096, {}};
  evidence.time = TimeEvidence{12.5, 12.9, kProcesses, 32 * kProcesses};
  return evidence;
}

// Unchanged cases, their evidence and all that they are judged by.
struct Suite {
  Evidence evidence;
  GateInput input;
};

void AddCase(int i, std::mt19937_64& random, Suite& suite) {
  std::normal_distribution<double> noise(0, kNoise);
  const std::string contender = Name(i, "optimized");
  const std::string reference = Name(i, "baseline");
  PairEvidence pair{contender, reference, {}, {}, {}};
  LiveEvidence live;
  live.case_name = contender;
  for (int process = 0; process < kProcesses; ++process) {
    pair.log_ratios.push_back(noise(random) - 0.7);
    pair.contender_floors_ns.push_back(12.5 * (1 + 0.01 * process));
    pair.reference_floors_ns.push_back(25 * (1 + 0.01 * process));
  }
  for (int k = 0; k < kLivePairs; ++k) live.log_ratios.push_back(noise(random));
  suite.evidence.cases.push_back(Counted(reference));
  suite.evidence.cases.push_back(Counted(contender));
  suite.evidence.pairs.push_back(std::move(pair));
  suite.evidence.live.push_back(std::move(live));
  suite.input.cases.insert(suite.input.cases.end(), {reference, contender});
  suite.input.gated.insert(contender);
  for (const auto& [metric, value] : {std::pair(kAllocations, 3.0), std::pair(kAllocatedBytes, 192.0),
                                      std::pair(kPeakBytes, 4096.0), std::pair(kLeakedBytes, 0.0)}) {
    Record record;
    record.case_name = contender;
    record.metric = std::string(metric);
    record.value = value;
    record.key = kBuildKey;
    suite.input.baseline->records.push_back(record);
  }
  for (const char* text : {"allocations <= 3", "allocations <= baseline", "allocated_bytes <= 256",
                           "peak_bytes <= 1.5 * baseline", "time <= 0.7 * baseline"}) {
    suite.input.claims.push_back(ParseClaim(contender, text).value());
  }
}

Suite MakeSuite(int cases) {
  std::mt19937_64 random(1);
  Suite suite;
  suite.input.baseline = StoredBaseline{"//benches:cost_perf", {}};
  suite.input.baseline_path = "baselines/cost_perf.json";
  suite.input.build_key = kBuildKey;
  for (int i = 0; i < cases; ++i) AddCase(i, random, suite);
  return suite;
}

// CPU time: what else runs on the machine is no cost of ours.
double Seconds(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

// The shortest of five, since a neighbour that runs through the same caches still is.
double BestSeconds(const std::function<void()>& work) {
  double best = Seconds(work);
  for (int i = 1; i < 5; ++i) best = std::min(best, Seconds(work));
  return best;
}

// Judges, and checks that the judge did what it is timed for.
Judgement JudgeAll(const Evidence& evidence, const GateInput& input) {
  Judgement judgement = Judge(evidence, input);
  Check(judgement.rows.size() == input.gated.size() * kRowsPerCase, "every case has its rows");
  return judgement;
}

std::vector<std::string> TimedRow(const std::string& what, double goal_s, double seconds) {
  return {what, fmt::format("< {:g} s", goal_s), fmt::format("{:.3f} s", seconds)};
}

}  // namespace

std::string CostMarkdown() {
  std::vector<std::vector<std::string>> rows;
  {
    Suite suite = MakeSuite(1000);
    rows.push_back(TimedRow("1,000 cases x 10 comparisons judged, after any process", 0.1,
                            BestSeconds([&] { JudgeAll(suite.evidence, suite.input); })));
    suite.input.final = true;
    rows.push_back(TimedRow("the same, the last time, with intervals", 0.1,
                            BestSeconds([&] { JudgeAll(suite.evidence, suite.input); })));
  }
  Suite suite = MakeSuite(10'000);
  Result result;
  result.target = "//benches:cost_perf";
  result.evidence = suite.evidence;
  result.rows = JudgeAll(suite.evidence, suite.input).rows;
  const std::string text = ToJson(result);
  rows.push_back(
      TimedRow(fmt::format("a result of {} rows ({} MB) read and judged", result.rows.size(), text.size() >> 20), 2,
               BestSeconds([&] {
                 const auto read = ResultFromJson(text, "result.json");
                 Check(read.ok(), "the result is read");
                 JudgeAll(read->evidence, suite.input);
               })));
#ifdef __OPTIMIZE__
  const char* build = "";
#else
  const char* build = " This build is not optimized: say `bazel run -c opt //tools/stats:rates`.";
#endif
  return fmt::format("### Cost of the judge, without input and output\n\nCPU time, best of five.{}\n\n", build) +
         MarkdownTable({"what", "goal", "seen"}, rows);
}

}  // namespace pawl::stats

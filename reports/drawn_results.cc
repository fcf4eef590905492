#include "reports/drawn_results.h"

#include <cmath>
#include <random>
#include <string>

#include "fmt/format.h"
#include "reports/test_results.h"
#include "tools/model/metric.h"
#include "tools/model/profile.h"

namespace pawl {
namespace {

constexpr int kSlices = 32;

// Slices around `ns` as a shared machine gives them: mostly near the floor, some far above, a slow process now and
// then.
std::vector<ProcessTimes> Times(double ns, int processes, uint32_t seed, int slices = kSlices) {
  std::minstd_rand random(seed);
  const auto uniform = [&] { return static_cast<double>(random()) / 2147483647.0; };
  std::vector<ProcessTimes> times;
  for (int process = 0; process < processes; ++process) {
    times.push_back({process, {}});
    const double mode = uniform() < 0.3 ? 1.12 : 1;
    for (int i = 0; i < slices; ++i) {
      const double burst = uniform() < 0.05 ? 1 + uniform() : 1;
      times.back().ns.push_back(std::round(ns * mode * burst * (1 + 0.03 * uniform()) * 100) / 100);
    }
  }
  return times;
}

CaseEvidence Timed(const std::string& name, double ns, double allocations) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.iterations_per_slice = 64;
  evidence.time = TimeEvidence{ns, ns * 1.05, 8, 8 * kSlices};
  evidence.allocations = AllocationEvidence{allocations, allocations * 64, 0, allocations * 80, {}};
  evidence.instructions = CountedRange{ns * 9, ns * 9};
  evidence.times = Times(ns, 8, static_cast<uint32_t>(ns));
  return evidence;
}

Result Sizes() {
  Result result;
  result.target = "//benches:checksum_perf";
  result.pawl = "//tools/cli:pawl";
  GrowthEvidence baseline{"checksum/Crc32c/impl:baseline", "bytes", {}, {}, 2.1, 0.98, 1.1};
  GrowthEvidence optimized{"checksum/Crc32c/impl:optimized", "bytes", {}, {}, 40, 0.55, 1.7};
  for (const int bytes : {16, 256, 4096, 65536, 1 << 20}) {
    const double slow = 2 * bytes, fast = 60 + 0.1 * bytes;
    const std::string size = fmt::format("/bytes:{}", bytes);
    result.evidence.cases.push_back(Timed(baseline.series + size, slow, 0));
    result.evidence.cases.push_back(Timed(optimized.series + size, fast, 1));
    for (GrowthEvidence* growth : {&baseline, &optimized}) growth->sizes.push_back(bytes);
    baseline.floors_ns.push_back(slow);
    optimized.floors_ns.push_back(fast);
    Row row;
    row.case_name = optimized.series + size;
    row.comparison = "time_ratio";
    row.verdict = Verdict::kOk;
    row.unit = "x";
    row.stored = fast / slow * 1.05;
    row.bound = *row.stored * 1.25;
    row.current = fast / slow;
    row.low = *row.current * 0.97;
    row.high = *row.current * 1.04;
    row.limit = "time_ratio +25%";
    result.rows.push_back(row);
  }
  result.evidence.growth = {baseline, optimized};
  result.crossovers = {{optimized.series, "bytes", 16, 256, true}};
  LiveEvidence live;
  live.case_name = optimized.series + "/bytes:4096";
  live.times = Times(480, 6, 1);
  live.accepted_times = Times(470, 6, 2);
  result.evidence.live = {live};
  return result;
}

Profiles ProfilesOf(const std::string& case_name, const std::string& side, double parse, double extra) {
  Profile profile;
  profile.case_name = case_name;
  profile.metric = kAllocations;
  profile.instrument = "heaptrack 1.4.0";
  profile.stacks = {{{"CommandLine(Options)", "Parse(std::string_view)", "std::string::append(char const*)"}, parse},
                    {{"CommandLine(Options)", "Quote(std::string_view)"}, 1}};
  if (extra > 0) profile.stacks.push_back({{"CommandLine(Options)", "Parse(std::string_view)", "Trace()"}, extra});
  for (const StackCost& stack : profile.stacks) profile.total += stack.cost;
  Profiles profiles;
  profiles.target = "//benches:image_flags_perf";
  profiles.side = side;
  profiles.profiles = {profile};
  return profiles;
}

bool Everything(std::string_view) { return true; }

// Three commits: a change to the better, one to the worse, and one that this run undoes.
std::vector<AcceptedHistory> Histories(const Result& sizes) {
  std::vector<AcceptedHistory> histories;
  double spread = 0.5;
  for (const Row& row : sizes.rows) {
    std::vector<AcceptedNumber> numbers;
    int revision = 0;
    spread += 0.25;
    for (const double factor : {1 + 0.3 * spread, 1 - 0.1 * spread, 1.05}) {
      numbers.push_back({fmt::format("{:07x}", 0xa1b2c3 + revision), fmt::format("2026-11-{:02}", 3 + 7 * revision),
                         *row.stored * factor, revision});
      ++revision;
    }
    histories.push_back({sizes.target, row.case_name, row.comparison, row.unit, std::move(numbers), *row.current});
  }
  return histories;
}

}  // namespace

ReportInput DrawnReport() {
  ReportInput input = EveryVerdict();
  for (Result& result : input.results) {
    for (CaseEvidence& one : result.evidence.cases) {
      if (one.time) one.times = Times(one.time->floor_ns, 8, 7);
    }
  }
  input.results.push_back(Sizes());
  input.histories = Histories(input.results.back());
  const std::string name = "image_flags/CommandLine/impl:optimized/tokens:37";
  const Profiles before = ProfilesOf(name, "accepted", 3, 0);
  input.explanations = {Explain(name, &before, ProfilesOf(name, "this build", 2, 4), Everything)};
  return input;
}

ReportInput HostileReport() {
  const std::string hostile =
      "evil/<img src=x onerror=\"window.harmed=1\">\"'`&</script><script>window.harmed=1</script>\n<!--\xe2\x80\xae"
      "gnp.exe\xe2\x80\xac]]>/impl:optimized/n:1";
  Result result;
  result.target = "//evil:</title><svg onload=window.harmed=1>";
  result.pawl = "//tools/cli:pawl";
  result.environment.cpu_model = hostile;
  result.warnings = result.notes = {hostile};
  result.evidence.cases = {Timed(hostile, 100, 1)};
  result.evidence.growth = {{hostile, hostile, {1, 2, 4}, {1, 2, 4}, 1, 1, 1}};
  Row row;
  row.case_name = hostile;
  row.comparison = kClaimPrefix;
  row.comparison += hostile;
  row.verdict = Verdict::kRegressed;
  row.unit = "x";
  row.stored = 1;
  row.current = 2;
  row.limit = row.reason = row.level = row.limit_origin = row.stored_origin = hostile;
  Row compared = row;
  compared.comparison = "time_ratio";
  result.rows = {row, compared};
  ReportInput input{hostile, {result}, hostile};
  Profiles profiles = ProfilesOf(hostile, hostile, 1, 1);
  for (StackCost& stack : profiles.profiles[0].stacks) stack.frames.push_back(hostile);
  input.explanations = {Explain(hostile, nullptr, profiles, Everything)};
  return input;
}

ReportInput LargeReport(int cases, int samples) {
  Result result;
  result.target = "//benches:large_perf";
  result.pawl = "//tools/cli:pawl";
  for (int i = 0; i < cases; ++i) {
    const std::string impl = i % 2 == 0 ? "baseline" : "optimized";
    const std::string name = fmt::format("component{}/Operation/impl:{}/bytes:{}", i / 20, impl, i / 2);
    CaseEvidence evidence = Timed(name, 1000 + i, 3);
    evidence.times = Times(1000 + i, 16, static_cast<uint32_t>(i), samples / 16);
    result.evidence.cases.push_back(evidence);
    for (const std::string_view metric : {kAllocations, kAllocatedBytes, kPeakBytes, kLeakedBytes, kTimeRatio}) {
      Row row;
      row.case_name = name;
      row.comparison = metric;
      row.verdict = i % 50 == 7 ? Verdict::kRegressed : Verdict::kOk;
      row.stored = 100 + i;
      row.current = row.verdict == Verdict::kOk ? row.stored : *row.stored * 2;
      row.limit = "as written";
      row.limit_origin = "benches/BUILD:12";
      row.level = "exact";
      row.stored_origin = "baselines/large_perf.json:1234";
      result.rows.push_back(std::move(row));
    }
  }
  return {"A large report", {result}, "bazel run //:report"};
}

}  // namespace pawl

#include "reports/test_results.h"

#include <optional>
#include <string>

namespace pawl {
namespace {

Environment TestEnvironment() {
  Environment environment;
  environment.build_key = "x86_64-gcc12.2.0-libstdcxx20220819-f1c3a9d2e-m1";
  environment.time_key = environment.build_key + "/AuthenticAMD.26.2-2cpu-kvm-aslr2";
  environment.cpu_model = "AMD EPYC 9R45";
  environment.cpu_features = {"avx2", "sha_ni"};
  environment.compiler = "gcc 12.2.0";
  environment.compiler_flags = "-O2 -std=c++20 -falign-functions=64";
  environment.benchmark_library = "Google Benchmark 1.9.1, Release";
  environment.kernel = "Linux 6.1.0";
  environment.commit = "2c26b3b1d5f0";
  environment.dirty = true;
  return environment;
}

CaseEvidence Measured(const std::string& name, double floor_ns, const AllocationEvidence& allocations) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.iterations_per_slice = 4096;
  evidence.time = TimeEvidence{floor_ns, floor_ns * 1.04, 16, 512};
  evidence.allocations = allocations;
  return evidence;
}

Result Flags() {
  const std::string baseline = "image_flags/CommandLine/impl:baseline/tokens:37";
  const std::string optimized = "image_flags/CommandLine/impl:optimized/tokens:37";
  const std::string small = "image_flags/CommandLine/impl:optimized/tokens:2";
  Result result;
  result.target = "//benches:image_flags_perf";
  result.pawl = "//tools/cli:pawl";
  result.build_file = "benches/BUILD";
  result.baseline_file = "baselines/image_flags_perf.json";
  result.seed = 20240229;
  result.wall_s = 12.34;
  result.measured_s = 7.9;
  result.processes = 48;
  result.environment = TestEnvironment();
  result.rows = {
      {optimized,
       "allocations",
       Verdict::kRegressed,
       "",
       1,
       2,
       {},
       {},
       "allocations +0",
       "tools/gate/limits.cc:16",
       "exact",
       "one allocation more per iteration",
       "baselines/image_flags_perf.json:4"},
      {optimized,
       "claim:allocations <= 1",
       Verdict::kRegressed,
       "",
       1,
       2,
       {},
       {},
       "<= 1",
       "benches/BUILD:12",
       "exact",
       "the promise is broken: 2 allocations"},
      {small,
       "allocated_bytes",
       Verdict::kNew,
       "B",
       {},
       48,
       {},
       {},
       "allocated_bytes +1% and +64 B",
       "tools/gate/limits.cc:18",
       "exact",
       "no stored record"},
      {"image_flags/CommandLine/impl:optimized/tokens:9",
       "allocations",
       Verdict::kMissing,
       "",
       1,
       {},
       {},
       {},
       "allocations +0",
       "tools/gate/limits.cc:16",
       "",
       "the benchmark no longer has this case",
       "baselines/image_flags_perf.json:9"},
      {optimized, "time_ratio", Verdict::kUnstable, "x", 0.061, 0.079, 0.055, 0.112, "time_ratio +25%",
       "tools/gate/limits.cc:23", "64 processes", "undecided at the cap: two modes",
       "baselines/image_flags_perf.json:5"},
      {optimized,
       "peak_bytes",
       Verdict::kImproved,
       "B",
       1600,
       1088,
       {},
       {},
       "peak_bytes +1% and +4 KiB",
       "tools/gate/limits.cc:19",
       "exact",
       "below the stored number by more than the limit",
       "baselines/image_flags_perf.json:6"},
      {optimized,
       "allocated_bytes",
       Verdict::kOk,
       "B",
       2048,
       2056,
       {},
       {},
       "allocated_bytes +1% and +64 B",
       "tools/gate/limits.cc:18",
       "exact",
       "",
       "baselines/image_flags_perf.json:3"},
      {optimized, "claim:time <= 0.25 * baseline", Verdict::kOk, "x", 0.25, 0.079, 0.055, 0.112, "<= 0.25",
       "benches/BUILD:12", "16 processes, error rate <= 1e-05", ""},
  };
  result.evidence.cases = {Measured(baseline, 23400, {38, 6200, 0, 4096, {}}),
                           Measured(optimized, 1848.6, {2, 2056, 0, 1088, {}}),
                           Measured("image_flags/CommandLine/impl:baseline/tokens:2", 912, {3, 400, 0, 400, {}}),
                           Measured(small, 121, {1, 48, 0, 48, {{"peak_bytes", 32}}})};
  result.evidence.cases[1].warnings = {"set-up dominates: 61 % of the wall time"};
  result.evidence.pairs = {{optimized, baseline, {-2.5, -2.6}, {1848.6, 1901}, {23400, 23610}}};
  result.warnings = {"address randomisation is off here: layout bias is not averaged out"};
  return result;
}

Result Digest() {
  const std::string optimized = "digest/Sha256/impl:optimized/bytes:1048576";
  Result result;
  result.target = "//benches:digest_perf";
  result.pawl = "//tools/cli:pawl";
  result.build_file = "benches/BUILD";
  result.baseline_file = "baselines/digest_perf.json";
  result.filter = "^digest/";
  result.seed = 7;
  result.wall_s = 61;
  result.measured_s = 0.4;
  result.processes = 3;
  result.environment = TestEnvironment();
  result.environment.commit = "";
  result.rows = {
      {"digest/Crc/impl:optimized/bytes:0",
       "time_ratio",
       Verdict::kError,
       "x",
       0.5,
       {},
       {},
       {},
       "time_ratio +25%",
       "tools/gate/limits.cc:23",
       "",
       "killed by SIGSEGV in the second slice",
       "baselines/digest_perf.json:3"},
      {optimized, "time_ratio", Verdict::kIncomparable, "x", 0.2, 0.21, 0.2, 0.22, "time_ratio +25%",
       "tools/gate/limits.cc:23", "16 processes", "compiler gcc12.2.0 -> gcc14.1.0", "baselines/digest_perf.json:8"},
      {optimized,
       "claim:time <= 0.5 * baseline if avx512",
       Verdict::kNotMeasured,
       "x",
       0.5,
       {},
       {},
       {},
       "<= 0.5",
       "benches/BUILD:31",
       "",
       "this CPU has no avx512"},
      {optimized,
       "leaked_bytes",
       Verdict::kOk,
       "B",
       0,
       0,
       {},
       {},
       "leaked_bytes +1 B",
       "tools/gate/limits.cc:22",
       "exact",
       "",
       "baselines/digest_perf.json:7"},
  };
  CaseEvidence crashed;
  crashed.case_name = "digest/Crc/impl:optimized/bytes:0";
  crashed.error = "killed by SIGSEGV";
  CaseEvidence openssl = Measured("digest/Sha256/impl:openssl/bytes:1048576", 498000, {});
  openssl.allocations = std::nullopt;
  openssl.allocations_absent = "the counter could not be preloaded";
  openssl.clock = Clock::kWall;
  result.evidence.cases = {Measured("digest/Sha256/impl:baseline/bytes:1048576", 2.62e6, {0, 0, 0, 0, {}}),
                           Measured(optimized, 551000, {0, 0, 0, 0, {}}), openssl, crashed,
                           Measured("BM_Whole", 3.1e9, {1.5, 3 << 20, 0, 1 << 20, {}})};
  result.errors = {"1 of 5 cases crashed; it was not judged"};
  return result;
}

}  // namespace

ReportInput EveryVerdict() { return {"Pawl report", {Flags(), Digest()}, "bazel run //:report"}; }

}  // namespace pawl

#include "tools/cli/test_result.h"

namespace pawl {
namespace {

// A row whose number stands in the stored baseline.
Row Stored(Verdict verdict, const std::string& comparison, int line) {
  Row row = RowOf(verdict, comparison);
  row.stored_origin = "baselines/x_perf.json:" + std::to_string(line);
  return row;
}

Row Ratio(Verdict verdict, double stored, double current) {
  Row row = Stored(verdict, "time_ratio", 7);
  row.unit = "x";
  row.stored = stored;
  row.current = current;
  row.low = current * 0.9;
  row.high = current * 1.1;
  row.limit = "time_ratio +25%";
  row.limit_origin = "tools/gate/limits.cc:26";
  row.level = "coarse: ratio of floors over 48 processes";
  return row;
}

Row Bytes(Verdict verdict, const std::string& comparison, double stored, double current) {
  Row row = Stored(verdict, comparison, 5);
  row.unit = "B";
  row.stored = stored;
  row.current = current;
  row.limit = comparison + " +2% and +64 B";
  row.limit_origin = "benches/BUILD:9";
  row.level = "exact";
  return row;
}

}  // namespace

Row RowOf(Verdict verdict, const std::string& comparison) {
  Row row;
  row.case_name = kTestCase;
  row.comparison = comparison;
  row.verdict = verdict;
  return row;
}

Result EmptyResult() {
  Result result;
  result.target = "//benches:x_perf";
  result.pawl = "//tools/cli:pawl";
  result.build_file = "benches/BUILD";
  result.baseline_file = "baselines/x_perf.json";
  result.wall_s = 12.25;
  result.measured_s = 7.5;
  result.processes = 48;
  return result;
}

Result EveryVerdict() {
  Result result = EmptyResult();
  Row error = RowOf(Verdict::kError, "run");
  error.reason = "in a slice of 512 iterations: killed by SIGSEGV (Segmentation fault)";
  Row claim = RowOf(Verdict::kRegressed, "claim:allocations <= 1");
  claim.stored = 1;
  claim.current = 2;
  claim.limit = "allocations <= 1";
  claim.limit_origin = "benches/BUILD:12";
  claim.level = "exact";
  claim.reason = "the claim is broken";
  Row missing = Stored(Verdict::kMissing, "allocations", 3);
  missing.case_name = "x/Y/impl:optimised/n:1";
  missing.stored = 1;
  missing.renamed_from = missing.case_name;
  missing.renamed_to = kTestCase;
  missing.reason = "the binary has no such case; did you rename it to x/Y/impl:optimized/n:1?";
  Row fresh = RowOf(Verdict::kNew);
  fresh.current = 2;
  fresh.limit = "allocations +0";
  fresh.limit_origin = "tools/gate/limits.cc:18";
  fresh.level = "exact";
  fresh.reason = "baselines/x_perf.json has no record of it";
  Row incomparable = Bytes(Verdict::kIncomparable, "peak_bytes", 1024, 1088);
  incomparable.reason = "stored under another key: compiler gcc12.2.0 -> gcc14.1.0";
  Row absent = RowOf(Verdict::kNotMeasured, "claim:time <= 0.5 * baseline if sha_ni");
  absent.limit = "time <= 0.5 * baseline if sha_ni";
  absent.limit_origin = "benches/BUILD:13";
  absent.reason = "this CPU has no sha_ni";
  Row unstable = Ratio(Verdict::kUnstable, 0.5, 0.55);
  unstable.level = "coarse: ratio of floors over 6 processes";
  unstable.reason = "budget: 6 processes ran, the decision needs 16; raise the test's timeout";
  Row improved = Bytes(Verdict::kImproved, "allocated_bytes", 2048, 1024);
  improved.reason = "better than stored by more than the limit: accept it, or it can be lost again unnoticed";
  result.rows = {
      error,    Ratio(Verdict::kRegressed, 0.5, 0.75),    claim, missing, fresh, unstable, incomparable, absent,
      improved, Bytes(Verdict::kOk, "leaked_bytes", 0, 0)};
  return result;
}

}  // namespace pawl

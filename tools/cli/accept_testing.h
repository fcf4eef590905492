#ifndef PAWL_TOOLS_CLI_ACCEPT_TESTING_H_
#define PAWL_TOOLS_CLI_ACCEPT_TESTING_H_

#include <cmath>
#include <string>

#include "gtest/gtest.h"
#include "tools/cli/accept.h"
#include "tools/gate/limits.h"

// Two measurements and what is made of them, for the tests of Accept.
namespace pawl {

inline constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";
inline constexpr char kOptimized[] = "x/Y/impl:optimized/n:1";
inline constexpr char kAccept[] = "bazel run //benches:x_perf.accept";

inline CaseEvidence Case(const std::string& name, double allocations) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.allocations = AllocationEvidence{allocations, 640, 0, 4096, {}};
  evidence.instructions = CountedRange{10000, 10000};
  return evidence;
}

// A complete measurement: the optimized case allocates as said and takes `ratio` of its reference's time.
inline Result Measured(double allocations = 1, double ratio = 0.5, int processes = 2 * kRatioProcesses) {
  Result result;
  result.target = "//benches:x_perf";
  result.environment.build_key = "build";
  result.environment.time_key = "build/machine";
  result.environment.instruction_key = "build/valgrind";
  result.evidence.cases = {Case(kBaseline, 3), Case(kOptimized, allocations)};
  PairEvidence pair{kOptimized, kBaseline, {}, {}, {}};
  for (int i = 0; i < processes; ++i) {
    pair.log_ratios.push_back(std::log(ratio));
    pair.contender_floors_ns.push_back(100 * ratio);
    pair.reference_floors_ns.push_back(100);
  }
  result.evidence.pairs = {pair};
  return result;
}

inline absl::StatusOr<Acceptance> Take(const StoredBaseline& stored, const Result& first, const Result& second,
                                       const AcceptOptions& options = {}) {
  return Accept(stored, first, second, {kBaseline, kOptimized}, Limits(), options);
}

inline absl::StatusOr<Acceptance> Take(const StoredBaseline& stored, const Result& twice,
                                       const AcceptOptions& options = {}) {
  return Take(stored, twice, twice, options);
}

// What accepting Measured() wrote and the next run reads.
inline StoredBaseline Stored() {
  const auto acceptance = Take({}, Measured());
  EXPECT_TRUE(acceptance.ok()) << acceptance.status().message();
  const auto read = ParseStoredBaseline(FormatStoredBaseline(acceptance->baseline), "x.json", kAccept);
  EXPECT_TRUE(read.ok()) << read.status().message();
  return *read;
}

inline std::string Refused(const absl::StatusOr<Acceptance>& acceptance, absl::StatusCode code) {
  EXPECT_EQ(acceptance.status().code(), code) << acceptance.status().message();
  return std::string(acceptance.status().message());
}

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPT_TESTING_H_

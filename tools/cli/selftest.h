#ifndef PAWL_TOOLS_CLI_SELFTEST_H_
#define PAWL_TOOLS_CLI_SELFTEST_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/plan.h"
#include "tools/cli/run.h"

namespace pawl {

// What a gate must make of a planted defect.
struct ExpectedCatch {
  std::string defect;
  std::string comparison;  // of the row that catches it
  Verdict verdict = Verdict::kRegressed;
};

// Every defect that selftest knows how to expect: slowdown, allocation, leak, dead_loop, wrong_answer.
const std::vector<ExpectedCatch>& ExpectedCatches();

// The same benchmark, with a defect in its optimized implementation. Factories are borrowed.
struct PlantedBinary {
  std::string defect;
  WorkerFactory* factory = nullptr;    // for counts, answers and ratios
  WorkerFactory* contender = nullptr;  // for live pairs
};

struct SelftestOutcome {
  bool passed = false;
  std::string report;  // a line for each check, then the sentence that sums up
};

// Accepts the healthy binary as `.accept` would, gates it against itself, and gates every planted one against it.
// Passes only if the healthy run is clean, every defect of ExpectedCatches() was planted, and each was caught by the
// row that must catch it. `plan` is of the healthy binary; its baseline_file is written. `healthy` and `accepted` are
// two factories of the healthy binary.
absl::StatusOr<SelftestOutcome> Selftest(const Plan& plan, const RunOptions& options, WorkerFactory& healthy,
                                         WorkerFactory& accepted, const std::vector<PlantedBinary>& planted);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_SELFTEST_H_
